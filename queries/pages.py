"""Keyset pages: cost stays flat however far one reads; counts are capped."""

import base64
import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, func, literal, select, tuple_, union_all

from columns import LARGEST_AMOUNT
from extensions import db

SIZE = 50
MOST_COUNTED = 1000


@dataclass(frozen=True)
class Page:
    """One page of a list. ``older`` and ``newer`` are cursors for the next and the previous page, or None."""

    rows: list
    older: str | None
    newer: str | None


def keyset(
    query: Select,
    sort: ColumnElement,
    ident: ColumnElement,
    *,
    after: str = "",
    before: str = "",
    descending: bool = True,
    size: int = SIZE,
    sides: Sequence[ColumnElement[bool]] = (),
) -> Page:
    """One page of ``query`` in the order of ``sort`` (never null), then ``ident`` (unique).

    ``after`` or ``before`` is a cursor of an earlier page; a malformed one counts as absent. With one selected entity
    ``rows`` holds the entities, else the result rows. ``sides`` are conditions of which a row meets one; each is walked
    along its own index, so that a page of several departments costs as little as a page of one.
    """
    backwards = not after and (cursor := _read(before, sort)) is not None
    cursor = cursor if backwards else _read(after, sort)
    falling = descending != backwards
    if cursor is not None:
        here = tuple_(sort, ident)
        there = tuple_(literal(cursor[0], sort.type), literal(cursor[1], ident.type))
        query = query.where(here < there if falling else here > there)
    order = (sort.desc(), ident.desc()) if falling else (sort.asc(), ident.asc())
    single = len(query.column_descriptions) == 1
    query = _sided(query, ident, sides, order, size + 1)
    found = db.session.execute(
        query.add_columns(sort.label("_sort"), ident.label("_ident")).order_by(*order).limit(size + 1)
    ).all()
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    first, last = (found[0], found[-1]) if found else (None, None)
    return Page(
        rows=[row[0] for row in found] if single else list(found),
        older=_write(last) if last and (more or backwards) else None,
        newer=_write(first) if first and (more if backwards else cursor is not None) else None,
    )


def _sided(query: Select, ident: ColumnElement, sides: Sequence, order: tuple, size: int) -> Select:
    if len(sides) < 2:
        return query.where(*sides)
    return query.where(ident.in_(_firsts(query, ident, sides, order, size)))


def _firsts(query: Select, ident: ColumnElement, sides: Sequence, order: tuple, size: int) -> Select:
    """The ids of the first rows of every side; the first rows of the whole are among them."""
    plain = query.with_only_columns(ident.label("ident"), maintain_column_froms=False).order_by(*order).limit(size)
    walks = [select(plain.where(side).subquery().c.ident) for side in sides]
    return select(union_all(*walks).subquery().c.ident)


def capped_count(query: Select, most: int = MOST_COUNTED) -> int:
    """How many rows, counted up to ``most + 1``: more than ``most`` means "``most``+"."""
    return db.session.scalar(select(func.count()).select_from(rows_of(query, most + 1)))


def rows_of(query: Select, most: int) -> Subquery:
    """The rows of a select, to be counted: at most so many, and of each only the first column, which keeps the table of
    a select that names no condition."""
    first = next(iter(query.selected_columns))
    return query.with_only_columns(first).order_by(None).options().limit(most).subquery()


def _write(row: Any) -> str:
    value = row._sort
    plain = (
        value.isoformat()
        if isinstance(value, dt.date | dt.datetime)
        else str(value)
        if isinstance(value, Decimal)
        else value
    )
    return base64.urlsafe_b64encode(json.dumps([plain, row._ident]).encode()).decode().rstrip("=")


def _read(cursor: str, sort: ColumnElement) -> tuple[Any, int] | None:
    try:
        value, ident = json.loads(base64.urlsafe_b64decode(cursor[:600] + "=" * (-len(cursor) % 4)))
        python = sort.type.python_type
        if python is dt.datetime:
            value = dt.datetime.fromisoformat(value)
            if value.tzinfo is None:
                return None
        elif python is dt.date:
            value = dt.date.fromisoformat(value)
        elif python is Decimal:
            value = Decimal(value)
            if not abs(value) <= LARGEST_AMOUNT:
                return None
        elif (
            not isinstance(value, python)
            or (isinstance(value, str) and "\x00" in value)
            or isinstance(value, int)
            and abs(value) >= 2**31
        ):
            return None
        return (value, ident) if isinstance(ident, int) and abs(ident) < 2**31 else None
    except (ValueError, TypeError, ArithmeticError):
        return None
