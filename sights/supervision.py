"""Who may know of summaries, digests, checks, violations, measures and rankings (A3, A11, A12)."""

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true

from models import (
    AssistantLink,
    CheckSheet,
    Digest,
    DigestReader,
    Finding,
    Measure,
    PresalesRequest,
    Publication,
    Ranking,
    RankingRow,
    ReportOrder,
    SalesAccount,
    SpotCheck,
    Target,
    UrgentEvent,
    UsageExemption,
    UsageLapse,
    User,
    Violation,
    WorkSummary,
)
from policy.assessment import TOLD
from policy.permissions import Permission
from policy.ranking import Board
from policy.roles import PARTNER_KINDS, UnitKind
from scopes import Scope, tree
from sights.conditions import within

P = Permission


def led(column: ColumnElement[int], me: Scope, permission: Permission) -> ColumnElement[bool]:
    """Whether a unit lies below the person, who holds the permission."""
    if permission not in me.permissions:
        return false()
    return true() if me.everything else within(column, me.managed)


def summaries(me: Scope) -> ColumnElement[bool]:
    """One's own, drafts too; those that were submitted, for who leads the unit (A3.2)."""
    theirs = and_(WorkSummary.submitted_at.is_not(None), led(WorkSummary.unit_id, me, P.READ_TEAM))
    return or_(WorkSummary.user_id == me.user_id, theirs)


def urgent_events(me: Scope) -> ColumnElement[bool]:
    return or_(UrgentEvent.by_id == me.user_id, led(UrgentEvent.unit_id, me, P.READ_TEAM))


def digests(me: Scope) -> ColumnElement[bool]:
    """The digests of the units led, and those that one is to read, as long as one follows the day in that company."""
    asked = exists().where(DigestReader.digest_id == Digest.id, DigestReader.user_id == me.user_id).correlate(Digest)
    still = within(Digest.unit_id, me.near) if P.FOLLOW_DAY in me.permissions else false()
    return or_(and_(asked, still), led(Digest.unit_id, me, P.READ_TEAM))


def _person(model, me: Scope) -> ColumnElement[bool]:
    return exists().where(User.id == model.user_id, led(User.unit_id, me, P.READ_TEAM)).correlate(model)


def exemptions(me: Scope) -> ColumnElement[bool]:
    return or_(UsageExemption.user_id == me.user_id, _person(UsageExemption, me))


def lapses(me: Scope) -> ColumnElement[bool]:
    return or_(UsageLapse.user_id == me.user_id, led(UsageLapse.unit_id, me, P.READ_TEAM))


def check_sheets(me: Scope) -> ColumnElement[bool]:
    return led(CheckSheet.unit_id, me, P.VIEW_SUPERVISION)


def spot_checks(me: Scope) -> ColumnElement[bool]:
    return led(SpotCheck.unit_id, me, P.VIEW_SUPERVISION)


def findings(me: Scope) -> ColumnElement[bool]:
    """Those of the units led, and those one answers for oneself (A11)."""
    return or_(Finding.user_id == me.user_id, led(Finding.unit_id, me, P.VIEW_SUPERVISION))


def publications(me: Scope) -> ColumnElement[bool]:
    """Everybody of the company reads its figures of use; of partners also who leads them (A11)."""
    return (
        true() if me.everything else or_(Publication.company_id == me.home, within(Publication.company_id, me.managed))
    )


def _assists(column: ColumnElement[int], me: Scope) -> ColumnElement[bool]:
    """Whether it is about a manager whom the person assists: that is not for those below (A13)."""
    return column.in_(select(AssistantLink.manager_id).where(AssistantLink.assistant_id == me.user_id))


def violations(me: Scope) -> ColumnElement[bool]:
    theirs = and_(led(Violation.unit_id, me, P.VIEW_SUPERVISION), ~_assists(Violation.user_id, me))
    return or_(Violation.user_id == me.user_id, theirs)


def measures(me: Scope) -> ColumnElement[bool]:
    """One's own once it was confirmed; those of the units led; in the month's list, for payroll (A12)."""
    own = and_(Measure.user_id == me.user_id, Measure.state.in_(sorted(TOLD)))
    theirs = and_(Measure.user_id != me.user_id, led(Measure.unit_id, me, P.VIEW_SUPERVISION))
    return or_(own, and_(theirs, ~_assists(Measure.user_id, me)))


def rankings(me: Scope) -> ColumnElement[bool]:
    """The published list is for everybody of the company; the agents' list also for every agent (A12.4)."""
    if me.everything:
        return true()
    agents = Ranking.board == Board.AGENTS if tree()[me.home].kind is UnitKind.AGENT else false()
    return or_(Ranking.company_id == me.home, within(Ranking.company_id, me.managed), agents)


def ranking_rows(me: Scope) -> ColumnElement[bool]:
    """The working: one's own, and that of the units led. What is published of a row is for the ranking's readers."""
    return or_(RankingRow.user_id == me.user_id, led(RankingRow.unit_id, me, P.READ_TEAM))


def sales_accounts(me: Scope) -> ColumnElement[bool]:
    """One's own, those of the units led, and for bonuses those of the company (A12.6)."""
    paid = within(SalesAccount.unit_id, me.checked) if P.EXPORT_ASSESSMENT in me.permissions else false()
    return or_(SalesAccount.user_id == me.user_id, led(SalesAccount.unit_id, me, P.VIEW_REPORTS), paid)


def presales_requests(me: Scope) -> ColumnElement[bool]:
    """Who asked, whose opportunity it is, who leads them, and presales of the company; presales of headquarters also
    serves the partners, who by asking say what it is about (A12.5)."""
    served = false()
    if P.SUPPORT_SALES in me.permissions:
        served = within(PresalesRequest.unit_id, me.company) if tree()[me.home].kind in PARTNER_KINDS else true()
    mine = or_(PresalesRequest.asked_by_id == me.user_id, PresalesRequest.taken_by_id == me.user_id)
    theirs = PresalesRequest.opportunity.has(owner_id=me.user_id)
    return or_(mine, theirs, led(PresalesRequest.unit_id, me, P.READ_TEAM), served)


def targets(me: Scope) -> ColumnElement[bool]:
    people = exists().where(User.id == Target.user_id, led(User.unit_id, me, P.VIEW_REPORTS)).correlate(Target)
    return or_(Target.user_id == me.user_id, led(Target.unit_id, me, P.VIEW_REPORTS), people)


def report_orders(me: Scope) -> ColumnElement[bool]:
    return led(ReportOrder.unit_id, me, P.ORDER_REPORTS)
