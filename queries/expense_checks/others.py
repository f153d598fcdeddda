"""Other lines, anybody's, that meet a line: the same invoice, day with amount and category, activity or text (A3.4)."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, literal_column, or_, select, union_all

from extensions import db
from models import ExpenseClaim, ExpenseLine
from policy.expenses import ALWAYS_BOTH, Category
from policy.filler import bare

BY_DAY = frozenset({Category.LODGING, Category.MEALS, Category.ALLOWANCE})
"""What is spent anew on every day of an activity."""


def text_key(text: str) -> str:
    """What two texts are compared by: a short hash of their letters and figures; empty for nothing."""
    letters = bare(text)
    return hashlib.sha256(letters.encode()).hexdigest()[:16] if letters else ""


@dataclass(frozen=True)
class Others:
    """What stands on other lines, anybody's, as far as it meets this one."""

    same_invoice: int
    alike: int
    carried: bool
    repeated: frozenset[str]

    @classmethod
    def of(cls, line: ExpenseLine, rows: Sequence) -> "Others":
        """``rows`` are other lines and the line itself; those entered later count as later."""
        rest = [row for row in rows if row.id != line.id]
        earlier = [row for row in rest if line.id is None or row.id < line.id]
        elsewhere = [row for row in earlier if not same_occasion(row, line)]
        like = (line.spent_on, line.category, line.amount)
        invoice = line.invoice_number
        return cls(
            same_invoice=sum(bool(invoice) and row.invoice_number == invoice for row in rest),
            alike=sum((row.spent_on, row.category, row.amount) == like for row in rest),
            carried=any(_same_kind(row, line) for row in earlier),
            repeated=frozenset(
                field
                for field in ("progress", "key_value")
                if (key := text_key(getattr(line, field)))
                and any(getattr(row, f"{field}_key") == key for row in elsewhere)
            ),
        )


def _same_kind(row, line: ExpenseLine) -> bool:
    """Whether two lines are the same kind of expense on one activity: not the way there and the way back, nor what is
    spent on each of its days."""
    if not line.activity_id or (row.activity_id, row.category) != (line.activity_id, line.category):
        return False
    if line.category is Category.TRAVEL:
        return row.city == line.city
    return line.category not in BY_DAY or row.spent_on == line.spent_on


def same_occasion(row, line: ExpenseLine) -> bool:
    """Whether two lines honestly say the same: they rest on one activity, or stand in one claim for one customer."""
    if line.activity_id:
        return row.activity_id == line.activity_id
    return (row.claim_id, row.customer_id) == (line.claim_id, line.customer_id)


def others_of(lines: Sequence[ExpenseLine]) -> Sequence:
    """Every line of anybody that shares invoice number, day with amount and category, activity or text with these."""
    ways = [way for way in _ways(lines) if way is not None]
    if not ways:
        return []
    columns = (
        ExpenseLine.id,
        ExpenseLine.claim_id,
        ExpenseLine.spent_on,
        ExpenseLine.category,
        ExpenseLine.amount,
        ExpenseLine.invoice_number,
        ExpenseLine.city,
        ExpenseLine.customer_id,
        ExpenseLine.activity_id,
        ExpenseLine.progress_key,
        ExpenseLine.key_value_key,
    )
    parts = [select(*columns).where(way, ExpenseLine.removed_at.is_(None)) for way in ways]
    return list({row.id: row for row in db.session.execute(union_all(*parts))}.values())


class Meetings:
    """Lines by what they share, so that each line is compared with those alone that it meets."""

    def __init__(self, rows: Iterable):
        self._met: dict[tuple, list] = {}
        for row in rows:
            for way in _shared(row, row.progress_key, row.key_value_key):
                self._met.setdefault(way, []).append(row)

    def of(self, line: ExpenseLine) -> list:
        """The rows that share anything with a line."""
        ways = _shared(line, text_key(line.progress), text_key(line.key_value))
        return list({row.id: row for way in ways for row in self._met.get(way, ())}.values())


def _shared(row, progress_key: str, key_value_key: str) -> Iterator[tuple]:
    """By what a line is met; what is empty meets nothing."""
    yield "alike", row.spent_on, row.category, row.amount
    for name, value in (
        ("invoice", row.invoice_number),
        ("activity", row.activity_id),
        ("progress", progress_key),
        ("key_value", key_value_key),
    ):
        if value:
            yield name, value


def _ways(lines: Sequence[ExpenseLine]) -> Iterable[ColumnElement[bool] | None]:
    yield _among(ExpenseLine.invoice_number, {line.invoice_number for line in lines})
    yield _among(ExpenseLine.activity_id, {line.activity_id for line in lines})
    yield _among(ExpenseLine.progress_key, {text_key(line.progress) for line in lines})
    yield _among(ExpenseLine.key_value_key, {text_key(line.key_value) for line in lines})
    alike = [
        and_(
            ExpenseLine.spent_on == line.spent_on,
            ExpenseLine.category == line.category,
            ExpenseLine.amount == line.amount,
        )
        for line in lines
        if line.amount
    ]
    yield or_(*alike) if alike else None


def _among(column, values: set) -> ColumnElement[bool] | None:
    values = sorted(value for value in values if value)
    if not values:
        return None
    found = column.in_(values)
    return and_(found, column != literal_column("''")) if isinstance(values[0], str) else found


def tables_of_others(claimant_id: int, lines: Sequence[ExpenseLine]) -> dict[tuple, int]:
    """How many lines of other people treat the same customer on the same day: by (customer, day, category)."""
    treats = [line for line in lines if line.category in ALWAYS_BOTH and line.customer_id]
    if not treats:
        return {}
    kind = ExpenseLine.customer_id, ExpenseLine.spent_on, ExpenseLine.category
    query = select(*kind, func.count()).join(ExpenseClaim, ExpenseLine.claim_id == ExpenseClaim.id)
    query = query.where(
        ExpenseLine.customer_id.in_(sorted({line.customer_id for line in treats})),
        ExpenseLine.spent_on.in_(sorted({line.spent_on for line in treats})),
        ExpenseLine.category.in_(sorted({line.category for line in treats})),
        ExpenseLine.removed_at.is_(None),
        ExpenseClaim.claimant_id != claimant_id,
    )
    return {tuple(row[:3]): row[3] for row in db.session.execute(query.group_by(*kind))}
