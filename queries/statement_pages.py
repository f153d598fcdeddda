"""The frozen statements as they are read: how far each is, its lines and their sums, and what was corrected since (A9.4)."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, Row, func, not_, select, type_coerce
from sqlalchemy import text as sql
from sqlalchemy.orm import joinedload

from access import visible
from columns import Money
from extensions import db
from models import Contract, Customer, Statement, StatementFile, StatementLine, StatementSum, Unit, User
from policy.ledger import NOTHING
from policy.receivables import PaperKind
from queries.pages import SIZE, Page, keyset
from queries.statements import COLUMNS, Correction, corrections, touched_since
from scopes import scope_of, tree
from sights.conditions import within
from sights.money import line_sides, line_units, own_lines

WHOLE = (
    joinedload(StatementLine.contract),
    joinedload(StatementLine.customer),
    joinedload(StatementLine.owner),
)
LATE = sql("late_invoiced <> 0 OR late_collected <> 0 OR late_open <> 0")
SUMMED = (*COLUMNS, "late_open")
EARLIER = ("before", "late_invoiced", "late_collected", "late_open")
"""The amounts of a line that speak of the statement before."""
PORTION = 2000


def statements() -> list[Statement]:
    """All statements, the last month first."""
    return list(db.session.scalars(select(Statement).order_by(Statement.period.desc()).limit(60)))


def next_after(statement: Statement) -> Statement | None:
    """The statement after this one: what was corrected of this one until it was drawn stands there."""
    rows = select(Statement).where(Statement.period > statement.period, Statement.frozen_at.is_not(None))
    return db.session.scalar(rows.order_by(Statement.period).limit(1))


def lines(user: User, statement: Statement, tab: str, after: str = "", before: str = "", size: int = SIZE) -> Page:
    """One page of the lines that the person may see, the largest open amount first: all of them, those that correct
    ``earlier`` months, or those corrected ``since``."""
    rows = select(StatementLine).where(StatementLine.statement_id == statement.id).options(*WHOLE)
    if tab == "earlier":
        rows = rows.where(LATE)
    elif tab == "since":
        rows = rows.where(StatementLine.contract_id.in_(touched_since(statement)))
    sides = line_sides(scope_of(user))
    order = StatementLine.open, StatementLine.id
    return keyset(rows, *order, after=after, before=before, size=size, sides=sides)


def corrected_since(statement: Statement, shown: list[StatementLine]) -> dict[int, Correction]:
    """What was recorded since for the month of the statement, of the lines shown, by contract."""
    ids = [line.contract_id for line in shown]
    return corrections(statement, list(db.session.scalars(touched_since(statement, ids)))) if ids else {}


@dataclass(frozen=True)
class UnitSum:
    """The sums of the lines of one unit; of all of them where ``unit`` is empty."""

    unit: str
    count: int
    amounts: dict[str, Decimal]

    def __getattr__(self, name: str) -> Decimal:
        if name in SUMMED:
            return self.amounts[name]
        raise AttributeError(name)


def by_unit(user: User, statement: Statement) -> list[UnitSum]:
    """The sums per department of the lines of a frozen statement that the person may see, the largest open amount first.

    Those of whole units were added up when it was frozen; only what a person has alone is added up now.
    """
    me = scope_of(user)
    kept = [StatementSum.count, *(getattr(StatementSum, name) for name in SUMMED)]
    whole = select(Unit.name, *kept).join(Unit, Unit.id == StatementSum.unit_id)
    whole = whole.where(StatementSum.statement_id == statement.id)
    if not me.everything:
        whole = whole.where(within(StatementSum.unit_id, line_units(me)))
    found = [_unit_sum(row) for row in db.session.execute(whole)]
    if not me.everything:
        added = [_added(getattr(StatementLine, name)) for name in SUMMED]
        own = select(Unit.name, func.count(), *added).select_from(StatementLine)
        own = own.join(Unit, Unit.id == StatementLine.unit_id).where(StatementLine.statement_id == statement.id)
        own = own.where(own_lines(me), not_(within(StatementLine.unit_id, line_units(me)))).group_by(Unit.name)
        found += [_unit_sum(row) for row in db.session.execute(own)]
    return sorted(found, key=lambda one: (-one.open, one.unit))


def _added(column) -> ColumnElement:
    return type_coerce(func.sum(column), Money())


def _unit_sum(row) -> UnitSum:
    return UnitSum(row[0], row[1], dict(zip(SUMMED, row[2:], strict=True)))


def together(units: list[UnitSum]) -> UnitSum:
    """The sums of all of them."""
    amounts = {name: sum((one.amounts[name] for one in units), NOTHING) for name in SUMMED}
    return UnitSum("", sum(one.count for one in units), amounts)


def reach(user: User) -> str:
    """Whose view of a statement the person has: the same word for all who see the same lines."""
    me = scope_of(user)
    if me.everything or line_units(me) >= set(tree()):
        return "all"
    said = f"{user.id}:{sorted(line_units(me))}"
    return hashlib.sha256(said.encode()).hexdigest()


def export_rows(user: User, statement: Statement) -> Iterator[list[Row]]:
    """Every line that the person may see as a plain row, by customer and contract, in portions that are read one by one."""
    columns = [getattr(StatementLine, name) for name in (*COLUMNS, *EARLIER)]
    named = Customer.name.label("customer"), Contract.number, User.name.label("owner"), Unit.name.label("unit")
    rows = visible(StatementLine, user).where(StatementLine.statement_id == statement.id)
    rows = rows.join(Contract, Contract.id == StatementLine.contract_id)
    rows = rows.join(Customer, Customer.id == StatementLine.customer_id)
    rows = rows.join(User, User.id == StatementLine.owner_id).join(Unit, Unit.id == StatementLine.unit_id)
    rows = rows.with_only_columns(StatementLine.id, *named, *columns).order_by(StatementLine.id)
    last = 0
    while found := db.session.execute(rows.where(StatementLine.id > last).limit(PORTION)).all():
        last = found[-1].id
        yield found


def largest(user: User, statement: Statement, most: int) -> list[StatementLine]:
    """The lines with the largest open amounts."""
    return lines(user, statement, "all", size=most).rows


def files(user: User, statement: Statement, language: str) -> dict[PaperKind, StatementFile]:
    """What was drawn of the statement, or is being drawn, that holds what the person sees, in the language."""
    rows = select(StatementFile).where(StatementFile.statement_id == statement.id, StatementFile.reach == reach(user))
    return {row.kind: row for row in db.session.scalars(rows.where(StatementFile.language == language))}


def files_waiting(now: dt.datetime) -> list[int]:
    """The files that were asked for and that no living worker draws."""
    free = StatementFile.taken_until.is_(None) | (StatementFile.taken_until < now)
    rows = select(StatementFile.id).where(StatementFile.drawn_at.is_(None), free)
    return list(db.session.scalars(rows.order_by(StatementFile.id)))
