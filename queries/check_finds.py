"""What the weekly check finds in a unit, kind by kind, and by when it should have been otherwise (A11)."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

import clock
from extensions import db
from models import (
    Approval,
    ApprovalStep,
    Closing,
    Customer,
    LeadDispatch,
    LeadLapse,
    Opportunity,
    Unit,
    UsageLapse,
    User,
)
from policy.approvals import ApprovalKind, StepState
from policy.checking import CLAUSES, FindingKind
from policy.entry import CustomerStatus
from policy.following import OpportunityStatus
from policy.roles import PARTNER_KINDS
from policy.seats import Seat
from policy.usage import UsageKind
from queries import parameters
from queries.organisation import company_of
from queries.seats import in_seat

LOOKS_BACK = dt.timedelta(days=28)
"""How far back facts of the past are looked for: a week in which nothing ran is covered by the next sheet."""
MOST_FOUND = 2000
UNFINISHED = (CustomerStatus.DRAFT, CustomerStatus.RETURNED)
LIMITS = ("stage_stale_days", "date_passed_days", "partner_maintenance_days")
USAGE = {
    UsageKind.WEEKLY_QUOTA: FindingKind.QUOTA_MISSED,
    UsageKind.TRAVEL_SIGN_IN: FindingKind.TRAVEL_UNSIGNED,
    UsageKind.DIGEST_READING: FindingKind.DIGEST_UNREAD,
}
K = FindingKind


@dataclass(frozen=True)
class Found:
    """One thing that the records show. ``facts`` as ``policy.checking.WORDS`` says."""

    kind: FindingKind
    subject: tuple[str, int]
    title: str
    url: str
    user_id: int | None
    facts: dict[str, Any]
    customer_id: int | None = None
    clause: str = ""

    @property
    def key(self) -> tuple[str, str, int]:
        return (self.kind.value, *self.subject)

    @property
    def past(self) -> bool:
        return bool(self.facts.get("past"))

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of a finding."""
        return {
            "kind": self.kind,
            "subject_type": self.subject[0],
            "subject_id": self.subject[1],
            "title": self.title[:200],
            "url": self.url,
            "user_id": self.user_id,
            "customer_id": self.customer_id,
            "facts": self.facts,
            "clause": self.clause or CLAUSES[self.kind],
        }


@dataclass(frozen=True)
class Look:
    """Where and as of when is looked: up to the last day of the week, by the values of that day."""

    unit_id: int
    last_on: dt.date
    limits: Mapping[str, int] = field(default_factory=dict)

    @property
    def end(self) -> dt.datetime:
        return clock.start_of(self.last_on + dt.timedelta(days=1))

    @property
    def since(self) -> dt.date:
        return self.last_on - LOOKS_BACK


def finds(unit_id: int, week: dt.date) -> list[Found]:
    """Everything found in a unit by the end of the week that begins on ``week``, the longest standing first."""
    last_on = week + dt.timedelta(days=6)
    look = Look(unit_id, last_on, {name: int(one) for name, one in parameters.values(*LIMITS, on=last_on).items()})
    finders = (_entries, _late_entries, _steps, _closings, _stages, _dates, _leads, _usage, _partner)
    return [found for finder in finders for found in finder(look)]


def day_text(moment: dt.datetime | dt.date) -> str:
    return (clock.day_of(moment) if isinstance(moment, dt.datetime) else moment).isoformat()


def _entry(row: Customer, facts: dict) -> Found:
    url, subject = f"/customers/{row.id}", ("customers", row.id)
    return Found(K.ENTRY_INCOMPLETE, subject, row.name, url, row.owner_id or row.created_by_id, facts, row.id)


def _entries(look: Look) -> Iterator[Found]:
    rows = select(Customer).where(
        Customer.unit_id == look.unit_id, Customer.status.in_(UNFINISHED), Customer.entry_due_on <= look.last_on
    )
    for row in db.session.scalars(rows.order_by(Customer.entry_due_on, Customer.id).limit(MOST_FOUND)):
        days = {"created_on": day_text(row.created_at), "due_on": day_text(row.entry_due_on)}
        yield _entry(row, {"words": "entry", "state": days["due_on"], **days})


