"""Requests for presales support (A12.5): the queue, whose turn it is, and the facts of its rules."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import String, case, cast, false, or_, select
from sqlalchemy.orm import joinedload

import clock
from access import visible, works_on
from extensions import db
from models import Activity, Opportunity, PresalesRequest, User
from policy.following import ActivityStatus, OpportunityStatus
from policy.permissions import Permission
from policy.presales import RUNNING, AskFacts, DeedFacts
from policy.ranking import SupportKind
from policy.roles import PARTNER_KINDS, Role
from queries.pages import Page, capped_count, keyset
from queries.people import people_with
from queries.sales_accounts import First, first_for_support
from scopes import company_in, scope_of, tree

R = PresalesRequest
WHOLE = (
    joinedload(R.opportunity).joinedload(Opportunity.owner),
    joinedload(R.customer),
    joinedload(R.asked_by).joinedload(User.unit),
    joinedload(R.taken_by),
)
MOST_ACTIVITIES = 50


@dataclass(frozen=True)
class Queue:
    """One page of the requests, how many there are, and who comes first at present."""

    page: Page
    total: int
    first: First


def queue(user: User, tab: str, kind: SupportKind | None, after: str, before: str) -> Queue:
    """``open``: what waits or is taken on, whose turn it is first; ``mine``: what one asked for or took; ``ended``: the
    rest, the last first."""
    first, rows = first_for_support(), visible(R, user).join(Opportunity, Opportunity.id == R.opportunity_id)
    if kind:
        rows = rows.where(R.kind == kind)
    if tab == "mine":
        rows = rows.where(or_(R.asked_by_id == user.id, R.taken_by_id == user.id))
    elif tab == "ended":
        rows = rows.where(R.state.not_in(sorted(RUNNING)))
    else:
        rows = rows.where(R.state.in_(sorted(RUNNING)))
    rows, cursors = rows.options(*WHOLE), {"after": after, "before": before}
    if tab in ("mine", "ended"):
        page = keyset(rows, R.id, R.id, **cursors)
    else:
        page = keyset(rows, _turn(first), R.id, descending=False, **cursors)
    return Queue(page, capped_count(rows), first)


def _turn(first: First):
    """Sorts whose turn it is: the first by value, then by the day wanted; who asked earlier comes first in it."""
    named = or_(
        Opportunity.owner_id.in_(sorted(first.people)) if first.people else false(),
        Opportunity.unit_id.in_(sorted(first.units)) if first.units else false(),
    )
    return cast(case((named, "0"), else_="1"), String) + cast(R.wanted_on, String)


def serves(user: User, row: PresalesRequest) -> bool:
    """Whether the person supports who asked: presales of their company, or of headquarters for its partners."""
    me = scope_of(user)
    at_home = row.unit_id in me.company or tree()[me.home].kind not in PARTNER_KINDS
    return Permission.SUPPORT_SALES in me.permissions and at_home


def ask_facts(opportunity: Opportunity, kind: SupportKind, need: str, wanted_on: dt.date, by: User) -> AskFacts:
    """What the rule of asking is given."""
    same = R.opportunity_id == opportunity.id, R.kind == kind, R.state.in_(sorted(RUNNING))
    return AskFacts(
        works_on=works_on(opportunity, by),
        open=opportunity.status is OpportunityStatus.OPEN,
        need=need,
        wanted_on=wanted_on,
        today=clock.today(),
        running=db.session.scalar(select(R.id).where(*same).limit(1)) is not None,
    )


def deed_facts(row: PresalesRequest, deed: str, by: User, words: str = "", activity_id: int | None = None) -> DeedFacts:
    """What the rule of moving a request on is given."""
    managed = scope_of(by).managed
    leads = row.taken_by is not None and row.taken_by_id != by.id and row.taken_by.unit_id in managed
    return DeedFacts(
        deed=deed,
        state=row.state,
        asker=row.asked_by_id == by.id or row.unit_id in managed or row.opportunity.owner_id == by.id,
        supporter=serves(by, row) or leads,
        taker=row.taken_by_id == by.id or leads,
        words=words,
        activity_fits=activity_id is None or activity_id in {one.id for one in activities_for(row, by)},
    )


def activities_for(row: PresalesRequest, user: User) -> list[Activity]:
    """The activities with the customer, done since it was asked, that a result may name: those one may know about."""
    rows = visible(Activity, user).where(
        Activity.customer_id == row.customer_id,
        Activity.status == ActivityStatus.DONE,
        Activity.starts_at >= clock.start_of(clock.day_of(row.asked_at)),
    )
    return list(db.session.scalars(rows.order_by(Activity.starts_at.desc(), Activity.id).limit(MOST_ACTIVITIES)))


def supporters(unit_id: int) -> list[User]:
    """Presales of the company to which a unit belongs, else of headquarters."""
    units, people = tree(), people_with(Role.PRESALES)
    top = min((one.path, one.id) for one in units.values())[1]
    for company in (company_in(units, unit_id), top):
        if found := [one for one in people if company_in(units, one.unit_id) == company]:
            return found
    return []
