"""The month's list for payroll (A12): the measures that hold, person by person, and what changed of earlier months."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, case, or_, select
from sqlalchemy.orm import aliased

import clock
from extensions import db
from models import Measure, Unit, User
from policy.assessment import HOLDING, MeasureKind, MeasureState
from policy.periods import first_day, month_after
from policy.permissions import Permission
from scopes import scope_of

WHOLE = Decimal(100)
SETTLED = HOLDING | {MeasureState.LIFTED}


@dataclass(frozen=True)
class Line:
    """A measure in the list."""

    measure_id: int
    user_id: int
    person: str
    unit: str
    month: str
    clause: str
    kind: MeasureKind
    percent: Decimal
    state: MeasureState
    decided_on: dt.date
    decided_by: str


@dataclass(frozen=True)
class PersonSum:
    """What a person's measures of the month take off together; never more than all of it."""

    person: str
    unit: str
    percent: Decimal
    count: int


@dataclass(frozen=True)
class Payroll:
    """The list of a month; ``earlier`` is what was decided in it, or lifted, about the months before."""

    lines: list[Line]
    earlier: list[Line]

    @property
    def sums(self) -> list[PersonSum]:
        """Person by person."""
        people: dict[int, list[Line]] = {}
        for line in self.lines:
            people.setdefault(line.user_id, []).append(line)
        return [
            PersonSum(own[0].person, own[0].unit, min(WHOLE, sum((one.percent for one in own), Decimal(0))), len(own))
            for own in people.values()
        ]


def _reach(user: User) -> ColumnElement[bool]:
    me = scope_of(user)
    units = me.managed | me.checked if Permission.EXPORT_ASSESSMENT in me.permissions else frozenset()
    return Measure.unit_id.in_(sorted(units))


DECIDER = aliased(User)
SETTLED_AT = case((Measure.ruled_at.is_not(None), Measure.ruled_at), else_=Measure.decided_at)


def _lines(user: User, *where: ColumnElement[bool]) -> list[Line]:
    rows = (
        select(Measure, User.name, Unit.name, DECIDER.name, SETTLED_AT)
        .join(User, User.id == Measure.user_id)
        .join(Unit, Unit.id == Measure.unit_id)
        .outerjoin(DECIDER, DECIDER.id == Measure.decided_by_id)
        .where(_reach(user), *where)
        .order_by(Unit.path, User.name, User.id, Measure.id)
    )
    return [
        Line(
            measure_id=one.id,
            user_id=one.user_id,
            person=person,
            unit=unit,
            month=one.month,
            clause=one.clause,
            kind=one.kind,
            percent=one.percent,
            state=one.state,
            decided_on=clock.day_of(at),
            decided_by=decider or "",
        )
        for one, person, unit, decider, at in db.session.execute(rows)
    ]


def payroll_of(user: User, month: str) -> Payroll:
    """The list that the person may take for a month ``2026-11``."""
    begin, end = clock.start_of(first_day(month)), clock.start_of(first_day(month_after(month)))
    held = Measure.state.in_(sorted(HOLDING))
    decided = or_(
        (Measure.decided_at >= begin) & (Measure.decided_at < end) & held,
        (Measure.ruled_at >= begin) & (Measure.ruled_at < end) & Measure.decided_at.is_not(None),
    )
    settled = Measure.state.in_(sorted(SETTLED))
    return Payroll(
        _lines(user, Measure.month == month, held),
        _lines(user, Measure.month < month, settled, decided),
    )
