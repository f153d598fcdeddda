"""Reading the summary tables: every function is one select that an index answers (A10).

A month is ``2026-11``; a stock has the period ``policy.figures.NOW``. A unit's row is the sum of the unit with everything
below it; a person's row is the own part in one unit, so that whoever worked in two units in a month has two.
What a caller may see of it is the caller's to ask (``scopes``).
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select

from extensions import db
from models import Figure
from policy.figures import FigureKind


class FigureRow(NamedTuple):
    """One figure. ``user_id`` is None for a unit; ``amount`` is yuan, or days where the kind counts days."""

    kind: FigureKind
    period: str
    unit_id: int
    user_id: int | None
    part: str
    count: int
    amount: Decimal


COLUMNS = (Figure.kind, Figure.period, Figure.unit_id, Figure.user_id, Figure.part, Figure.count, Figure.amount)


def of_unit(unit_id: int, kinds: Iterable[FigureKind], periods: Iterable[str]) -> list[FigureRow]:
    """The figures of one unit with everything below it."""
    return _rows(kinds, periods, Figure.user_id.is_(None), Figure.unit_id == unit_id)


def of_children(unit_ids: Iterable[int], kinds: Iterable[FigureKind], periods: Iterable[str]) -> list[FigureRow]:
    """The figures of several units side by side, each with everything below it."""
    return _rows(kinds, periods, Figure.user_id.is_(None), Figure.unit_id.in_(sorted(unit_ids)))


def of_person(user_id: int, kinds: Iterable[FigureKind], periods: Iterable[str]) -> list[FigureRow]:
    """The own figures of one person, of every unit in which records of theirs lie."""
    return _rows(kinds, periods, Figure.user_id == user_id)


def of_people(user_ids: Iterable[int], kinds: Iterable[FigureKind], periods: Iterable[str]) -> list[FigureRow]:
    """The own figures of several people side by side."""
    return _rows(kinds, periods, Figure.user_id.in_(sorted(user_ids)))


def of_people_in(unit_ids: Iterable[int], kinds: Iterable[FigureKind], periods: Iterable[str]) -> list[FigureRow]:
    """The own figures of everybody in these units themselves; what lies below them is asked by its own ids."""
    return _rows(kinds, periods, Figure.user_id.is_not(None), Figure.unit_id.in_(sorted(unit_ids)))


def _rows(kinds: Iterable[FigureKind], periods: Iterable[str], *whose) -> list[FigureRow]:
    which = Figure.kind.in_(sorted(kinds)), Figure.period.in_(sorted(periods))
    order = Figure.kind, Figure.period, Figure.unit_id, Figure.user_id, Figure.part
    found = db.session.execute(select(*COLUMNS).where(*whose, *which).order_by(*order))
    return [FigureRow(*row) for row in found]
