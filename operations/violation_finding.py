"""What the product finds by itself for the ledger (A12.1, A12.3): lapses of leads, and missed duties that make up harm."""

from collections.abc import Iterable

import clock
from extensions import db
from models import Lead, LeadLapse, UsageLapse, User, Violation
from operations import transaction
from operations.house import keep_still
from operations.violations import enter, take_back
from policy.assessment import ViolationKind
from policy.leads import LapseKind
from policy.violations import harm_key, harms, lead_key
from policy.words import N_
from queries.violations import excused, harm_numbers, lapses_in, lapses_of, missed, standing_harms, unused_lapses

LATE = N_("Not followed up by %(due_at)s (%(hours)s working hours after the dispatch).")
UNRECORDED = N_("Valid, but without a record of a follow-up.")
MISSED = N_("%(duty)s, %(first_on)s to %(last_on)s")
EXCUSED = N_("Of what it was made of so much was excused that too little is left (A12.1).")
KINDS = {LapseKind.LATE: ViolationKind.LEAD_LATE, LapseKind.UNRECORDED: ViolationKind.LEAD_UNRECORDED}


def enter_lead(dispatch_id: int) -> int:
    """Enter what lapsed of a dispatch as one violation of who held the lead; 1 when it is new."""
    with transaction():
        lapses = lapses_of(dispatch_id)
        if not lapses:
            return 0
        first = lapses[0]
        enter(
            first.user,
            KINDS[first.kind],
            "A12.3",
            clock.day_of(first.due_at),
            first.lead.called,
            [_lead_evidence(one, first.lead) for one in lapses],
            lead_key(dispatch_id),
        )
        return 1


def _lead_evidence(one: LeadLapse, lead: Lead) -> dict:
    due = clock.local(one.due_at).strftime("%Y-%m-%d %H:%M")
    said = {
        LapseKind.LATE: {"message": LATE, "params": {"due_at": due, "hours": one.limit_hours}},
        LapseKind.UNRECORDED: {"message": UNRECORDED, "params": {}},
    }
    return {"words": lead.called, "url": f"/leads/{lead.id}", **said[one.kind]}


def count_harm(user_id: int) -> int:
    """Enter the harm that a person's missed duties make up, and take back what was excused since; how many changed."""
    with transaction():
        keep_still(User, user_id)
        changed = sum(_take_back_excused(row) for row in standing_harms(user_id) if row.withdrawn_at is None)
        used = {lapse for row in standing_harms(user_id) for lapse in lapses_in(row)}
        rows = unused_lapses(user_id, used)
        for group in harms(missed(rows.values()), harm_numbers):
            _enter_harm([rows[one.id] for one in group])
            changed += 1
        return changed


def _take_back_excused(row: Violation) -> bool:
    lapses = lapses_in(row)
    needed, _months = harm_numbers(row.on)
    if len(lapses) - len(excused(lapses)) >= min(needed, len(lapses)):
        return False
    take_back(row, None, EXCUSED)
    db.session.flush()
    return True


def _enter_harm(rows: Iterable[UsageLapse]) -> None:
    rows = sorted(rows, key=lambda one: (one.last_on, one.id))
    last = rows[-1]
    days = ", ".join(f"{one.first_on:%Y-%m-%d}" for one in rows)
    enter(
        last.user,
        ViolationKind.HARM,
        "A12.1",
        last.last_on,
        days,
        [_lapse_evidence(one) for one in rows],
        harm_key(last.user_id, [one.id for one in rows]),
        unit_id=last.unit_id,
    )


def _lapse_evidence(one: UsageLapse) -> dict:
    about = {"duty": one.kind.label, "first_on": one.first_on, "last_on": one.last_on}
    return {
        "words": f"{one.first_on:%Y-%m-%d} – {one.last_on:%Y-%m-%d}",
        "url": f"/usage/lapses/{one.id}",
        "message": MISSED,
        "params": about,
        "lapse": one.id,
    }
