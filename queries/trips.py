"""Trips as their rooms and the examination of expenses read them (A3.4)."""

from sqlalchemy import select

from extensions import db
from models import ExpenseClaim, TripActivity, TripRequest
from policy.trips import TripFacts, TripStatus, cities_of


def trip_facts(claim: ExpenseClaim) -> TripFacts | None:
    """The trip from which the claim was made; None when it was made from none. Two selects at most."""
    trip = db.session.get(TripRequest, claim.trip_id) if claim.trip_id else None
    if trip is None:
        return None
    planned = select(TripActivity.activity_id).where(TripActivity.trip_id == trip.id)
    return TripFacts(
        from_on=trip.from_on,
        until_on=trip.until_on,
        cities=cities_of(trip.cities),
        approved=trip.status is TripStatus.APPROVED,
        activity_ids=frozenset(db.session.scalars(planned.order_by(TripActivity.activity_id))),
    )
