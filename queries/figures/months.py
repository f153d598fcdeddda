"""Company months as the databases group by them (A10)."""

import datetime as dt
from collections.abc import Collection, Iterator

from sqlalchemy import ColumnElement, DateTime, case, func, literal, or_, select

import clock
from extensions import db
from policy.periods import first_day, month_after, month_of

FIRST, LAST = dt.date(2000, 1, 1), dt.date(2099, 12, 31)
"""What lies outside belongs to no month: a day mistyped by centuries."""


def is_month(period: str) -> bool:
    """Whether this is a month in which anything is counted."""
    try:
        return FIRST <= first_day(period) <= LAST
    except ValueError:
        return False


def months(first: dt.date, last: dt.date) -> Iterator[str]:
    """The months from one day to another."""
    day = first.replace(day=1)
    while day <= last:
        yield month_of(day)
        day = first_day(month_after(month_of(day)))


class Whole(list[str]):
    """All the months in which something lies: then every row is read as it comes, which is faster than by its month."""


def span(column: ColumnElement) -> list[str]:
    """The months in which a column lies; ``Whole`` where none of its days is mistyped."""
    # Asked one by one, because SQLite uses an index for a single end only.
    ends = [db.session.scalar(select(end(column))) for end in (func.min, func.max)]
    if ends[0] is None:
        return []
    first, last = (clock.day_of(end) if isinstance(end, dt.datetime) else end for end in ends)
    found = list(months(max(first, FIRST), min(last, LAST)))
    return Whole(found) if first >= FIRST and last <= LAST else found


def within(column: ColumnElement, periods: Collection[str]) -> ColumnElement[bool]:
    """Whether a day or moment lies in one of the months; next to each other they are one stretch."""
    if isinstance(periods, Whole):
        # Put like this, because SQLite else walks the index of the days and looks up every row by itself.
        return func.coalesce(column, column).is_not(None)
    stretches: list[list[dt.date]] = []
    for period in sorted(periods):
        if stretches and stretches[-1][1] == first_day(period):
            stretches[-1][1] = first_day(month_after(period))
        else:
            stretches.append([first_day(period), first_day(month_after(period))])
    found = [(column >= _edge(column, begin)) & (column < _edge(column, end)) for begin, end in stretches]
    return or_(*found) if found else literal(False)


def month(column: ColumnElement, periods: Collection[str]) -> ColumnElement[str]:
    """The month of a day or moment that is known to lie in one of these, found by halves: the same on every database."""
    known = sorted(periods)
    if len(known) <= 1:
        return literal(known[0] if known else "")
    half = len(known) // 2
    early = column < _edge(column, first_day(known[half]))
    return case((early, month(column, known[:half])), else_=month(column, known[half:]))


def _edge(column: ColumnElement, day: dt.date) -> dt.date | dt.datetime:
    kind = getattr(column.type, "impl_instance", column.type)
    return clock.start_of(day) if isinstance(kind, DateTime) else day
