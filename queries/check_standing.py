"""What of earlier findings the records still show: what is mended there counts as mended (A11)."""

import datetime as dt
from collections.abc import Callable, Iterable

from sqlalchemy import select

from extensions import db
from models import ApprovalStep, Customer, Finding, LeadDispatch, Opportunity, UsageLapse
from policy.approvals import StepState
from policy.checking import FindingKind
from policy.following import OpportunityStatus
from queries import parameters
from queries.check_finds import LIMITS, UNFINISHED, Look, day_text, neglected

K = FindingKind


def standing(findings: Iterable[Finding], today: dt.date) -> set[int]:
    """The findings that the records still show; facts of the past always stand, unless they were excused."""
    still: set[int] = set()
    kinds: dict[tuple[FindingKind, str], list[Finding]] = {}
    for row in findings:
        kinds.setdefault((row.kind, row.subject_type), []).append(row)
    for (_, subject), rows in kinds.items():
        asks = STANDING.get(subject)
        live = rows if subject == "usage_lapses" else [row for row in rows if not row.facts.get("past")]
        still |= {row.id for row in rows if asks is None or row not in live}
        if asks is not None and live:
            still |= asks(live, today)
    return still


def _standing_customers(rows: list[Finding], _today: dt.date) -> set[int]:
    open_ones = select(Customer.id).where(Customer.id.in_(_ids(rows)), Customer.status.in_(UNFINISHED))
    return _named(rows, set(db.session.scalars(open_ones)))


def _standing_steps(rows: list[Finding], _today: dt.date) -> set[int]:
    wanted = ApprovalStep.id.in_(_ids(rows)), ApprovalStep.state == StepState.OPEN
    return _named(rows, set(db.session.scalars(select(ApprovalStep.id).where(*wanted))))


def _standing_opportunities(rows: list[Finding], today: dt.date) -> set[int]:
    columns = Opportunity.id, Opportunity.stage_since, Opportunity.expected_on
    wanted = Opportunity.id.in_(_ids(rows)), Opportunity.status == OpportunityStatus.OPEN
    now = {row.id: row for row in db.session.execute(select(*columns).where(*wanted))}
    still = set()
    for row in rows:
        if (here := now.get(row.subject_id)) is not None:
            stale = row.kind is K.STAGE_STALE and day_text(here.stage_since) == row.facts.get("state")
            passed = row.kind is K.DATE_PASSED and here.expected_on < today
            still |= {row.id} if stale or passed else set()
    return still


def _standing_dispatches(rows: list[Finding], _today: dt.date) -> set[int]:
    lying = LeadDispatch.followed_up_at.is_(None), LeadDispatch.ended_at.is_(None)
    wanted = select(LeadDispatch.id).where(LeadDispatch.id.in_(_ids(rows)), *lying)
    return _named(rows, set(db.session.scalars(wanted)))


def _standing_lapses(rows: list[Finding], _today: dt.date) -> set[int]:
    wanted = select(UsageLapse.id).where(UsageLapse.id.in_(_ids(rows)), UsageLapse.excused_at.is_(None))
    return _named(rows, set(db.session.scalars(wanted)))


def _standing_partners(rows: list[Finding], today: dt.date) -> set[int]:
    limits = {name: int(one) for name, one in parameters.values(*LIMITS, on=today).items()}
    still = set()
    for unit_id in {row.unit_id for row in rows}:
        wanted = select(Customer.owner_id).where(*neglected(Look(unit_id, today, limits))).distinct()
        here = [row for row in rows if row.unit_id == unit_id]
        still |= _named(here, set(db.session.scalars(wanted)))
    return still


STANDING: dict[str, Callable[[list[Finding], dt.date], set[int]]] = {
    "customers": _standing_customers,
    "approval_steps": _standing_steps,
    "opportunities": _standing_opportunities,
    "lead_dispatches": _standing_dispatches,
    "usage_lapses": _standing_lapses,
    "users": _standing_partners,
}


def _ids(rows: list[Finding]) -> list[int]:
    return sorted({row.subject_id for row in rows})


def _named(rows: list[Finding], subjects: set[int]) -> set[int]:
    return {row.id for row in rows if row.subject_id in subjects}
