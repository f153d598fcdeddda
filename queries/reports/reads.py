"""The figures of a view, each kind of bearer by one indexed select, and the targets beside them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import and_, case, func, literal, or_, select

from extensions import db
from models import Figure, Target, User
from policy.figures import NOW, FigureKind, TargetKind
from queries.reports.view import View

BEFORE = "before"
"""Where the year before of children and people is summed."""


class Sum(NamedTuple):
    """How many, and how much together."""

    count: int = 0
    amount: Decimal = Decimal(0)


class Tally:
    """The figures of one bearer: asked by kind, part and month."""

    def __init__(self):
        self._rows: dict[FigureKind, list[tuple[str, str, int, Decimal]]] = {}

    def add(self, kind: FigureKind, period: str, part: str, count: int, amount: Decimal) -> None:
        self._rows.setdefault(kind, []).append((period, part, count, amount))

    def of(self, kind: FigureKind, part: str | None = None, months: Collection[str] | None = None) -> Sum:
        """The sum over all parts and months that are not told apart."""
        count, amount = 0, Decimal(0)
        for period, own, number, money in self._rows.get(kind, ()):
            if (part is None or own == part) and (months is None or period in months):
                count, amount = count + number, amount + money
        return Sum(count, amount)

    def parts(self, kind: FigureKind, months: Collection[str] | None = None) -> dict[str, Sum]:
        """The sum of every part that occurs."""
        found: dict[str, Sum] = {}
        for period, part, number, money in self._rows.get(kind, ()):
            if months is None or period in months:
                old = found.get(part, Sum())
                found[part] = Sum(old.count + number, old.amount + money)
        return found


@dataclass(frozen=True)
class Figures:
    """What was read: of the bearer by month; of units below and of people summed over the period, under the month ``""``
    and, for the year before, ``BEFORE``; a stock under ``NOW``."""

    own: Tally
    units: dict[int, Tally]
    people: dict[int, Tally]
    names: dict[int, str]


def read(view: View, kinds: Iterable[FigureKind], *, split: Iterable[FigureKind] | None = None) -> Figures:
    """The figures of a view. ``split`` are the kinds that are also read of units below and of people (default: all)."""
    kinds = sorted(kinds)
    split = kinds if split is None else sorted(split)
    found = Figures(Tally(), {}, {}, {})
    periods = [*view.period.months, *view.months_before, NOW]
    tag = case((Figure.period == NOW, NOW), (Figure.period.in_(view.months_before), BEFORE), else_=literal(""))
    if view.person is not None:
        mine = () if view.own else (Figure.unit_id.in_(sorted(view.seen)),)
        rows = select(Figure.kind, Figure.period, Figure.part, Figure.count, Figure.amount).where(
            Figure.user_id == view.person.id, Figure.kind.in_(kinds), Figure.period.in_(periods), *mine
        )
        for row in db.session.execute(rows):
            found.own.add(*row)
        return found
    _read_units(view, kinds, split, periods, tag, found)
    _read_people(view, split, periods, tag, found)
    return found


def _read_units(view: View, kinds: list, split: list, periods: list, tag, found: Figures) -> None:
    own = Figure.unit_id == view.unit.id
    # The units are asked by their numbers first, because an index answers that and none answers the alternative.
    units = [view.unit.id, *(_ids(view.children) if split else ())]
    whose = and_(Figure.unit_id.in_(units), or_(own, Figure.kind.in_(split)))
    told = case((own, Figure.period), else_=tag).label("told")
    rows = (
        select(Figure.unit_id, Figure.kind, told, Figure.part, func.sum(Figure.count), func.sum(Figure.amount))
        .where(Figure.user_id.is_(None), whose, Figure.kind.in_(kinds), Figure.period.in_(periods))
        .group_by(Figure.unit_id, Figure.kind, "told", Figure.part)
    )
    for unit_id, *row in db.session.execute(rows):
        tally = found.own if unit_id == view.unit.id else found.units.setdefault(unit_id, Tally())
        tally.add(*row)


def _read_people(view: View, split: list, periods: list, tag, found: Figures) -> None:
    """Everybody's part in the units that are told person by person, also of who has moved on since."""
    led = sorted({one.unit_id for one in view.people} & set(view.staffed))
    if not split or not led or not view.tells_people:
        return
    told = tag.label("told")
    rows = (
        select(
            Figure.user_id, User.name, Figure.kind, told, Figure.part, func.sum(Figure.count), func.sum(Figure.amount)
        )
        .join(User, User.id == Figure.user_id)
        .where(Figure.unit_id.in_(led), Figure.kind.in_(split), Figure.period.in_(periods))
        .group_by(Figure.user_id, User.name, Figure.kind, "told", Figure.part)
    )
    for user_id, name, *row in db.session.execute(rows):
        found.names[user_id] = name
        found.people.setdefault(user_id, Tally()).add(*row)


def _ids(rows: Iterable) -> list[int]:
    return sorted(row.id for row in rows)


@dataclass(frozen=True)
class Targets:
    """Targets of the bearer by kind and month; of units and people summed over the months that have begun."""

    months: dict[tuple[TargetKind, str], Decimal]
    units: dict[tuple[TargetKind, int], Decimal]
    people: dict[tuple[TargetKind, int], Decimal]

    def own(self, kind: TargetKind, months: Collection[str]) -> Decimal | None:
        """The bearer's target of these months; None where none was set."""
        set_ = [self.months[kind, month] for month in months if (kind, month) in self.months]
        return sum(set_, Decimal(0)) if set_ else None


def read_targets(view: View) -> Targets:
    """What was to be reached, in one select."""
    if view.person is not None:
        bearer = whose = Target.user_id == view.person.id
    else:
        bearer = Target.unit_id == view.unit.id
        people = view.people if view.tells_people else ()
        below = Target.unit_id.in_(_ids(view.children)), Target.user_id.in_(_ids(people))
        whose = or_(bearer, *below)
    told = case((bearer, Target.month), else_=literal("")).label("told")
    begun = or_(bearer, Target.month.in_(view.elapsed))
    rows = (
        select(Target.unit_id, Target.user_id, Target.kind, told, func.sum(Target.amount))
        .where(whose, begun, Target.month.in_(view.period.months))
        .group_by(Target.unit_id, Target.user_id, Target.kind, "told")
    )
    found = Targets({}, {}, {})
    for unit_id, user_id, kind, month, amount in db.session.execute(rows):
        if month:
            found.months[kind, month] = amount
        elif unit_id:
            found.units[kind, unit_id] = amount
        else:
            found.people[kind, user_id] = amount
    return found
