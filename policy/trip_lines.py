"""A3.4: the lines that a trip makes by itself: there and on and back, nights, allowance per day, getting about."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from policy.expenses import Category

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Occasion:
    """An activity of the trip: where it lies in time and place."""

    id: int
    day: dt.date
    city: str = ""


@dataclass(frozen=True)
class Journey:
    """A trip that is over, or as far as it is: ``today`` is the last day of which lines are made. ``allowances`` is what
    is given per day by city, in yuan; a city that is missing is one whose allowance nobody has set."""

    from_on: dt.date
    until_on: dt.date
    today: dt.date
    home: str
    cities: tuple[str, ...]
    occasions: tuple[Occasion, ...] = ()
    allowances: Mapping[str, Decimal] | None = None

    @property
    def days(self) -> list[dt.date]:
        """Every day of the trip, those to come as well."""
        return [self.from_on + DAY * n for n in range((self.until_on - self.from_on).days + 1)]


@dataclass(frozen=True)
class Proposal:
    """One line as it is offered. ``amount`` is None where only the receipt knows; ``activity_id`` is what it rests on."""

    category: Category
    spent_on: dt.date
    city: str
    activity_id: int | None
    from_city: str = ""
    ended_on: dt.date | None = None
    amount: Decimal | None = None


@dataclass(frozen=True)
class Stay:
    """Days spent in one city, the day of leaving it included."""

    city: str
    first: dt.date
    last: dt.date


def stays(journey: Journey) -> list[Stay]:
    """Where the traveller was, city after city: one arrives in a city on the day of the first activity there, in the
    first one on the first day, and leaves it on the day on which one arrives in the next."""
    arrivals = [(journey.cities[0], journey.from_on)] if journey.cities else []
    for city in journey.cities[1:]:
        days = [one.day for one in journey.occasions if one.city == city and one.day >= arrivals[-1][1]]
        arrivals.append((city, min(days, default=arrivals[-1][1])))
    ends = [day for _city, day in arrivals[1:]] + [journey.until_on]
    return [Stay(city, day, max(day, end)) for (city, day), end in zip(arrivals, ends, strict=True)]


def proposals(journey: Journey) -> list[Proposal]:
    """The lines that a trip makes, by day: nothing that lies in the future."""
    where = stays(journey)
    found = [*_legs(journey, where), *_nights(journey, where), *_local(journey), *_allowances(journey, where)]
    return sorted((one for one in found if one.spent_on <= journey.today), key=lambda one: one.spent_on)


def _legs(journey: Journey, where: Sequence[Stay]) -> Iterator[Proposal]:
    if not where:
        return
    legs = [(journey.home, where[0].city, journey.from_on)]
    legs += [(before.city, after.city, after.first) for before, after in pairwise(where)]
    legs.append((where[-1].city, journey.home, journey.until_on))
    for from_city, city, day in legs:
        yield Proposal(Category.TRAVEL, day, city, nearest(journey.occasions, day), from_city)


def _nights(journey: Journey, where: Sequence[Stay]) -> Iterator[Proposal]:
    for stay in where:
        if stay.last > stay.first:
            rests_on = nearest(journey.occasions, stay.first, stay.city)
            yield Proposal(Category.LODGING, stay.first, stay.city, rests_on, ended_on=stay.last)


def _local(journey: Journey) -> Iterator[Proposal]:
    for one in journey.occasions:
        if journey.from_on <= one.day <= journey.until_on:
            yield Proposal(Category.LOCAL_TRANSPORT, one.day, one.city, one.id)


def _allowances(journey: Journey, where: Sequence[Stay]) -> Iterator[Proposal]:
    given = journey.allowances or {}
    for day in journey.days:
        city = next((stay.city for stay in reversed(where) if stay.first <= day), "")
        rests_on = nearest(journey.occasions, day)
        yield Proposal(Category.ALLOWANCE, day, city, rests_on, amount=given.get(city))


def nearest(occasions: Sequence[Occasion], day: dt.date, city: str = "") -> int | None:
    """The activity nearest to a day, of those in the city where there are any."""
    there = [one for one in occasions if city and one.city == city] or list(occasions)
    best = min(there, key=lambda one: (abs((one.day - day).days), one.day, one.id), default=None)
    return best.id if best else None
