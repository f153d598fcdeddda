"""The chain of a lead (A5): one dated step after the other, each with its limit in working hours."""

import datetime as dt
from typing import Any

import clock
from extensions import db
from models import Lead, LeadStep, User
from operations import record, refuse_if
from policy.leads import MOVES, LeadDeed, LeadStatus, move_problems
from queries import working_time

LIMITS = {
    LeadStatus.NEW: "screening_hours",
    LeadStatus.SCREENED: "filtering_hours",
    LeadStatus.FILTERED: "dispatch_hours",
    LeadStatus.DISPATCHED: "first_followup_hours",
}
"""Which limit runs while a lead stands here. The limit of the follow-up begins with the dispatch and outlasts the
acceptance; the first record ends it."""

CLOCK_RUNS_ON = frozenset({LeadDeed.ACCEPTED, LeadDeed.WAITING})
"""Deeds that end no limit: an acceptance is no follow-up, and another try to dispatch does not make the wait shorter."""


def arrive(lead: Lead, by: User | None, note: str = "") -> LeadStep:
    """Put a new lead at the beginning of its chain; joins the running transaction. ``by`` is None for the public doors."""
    now = clock.now()
    lead.status, lead.arrived_at, lead.since = LeadStatus.NEW, now, now
    lead.due_at = working_time.due(now, LIMITS[LeadStatus.NEW])
    db.session.add(lead)
    db.session.flush()
    return _write(lead, LeadDeed.ARRIVED, by, None, note, {}, None, {})


def advance(
    lead: Lead, deed: LeadDeed, by: User | None, *, to: User | None = None, note: str = "", **details: Any
) -> LeadStep:
    """Carry a locked lead one step on, begin the clock of the next step, and write step and audit line.

    What is kept on the lead of acceptance and follow-up is of the present receiver: a new one begins anew.
    Raises ``Refused`` when the deed does not follow from where the lead stands. Joins the running transaction.
    """
    refuse_if(move_problems(deed, lead.status))
    now, before = clock.now(), {"status": lead.status}
    due_at = None if deed in CLOCK_RUNS_ON else lead.due_at
    if due_at and lead.told_level:
        details["told"] = lead.told_level
    lead.status = MOVES[deed, lead.status]
    _set_clock(lead, deed, now)
    return _write(lead, deed, by, to, note, details, due_at, before)


def _set_clock(lead: Lead, deed: LeadDeed, now: dt.datetime) -> None:
    if deed is LeadDeed.ACCEPTED:
        lead.accepted_at = now
    if deed in CLOCK_RUNS_ON:
        return
    if deed is LeadDeed.FOLLOWED_UP:
        lead.followed_up_at = lead.followed_up_at or now
        lead.due_at = None
        return
    limit = LIMITS.get(lead.status)
    lead.since, lead.told_level = now, 0
    lead.due_at = working_time.due(now, limit) if limit else None
    if lead.status is LeadStatus.DISPATCHED:
        lead.accepted_at = lead.followed_up_at = None


def _write(lead, deed, by, to, note, details, due_at, before) -> LeadStep:
    step = LeadStep(lead_id=lead.id, deed=deed, at=clock.now(), due_at=due_at, note=note, details=details)
    step.by_id, step.to_id = by.id if by else None, to.id if to else None
    db.session.add(step)
    after = {"status": lead.status, **({"to": to.name} if to else {})}
    record(f"lead_{deed.value}", lead, by, before=before, after=after, note=note)
    return step
