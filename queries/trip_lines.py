"""What the lines of a trip are made of: its journey, the allowance of its cities, and what was claimed for it already."""

import datetime as dt
from collections.abc import Collection
from decimal import Decimal

from sqlalchemy import or_, select

import clock
from extensions import db
from models import ExpenseClaim, ExpenseLimit, ExpenseLine, TieredCity, TripRequest, User
from policy.expenses import Category
from policy.limits import Basis, CityTier
from policy.trip_lines import Journey, Occasion, Proposal, proposals
from policy.trips import cities_of
from queries.organisation import company_of


def lines_offered(trip: TripRequest) -> list[Proposal]:
    """The lines that the trip makes by itself, by day."""
    return proposals(journey(trip))


def journey(trip: TripRequest) -> Journey:
    """The trip as its lines are computed from it; its activities are loaded."""
    cities = cities_of(trip.cities)
    occasions = tuple(
        Occasion(one.id, clock.day_of(one.starts_at), *cities_of(one.city)[:1]) for one in trip.activities
    )
    allowances = allowances_in(set(cities), trip.from_on, trip.traveller)
    today = clock.today()
    return Journey(trip.from_on, trip.until_on, today, home_of(trip.traveller_id), cities, occasions, allowances)


def allowances_in(cities: Collection[str], day: dt.date, user: User) -> dict[str, Decimal]:
    """What a person is given per day in each city, in yuan: the lowest limit of the daily allowance that is meant for
    them on that day. A city for which nothing is set is missing."""
    named = select(TieredCity.name, TieredCity.tier).where(TieredCity.name.in_(sorted(cities)))
    tiers = dict(db.session.execute(named.order_by(TieredCity.name)).all())
    in_force = (
        ExpenseLimit.company_id == company_of(user.unit_id),
        ExpenseLimit.category == Category.ALLOWANCE,
        ExpenseLimit.basis == Basis.DAY,
        ExpenseLimit.grade.is_(None),
        ExpenseLimit.from_on <= day,
        or_(ExpenseLimit.until_on.is_(None), ExpenseLimit.until_on >= day),
        or_(ExpenseLimit.role.is_(None), ExpenseLimit.role.in_(sorted(user.roles))),
    )
    rows = select(ExpenseLimit.tier, ExpenseLimit.amount).where(*in_force).order_by(ExpenseLimit.id)
    found: dict[str, Decimal] = {}
    for tier, amount in db.session.execute(rows).all():
        for city in sorted(cities):
            if tier in (None, tiers.get(city, CityTier.OTHER)):
                found[city] = min(amount, found.get(city, amount))
    return found


def home_of(user_id: int) -> str:
    """Where a person set out last time; empty for whom nothing is known."""
    rows = select(ExpenseLine.from_city).join(ExpenseClaim, ExpenseClaim.id == ExpenseLine.claim_id)
    rows = rows.where(
        ExpenseClaim.claimant_id == user_id, ExpenseLine.category == Category.TRAVEL, ExpenseLine.from_city != ""
    )
    return db.session.scalar(rows.order_by(ExpenseLine.claim_id.desc(), ExpenseLine.position).limit(1)) or ""


def claimed_already(trip_id: int) -> set[tuple[dt.date, Category]]:
    """Day and category of the lines that claims from this trip carry."""
    rows = select(ExpenseLine.spent_on, ExpenseLine.category).join(ExpenseClaim)
    standing = ExpenseClaim.removed_at.is_(None), ExpenseLine.removed_at.is_(None)
    found = db.session.execute(rows.where(ExpenseClaim.trip_id == trip_id, *standing).order_by(ExpenseLine.id))
    return {(row.spent_on, row.category) for row in found}
