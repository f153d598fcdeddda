"""Leads: what the rules of the desk are told, the chain of one with its limits, and who may be calling again (A5)."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import and_, false, or_, select
from sqlalchemy.orm import joinedload

import clock
from access import visible
from extensions import db
from models import Lead, LeadStep, User
from policy.leads import DuplicateFacts, LeadDeed
from queries import working_time

MOST_ALIKE = 5
MOST_AROUND = 50


def duplicate_facts(lead_id: int, of_id: int | None, by: User) -> DuplicateFacts:
    """What the rule of duplicates is told; a lead that the person cannot see does not exist for them."""
    other = db.session.scalar(visible(Lead, by).where(Lead.id == of_id)) if of_id else None
    if other is None:
        return DuplicateFacts(found=False)
    return DuplicateFacts(
        found=True,
        itself=of_id == lead_id,
        other=other.status,
        other_of=other.duplicate_of_id,
        repeated_by=db.session.scalar(select(Lead.id).where(Lead.duplicate_of_id == lead_id).limit(1)),
    )


def last_screener(lead_id: int) -> User | None:
    """Who last found the lead valid."""
    steps = select(LeadStep).where(LeadStep.lead_id == lead_id, LeadStep.deed == LeadDeed.SCREENED)
    step = db.session.scalar(steps.options(joinedload(LeadStep.by)).order_by(LeadStep.id.desc()).limit(1))
    return step.by if step else None


@dataclass(frozen=True)
class Link:
    """One step of a chain. ``hours`` is by how many working hours its limit was missed; None where none ran or it was
    kept."""

    step: LeadStep
    kept: bool
    hours: float | None


def chain(lead_id: int) -> list[Link]:
    """Every step of a lead from its arrival on: who, when, to whom, and whether its limit was kept."""
    rows = select(LeadStep).where(LeadStep.lead_id == lead_id).order_by(LeadStep.id)
    people = joinedload(LeadStep.by), joinedload(LeadStep.to)
    return [_link(step) for step in db.session.scalars(rows.options(*people))]


def _link(step: LeadStep) -> Link:
    late = step.due_at is not None and step.at > step.due_at
    hours = working_time.between(step.due_at, step.at) if late else None
    return Link(step, step.due_at is not None and not late, hours)


@dataclass(frozen=True)
class Countdown:
    """A clock that runs: ``hours`` working hours are left until ``due_at``, or it was missed by so many."""

    due_at: dt.datetime
    over: bool
    hours: float


def countdown(lead: Lead) -> Countdown | None:
    """The clock of the step that a lead waits for; None when none runs."""
    if lead.due_at is None:
        return None
    now = clock.now()
    over = now >= lead.due_at
    return Countdown(lead.due_at, over, working_time.between(*sorted((now, lead.due_at))))


def alike(lead: Lead, user: User) -> list[Lead]:
    """The latest other leads that the person can see with this phone number, mail address or company name."""
    return around(lead, user).alike


@dataclass(frozen=True)
class Around:
    """Leads beside one: ``alike`` may be the same inquiry, ``repeats`` were found to be it."""

    alike: list[Lead]
    repeats: list[Lead]


def around(lead: Lead, user: User, *, desk: bool = True) -> Around:
    """In one select; what is only alike for the ``desk`` alone. A repeated inquiry belongs to the lead that goes on, so
    whoever may read the one reads what was asked in the other."""
    repeats = Lead.duplicate_of_id == lead.id
    same = [
        column == value
        for column, value in ((Lead.phone, lead.phone), (Lead.email, lead.email), (Lead.name_key, lead.name_key))
        if value and desk
    ]
    seen = and_(or_(*same), visible(Lead, user).whereclause) if same else false()
    rows = select(Lead).where(or_(repeats, seen), Lead.id != lead.id).order_by(Lead.id.desc()).limit(MOST_AROUND)
    found = list(db.session.scalars(rows))
    others = [one for one in found if one.duplicate_of_id != lead.id]
    return Around(others[:MOST_ALIKE], [one for one in found if one.duplicate_of_id == lead.id])