def _late_entries(look: Look) -> Iterator[Found]:
    """Those submitted in the meantime, though late."""
    rows = select(Customer).where(
        Customer.unit_id == look.unit_id,
        Customer.status.not_in((*UNFINISHED, CustomerStatus.LAPSED)),
        Customer.submitted_at.between(clock.start_of(look.since), look.end),
        Customer.entry_due_on >= look.since - LOOKS_BACK,
        Customer.entry_due_on < look.last_on,
    )
    for row in db.session.scalars(rows.order_by(Customer.submitted_at, Customer.id).limit(MOST_FOUND)):
        if clock.day_of(row.submitted_at) > row.entry_due_on:
            days = {"submitted_on": day_text(row.submitted_at), "due_on": day_text(row.entry_due_on)}
            yield _entry(row, {"words": "entry_late", "past": True, **days})


def _steps(look: Look) -> Iterator[Found]:
    """Decisions that should have been taken; confirmations of closings among them (A6.7)."""
    rows = select(ApprovalStep, Approval).join(Approval, Approval.id == ApprovalStep.approval_id)
    open_ones = ApprovalStep.state == StepState.OPEN, ApprovalStep.unit_id == look.unit_id
    rows = rows.where(*open_ones, ApprovalStep.due_at < look.end).order_by(ApprovalStep.due_at, ApprovalStep.id)
    seated: dict = {}
    for step, approval in db.session.execute(rows.limit(MOST_FOUND)):
        if step.role not in seated:
            seated[step.role] = in_seat(Seat(step.role, step.unit_id))
        people = [one.id for one in seated[step.role]]
        closing = approval.kind is ApprovalKind.CLOSING
        days = {"since_on": day_text(step.opened_at), "due_on": day_text(step.due_at)}
        facts = {"words": "unconfirmed" if closing else "review", "state": days["due_on"], **days}
        kind = K.CLOSING_LATE if closing else K.REVIEW_OVERDUE
        subject, url, one = ("approval_steps", step.id), f"/approvals/{approval.id}", people[0] if people else None
        who = one if len(people) == 1 else None
        yield Found(kind, subject, approval.title, url, who, facts, approval.customer_id, step.clause)


def _closings(look: Look) -> Iterator[Found]:
    rows = select(Closing, Opportunity).join(Opportunity, Opportunity.id == Closing.opportunity_id)
    rows = rows.where(
        Opportunity.unit_id == look.unit_id,
        Opportunity.status != OpportunityStatus.OPEN,
        Closing.closed_at.between(clock.start_of(look.since), look.end),
    )
    for closing, row in db.session.execute(rows.order_by(Closing.closed_at, Closing.id).limit(MOST_FOUND)):
        if clock.day_of(closing.closed_at) > closing.due_on:
            days = {"closed_on": day_text(closing.closed_at), "due_on": day_text(closing.due_on)}
            facts = {"words": "closed_late", "past": True, "result_on": day_text(closing.result_on), **days}
            yield _of_opportunity(K.CLOSING_LATE, row, facts, ("closings", closing.id))


def _of_opportunity(kind: FindingKind, row: Opportunity, facts: dict, subject: tuple[str, int] | None = None) -> Found:
    subject = subject or ("opportunities", row.id)
    return Found(kind, subject, row.name, f"/opportunities/{row.id}", row.owner_id, facts, row.customer_id)


def _stages(look: Look) -> Iterator[Found]:
    limit = look.limits["stage_stale_days"]
    stale = Opportunity.stage_since < look.end - dt.timedelta(days=limit)
    rows = select(Opportunity).where(
        Opportunity.unit_id == look.unit_id, Opportunity.status == OpportunityStatus.OPEN, stale
    )
    for row in db.session.scalars(rows.order_by(Opportunity.stage_since, Opportunity.id).limit(MOST_FOUND)):
        since = day_text(row.stage_since)
        days = (look.last_on - clock.day_of(row.stage_since)).days
        facts = {"words": "stage", "state": since, "since_on": since, "days": days, "limit": limit}
        yield _of_opportunity(K.STAGE_STALE, row, facts)


