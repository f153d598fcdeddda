"""Trips as their rooms and the examination of expenses read them (A3.4)."""

import datetime as dt
from collections.abc import Collection

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

import clock
from access import visible
from extensions import db
from models import (
    Absence,
    Activity,
    ActivityParticipant,
    ExpenseAdvance,
    ExpenseClaim,
    TripRequest,
    User,
)
from policy.dispatch import AbsenceKind
from policy.following import ActivityStatus
from policy.trips import TripStatus

MOST_OFFERED = 40
AHEAD = dt.timedelta(days=92)


def trips(user: User, status: TripStatus | None = None, mine: bool = False) -> Select:
    """The trips that somebody may know of, or their own."""
    rows = visible(TripRequest, user).options(joinedload(TripRequest.traveller), joinedload(TripRequest.unit))
    if mine:
        rows = rows.where(TripRequest.traveller_id == user.id)
    return rows if status is None else rows.where(TripRequest.status == status)


def own_activities(user: User, ids: Collection[int]) -> list[Activity]:
    """Those of these activities that somebody owns or takes part in, and that were not cancelled."""
    if not ids:
        return []
    rows = select(Activity).where(Activity.id.in_(sorted(set(ids))), _own(user), _standing())
    return list(db.session.scalars(rows.order_by(Activity.starts_at, Activity.id)))


def offered_activities(user: User, trip: TripRequest | None = None) -> list[Activity]:
    """What may be chosen for a trip: one's own of its days and around, or those to come; the chosen ones first."""
    first = min(trip.from_on, clock.today()) if trip else clock.today()
    last = trip.until_on if trip else clock.today() + AHEAD
    days = Activity.starts_at >= clock.start_of(first), Activity.starts_at < clock.start_of(last + dt.timedelta(days=1))
    rows = select(Activity).where(_own(user), _standing(), *days).options(joinedload(Activity.customer))
    found = list(db.session.scalars(rows.order_by(Activity.starts_at, Activity.id).limit(MOST_OFFERED)))
    chosen = list(trip.activities) if trip else []
    return [*chosen, *(one for one in found if one not in chosen)]


def _own(user: User):
    joined = select(ActivityParticipant.activity_id).where(ActivityParticipant.user_id == user.id)
    return or_(Activity.owner_id == user.id, Activity.id.in_(joined))


def _standing():
    return Activity.status != ActivityStatus.CANCELLED


def claims_of(trip_id: int) -> list[ExpenseClaim]:
    """The claims that were made from a trip, the oldest first."""
    rows = select(ExpenseClaim).where(ExpenseClaim.trip_id == trip_id, ExpenseClaim.removed_at.is_(None))
    return list(db.session.scalars(rows.order_by(ExpenseClaim.id)))


def advances_of(trip_id: int) -> list[ExpenseAdvance]:
    """The advances on a trip."""
    return list(
        db.session.scalars(select(ExpenseAdvance).where(ExpenseAdvance.trip_id == trip_id).order_by(ExpenseAdvance.id))
    )


def absence_around(trip: TripRequest) -> Absence | None:
    """A business trip that the traveller has entered already, and that covers these days."""
    rows = select(Absence).where(
        Absence.user_id == trip.traveller_id,
        Absence.kind == AbsenceKind.TRAVEL,
        Absence.from_on <= trip.from_on,
        Absence.until_on >= trip.until_on,
        Absence.cancelled_at.is_(None),
    )
    return db.session.scalar(rows.order_by(Absence.id).limit(1))
