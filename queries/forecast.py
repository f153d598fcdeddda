"""What a limit would do tonight, before it is set: who would leave, or come to notice or alarm (A7)."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

import clock
from extensions import db
from models import Customer, Unit, User
from policy.entry import CustomerStatus, Grade
from policy.tracking import Band
from queries import parameters
from queries.pages import Page, keyset
from queries.timetable import TIMETABLE
from queries.tracking import EXEMPTION, LIMITS, held_back, limits_of, reached
from scopes import scope_of

FORESEEN = (*LIMITS, *EXEMPTION)
"""The parameters of which it can be said beforehand what they do."""

BANDS = {"notice_days": Band.NOTICE, "alarm_days": Band.ALARM}
"""Into which band customers pass by a parameter; by all others they leave for the pool."""

BELOW = {Band.NOTICE: (Band.FRESH,), Band.ALARM: (Band.FRESH, Band.NOTICE)}


@dataclass(frozen=True)
class Foreseen:
    """The customers of one unit and grade: how many pass tonight, and how many must be warned first and leave the night
    after (A7.3)."""

    unit: str
    grade: Grade
    tonight: int
    later: int


@dataclass(frozen=True)
class Forecast:
    """What one value would do on ``night``, the company day on which the next release runs."""

    name: str
    value: int | Decimal
    night: dt.date
    band: Band
    rows: list[Foreseen]

    @property
    def tonight(self) -> int:
        return sum(row.tonight for row in self.rows)

    @property
    def later(self) -> int:
        return sum(row.later for row in self.rows)


def forecast(name: str, value: int | Decimal, units: frozenset[int] | None = None) -> Forecast:
    """What the parameter would do with this value, by unit and grade; of these units, or of all."""
    night, band = next_night(), BANDS.get(name, Band.POOL)
    # Said like this, because SQLite else walks the departments one by one and looks into every row.
    unit = func.coalesce(Customer.unit_id, 0)
    query = select(unit, Customer.grade, Customer.band, func.count()).where(*_passing(name, value, night))
    if units is not None:
        query = query.where(unit.in_(sorted(units)))
    counted: dict[tuple[int, Grade], list[int]] = {}
    for unit_id, grade, found, count in db.session.execute(query.group_by(unit, Customer.grade, Customer.band)):
        numbers = counted.setdefault((unit_id, grade), [0, 0])
        numbers[band is Band.POOL and found is not Band.ALARM] += count
    names = dict(db.session.execute(select(Unit.id, Unit.name).order_by(Unit.path)).tuples().all())
    order = {unit_id: place for place, unit_id in enumerate(names)}
    pairs = sorted(counted, key=lambda pair: (order[pair[0]], pair[1]))
    return Forecast(
        name, value, night, band, [Foreseen(names[unit], grade, *counted[unit, grade]) for unit, grade in pairs]
    )


def next_night() -> dt.date:
    """The company day of the next release."""
    return clock.day_of(TIMETABLE["release_overdue_customers"].next_at(clock.now()))


def foreseen_customers(user: User, name: str, value: int | Decimal, after: str = "", before: str = "") -> Page:
    """One page of those customers of the units that the person leads, who was contacted longest ago first."""
    query = select(Customer).options(joinedload(Customer.owner), joinedload(Customer.unit))
    query = _led(query.where(*_passing(name, value, next_night())), user)
    return keyset(query, Customer.clock_day, Customer.id, after=after, before=before, descending=False)


def _led(query: Select, user: User) -> Select:
    me = scope_of(user)
    return query if me.everything else query.where(Customer.unit_id.in_(sorted(me.managed)))


def _passing(name: str, value: int | Decimal, night: dt.date) -> tuple:
    values = parameters.values(*FORESEEN, on=night) | {name: value}
    band = BANDS.get(name, Band.POOL)
    tracked = Customer.owner_id.is_not(None), Customer.status == CustomerStatus.APPROVED
    there = reached(limits_of(values), band, night)
    return *tracked, there, Customer.band.in_(BELOW[band]) if band in BELOW else ~held_back(night, values)