def _dates(look: Look) -> Iterator[Found]:
    limit = dt.timedelta(days=look.limits["date_passed_days"])
    rows = select(Opportunity).where(
        Opportunity.unit_id == look.unit_id,
        Opportunity.status == OpportunityStatus.OPEN,
        Opportunity.expected_on <= look.last_on - limit,
    )
    for row in db.session.scalars(rows.order_by(Opportunity.expected_on, Opportunity.id).limit(MOST_FOUND)):
        days = {"expected_on": day_text(row.expected_on), "first_on": day_text(row.first_expected_on)}
        facts = {"words": "date", "state": days["expected_on"], "days": (look.last_on - row.expected_on).days, **days}
        yield _of_opportunity(K.DATE_PASSED, row, facts)


def _leads(look: Look) -> Iterator[Found]:
    """Late and without a record are one finding of one dispatch (A12.3)."""
    lapsed = select(LeadLapse.dispatch_id).join(User, User.id == LeadLapse.user_id)
    lapsed = lapsed.where(User.unit_id == look.unit_id, LeadLapse.found_on.between(look.since, look.last_on))
    rows = select(LeadDispatch).where(LeadDispatch.id.in_(lapsed)).order_by(LeadDispatch.due_at, LeadDispatch.id)
    for row in db.session.scalars(rows.limit(MOST_FOUND)):
        facts = {"words": "lead", "since_on": day_text(row.at), "due_on": day_text(row.due_at)}
        if row.followed_up_at is not None or row.ended_at is not None:
            facts["past"] = True
        subject, url = ("lead_dispatches", row.id), f"/leads/{row.lead_id}"
        yield Found(K.LEAD_UNFOLLOWED, subject, row.lead.called, url, row.user_id, facts, row.lead.customer_id)


def _usage(look: Look) -> Iterator[Found]:
    rows = select(UsageLapse, User.name).join(User, User.id == UsageLapse.user_id)
    rows = rows.where(
        UsageLapse.unit_id == look.unit_id,
        UsageLapse.last_on.between(look.since, look.last_on),
        UsageLapse.excused_at.is_(None),
    )
    for row, name in db.session.execute(rows.order_by(UsageLapse.last_on, UsageLapse.id).limit(MOST_FOUND)):
        facts = {"words": "usage", "past": True, "since_on": day_text(row.first_on), "until_on": day_text(row.last_on)}
        if row.kind is UsageKind.WEEKLY_QUOTA and {"done", "quota"} <= set(row.facts):
            facts |= {"words": "quota", "done": row.facts["done"], "quota": row.facts["quota"]}
        yield Found(USAGE[row.kind], ("usage_lapses", row.id), name, f"/usage/lapses/{row.id}", row.user_id, facts)


def neglected(look: Look) -> tuple:
    """The conditions of a partner's customers that are not kept up to date (A3.7)."""
    before = look.last_on - dt.timedelta(days=look.limits["partner_maintenance_days"])
    whose = Customer.unit_id == look.unit_id, Customer.owner_id.is_not(None)
    return (*whose, Customer.status == CustomerStatus.APPROVED, Customer.clock_day < before)


def _partner(look: Look) -> Iterator[Found]:
    """A partner's customers without contact, person by person (A3.7)."""
    if db.session.get_one(Unit, company_of(look.unit_id)).kind not in PARTNER_KINDS:
        return
    count, oldest = func.count(Customer.id), func.min(Customer.clock_day)
    rows = select(User.id, User.name, count, oldest).join(User, User.id == Customer.owner_id)
    for ident, name, number, since in db.session.execute(
        rows.where(*neglected(look)).group_by(User.id, User.name).order_by(oldest, User.id)
    ):
        limit = look.limits["partner_maintenance_days"]
        facts = {
            "words": "partner",
            "state": day_text(since),
            "since_on": day_text(since),
            "count": number,
            "limit": limit,
        }
        url = f"/customers?owner_id={ident}&sort=quiet"
        yield Found(K.PARTNER_NEGLECTED, ("users", ident), name, url, ident, facts)
