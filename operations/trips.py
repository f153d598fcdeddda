"""Trips: planned, asked for, changed, called off (A3.4). How they are approved stands in ``operations.trip_approvals``."""

from collections.abc import Sequence
from typing import Any

import clock
from extensions import db
from models import TripRequest, User
from operations import Refused, absences, activities, changes, locked, once, record, refuse_if, transaction
from operations.advances import cancel_unpaid
from operations.approvals import recall
from operations.approvals import submit as ask
from operations.numbering import numbered
from operations.trip_approvals import facts_of_plan
from policy.approvals import ApprovalKind
from policy.following import ActivityStatus
from policy.problems import Kind, Problem
from policy.trips import MOVES, DeedFacts, cities_of, deed_problems, plan_problems, submission_problems
from policy.words import N_
from queries import trips as known

UNKNOWN = Problem("", Kind.BLOCKS, N_("One of these activities cannot be chosen."), field="activities", code="unknown")
TEXTS = ("place", "summary", "effect", "progress", "key_value", "next_step")


def plan(
    by: User, values: dict[str, Any], chosen: Sequence[int] = (), planned: Sequence[dict] = (), *, form_key: str = ""
) -> TripRequest:
    """Write a trip down as a draft. ``values`` are columns by name; ``chosen`` are ids of the traveller's activities,
    ``planned`` is what is planned anew on it (customer, kind, moment, subject, city). Raises ``Refused``."""
    with transaction():
        sent = once(form_key, by.id)
        trip = TripRequest(traveller_id=by.id, unit_id=by.unit_id, created_at=clock.now(), **_tidy(values))
        trip.traveller, trip.unit = by, by.unit
        refuse_if(plan_problems(facts_of_plan(trip)))
        numbered(trip, "CC")
        _link(trip, by, chosen, planned)
        record("trip_planned", trip, by, after=_said(trip))
        if sent:
            sent.location = f"/trips/{trip.id}"
    return trip


def change(
    trip_id: int,
    by: User,
    values: dict[str, Any],
    chosen: Sequence[int] = (),
    planned: Sequence[dict] = (),
    *,
    version: int | None = None,
) -> TripRequest:
    """Change one's own trip as long as nobody decides about it. Raises ``Refused``, ``Stale``."""
    with transaction():
        trip = opened("change", trip_id, by, version)
        was = _said(trip)
        changes(trip, _tidy(values))
        refuse_if(plan_problems(facts_of_plan(trip)))
        _link(trip, by, chosen, planned)
        now = _said(trip)
        changed = [name for name in now if was[name] != now[name]]
        if changed:
            record("trip_changed", trip, by, before={n: was[n] for n in changed}, after={n: now[n] for n in changed})
    return trip


def submit(trip_id: int, by: User, *, version: int | None = None) -> TripRequest:
    """Ask for the trip to be approved, before it begins. Raises ``Refused``."""
    with transaction():
        trip = opened("submit", trip_id, by, version)
        refuse_if(submission_problems(facts_of_plan(trip)))
        before = trip.status
        trip.status, trip.submitted_at, trip.decided_at = MOVES["submit", before], clock.now(), None
        record("trip_submitted", trip, by, before={"status": before}, after={"status": trip.status})
        ask(ApprovalKind.TRIP, trip, by, trip.note)
    return trip


def withdraw(trip_id: int, by: User, *, version: int | None = None) -> TripRequest:
    """Take one's own request back before it is decided."""
    with transaction():
        trip = opened("withdraw", trip_id, by, version)
        recall(ApprovalKind.TRIP, trip, by)
        record("trip_withdrawn", trip, by, after={"status": trip.status})
    return trip


def cancel(trip_id: int, by: User, *, version: int | None = None) -> TripRequest:
    """Call one's own trip off: the absence to come and an advance not yet paid out fall with it. Planned activities
    stay: they may be held by telephone. Refused once a claim was made from it."""
    with transaction():
        trip = opened("cancel", trip_id, by, version)
        before = trip.status
        trip.status = MOVES["cancel", before]
        absence = trip.absence
        if absence and absence.cancelled_at is None and absence.until_on >= clock.today():
            absences.cancel(absence.id, absence.version, by)
        cancel_unpaid(trip, by)
        record("trip_cancelled", trip, by, before={"status": before}, after={"status": trip.status})
    return trip


def remove(trip_id: int, by: User, *, version: int | None = None) -> None:
    """Take away one's own draft; it stays in the database for the proof."""
    with transaction():
        trip = opened("remove", trip_id, by, version)
        trip.removed_at = clock.now()
        record("trip_removed", trip, by, before={"number": trip.number, "purpose": trip.purpose})


def opened(deed: str, trip_id: int, by: User, version: int | None = None) -> TripRequest:
    """The trip under lock, if the person may do this to it now; ``Refused`` otherwise."""
    trip = locked(TripRequest, trip_id, version)
    if trip.removed_at is not None:
        raise Refused([Problem("", Kind.BLOCKS, N_("This no longer exists."), code="gone")])
    refuse_if(deed_problems(deed_facts(deed, trip, by)))
    return trip


def deed_facts(deed: str, trip: TripRequest, by: User) -> DeedFacts:
    """Who the person is to this trip, for ``policy.trips``; the same facts offer the buttons."""
    claims = len(known.claims_of(trip.id)) if deed == "cancel" else 0
    return DeedFacts(deed, trip.status, trip.traveller_id == by.id, claims)


def _tidy(values: dict[str, Any]) -> dict[str, Any]:
    return values | {"cities": "、".join(cities_of(values["cities"]))}


def _link(trip: TripRequest, by: User, chosen: Sequence[int], planned: Sequence[dict]) -> None:
    """Set what is planned on the trip: the traveller's own activities, and new ones that are planned with it."""
    found = known.own_activities(by, chosen)
    if len(found) < len(set(chosen)):
        raise Refused([UNKNOWN])
    made = [_planned(by, values) for values in planned]
    trip.activities = sorted([*found, *made], key=lambda one: (one.starts_at, one.id))
    db.session.flush()


def _planned(by: User, values: dict[str, Any]):
    empty = dict.fromkeys(TEXTS, "") | dict.fromkeys(("ends_at", "next_step_on", "opportunity_id", "lead_id"))
    empty |= {"status": ActivityStatus.PLANNED, "participants": [], "contacts": []}
    return activities.create(by, empty | values)


def _said(trip: TripRequest) -> dict[str, Any]:
    names = ("purpose", "cities", "from_on", "until_on", "estimate", "advance_wanted", "note")
    said = {name: getattr(trip, name) for name in names}
    return said | {"activities": [one.subject for one in trip.activities]}
