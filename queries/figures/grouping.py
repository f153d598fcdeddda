"""How records become groups that are added up."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import BigInteger, ColumnElement, Row, Select, func, literal, select, type_coerce

from extensions import db
from policy.figures import Sums
from queries.figures.months import Whole, month, span, within

STEP = 5_000
"""So many rows are read at a time."""


@dataclass(frozen=True)
class Flow:
    """Counts what happened in months into the sums. ``day`` is the column that says when; some sources have two."""

    days: tuple[ColumnElement, ...]
    count: Callable[[Sums, list[str]], None]

    def periods(self) -> list[str]:
        """Every month in which anything of it happened."""
        spans = [span(day) for day in self.days]
        found = sorted({one for months in spans for one in months})
        return Whole(found) if all(isinstance(months, Whole) or not months for months in spans) else found


def fen(amount: ColumnElement) -> ColumnElement[int]:
    """An amount as the whole number of fen that the database holds."""
    return type_coerce(amount, BigInteger)


def dated(day: ColumnElement, periods: Collection[str], *columns: ColumnElement) -> Select:
    """Rows with these columns and their month as ``period``, of these months alone."""
    return select(month(day, periods).label("period"), *columns).where(within(day, periods))


def grouped(rows: Select) -> Iterator[Row]:
    """Rows with the same values together: their columns, then ``number`` and ``fen``, which is summed where it stands."""
    inner = rows.subquery()
    keys = [column for column in inner.c if column.name != "fen"]
    total = func.sum(inner.c.fen) if "fen" in inner.c else literal(0)
    query = select(*keys, func.count().label("number"), total.label("fen")).group_by(*keys)
    yield from streamed(query)


def streamed(query: Select) -> Iterator[Row]:
    """The rows one after the other, never all of them in memory."""
    yield from db.session.execute(query.execution_options(yield_per=STEP))
