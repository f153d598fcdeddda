"""Limits of leads that pass: the ladder is told rung by rung, each once (A5); lapses are kept for the assessment (A12.3)."""

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import update

import clock
from extensions import db
from models import Lead, LeadDispatch, LeadLapse, User
from operations import locked, notify, one_bell, record, transaction
from policy.lead_clocks import audience, lapses, level_reached
from policy.leads import HELD, LeadStatus
from queries.lead_clocks import Ladders, dispatch_facts, followup_limit, kept_kinds, overdue_ids, people_of, unjudged

EVENTS = {
    LeadStatus.NEW: "lead_screening_late",
    LeadStatus.SCREENED: "lead_filtering_late",
    LeadStatus.FILTERED: "lead_dispatch_late",
}


def watch() -> dict[str, int]:
    """Tell of every limit that passed a rung since the last look; how many leads, and how many people heard of one."""
    counted = {"leads": 0, "told": 0}
    with one_bell():
        for lead_id in overdue_ids(clock.now()):
            heard = tell(lead_id)
            counted["leads"] += heard is not None
            counted["told"] += heard or 0
    return counted


def tell(lead_id: int) -> int | None:
    """Tell every rung that was reached and has not heard; how many people heard, None when there was nothing new.

    After hours in which nobody looked each rung hears once, and a person on several only as the highest. The level is
    set where it still stands as it was read, so that of two that look at once one tells.
    """
    with transaction():
        lead = db.session.get(Lead, lead_id)
        if lead is None or lead.due_at is None:
            return None
        reached, told = level_reached(Ladders().rungs(lead.due_at), clock.now()), lead.told_level
        if reached <= told or not _raise(lead, told, reached):
            return None
        record("lead_escalated", lead, None, before={"told_level": told}, after={"told_level": reached})
        heard = {}
        for level in range(reached, told, -1):
            for person in people_of(lead, audience(lead.status, level)):
                heard.setdefault(person.id, level)
        return sum(_notify(lead, user_id, level) for user_id, level in heard.items())


def _raise(lead: Lead, told: int, reached: int) -> bool:
    """Compare and set, past the version: a form that somebody has open does not become stale by it."""
    table = Lead.__table__
    same = table.c.id == lead.id, table.c.told_level == told, table.c.due_at == lead.due_at, table.c.since == lead.since
    return db.session.execute(update(table).where(*same).values(told_level=reached)).rowcount == 1


def _notify(lead: Lead, user_id: int, level: int) -> bool:
    due = clock.local(lead.due_at)
    told = {"lead": lead.called, "due_on": due.date(), "due_time": f"{due:%H:%M}"}
    event = EVENTS.get(lead.status, "lead_followup_late")
    if lead.status in HELD and user_id != lead.owner_id:
        event, told["owner"] = "lead_followup_late_of", lead.owner.name
    key = f"lead_late:{lead.id}:{lead.due_at.isoformat()}:{level}"
    return notify(user_id, event, f"/leads/{lead.id}", key=key, **told)


def find_lapses() -> Iterator[dict[str, int]]:
    """Keep what A12.3 finds of every dispatch, once per dispatch and kind; what was counted, dispatch by dispatch."""
    now = clock.now()
    for lead_id, dispatch_id in unjudged(now):
        yield {"lapses": keep_lapses(lead_id, dispatch_id, now)}


def keep_lapses(lead_id: int, dispatch_id: int, now: dt.datetime) -> int:
    """Judge one dispatch of a lead and keep what is new; how many facts that were.

    The lead is locked first, as by everybody who writes down when a dispatch was followed up.
    """
    with transaction():
        locked(Lead, lead_id)
        dispatch = locked(LeadDispatch, dispatch_id)
        found = lapses(dispatch_facts(dispatch, now)) - kept_kinds(dispatch_id)
        for kind in sorted(found):
            db.session.add(
                LeadLapse(
                    dispatch_id=dispatch.id,
                    lead_id=dispatch.lead_id,
                    user_id=dispatch.user_id,
                    kind=kind,
                    due_at=dispatch.due_at,
                    found_on=clock.day_of(now),
                    limit_hours=followup_limit(dispatch),
                )
            )
            to = db.session.get(User, dispatch.user_id)
            record("lead_lapsed", dispatch.lead, None, after={"kind": kind, "to": to.name})
        return len(found)
