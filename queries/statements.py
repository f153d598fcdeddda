"""What the receivables were on a day, from the movements that count by then; the frozen statements, and what came after."""

import datetime as dt
from collections.abc import Callable
from collections.abc import Collection as Several
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, func, or_, select, true, type_coerce, union
from sqlalchemy.orm import aliased, joinedload

import clock
from access import visible
from columns import Money
from extensions import db
from models import (
    Allocation,
    Collection,
    Contract,
    Customer,
    Invoice,
    Receivable,
    Refund,
    Statement,
    StatementLine,
    Unit,
    User,
)
from policy.receivables import Ageing, due_between
from queries.pages import Page, keyset

COLUMNS = ("amount", "invoiced", "collected", "prepaid", "open", *(age.value for age in Ageing))
"""The amounts of a line, in the order in which they are shown."""


def period_due(today: dt.date) -> str | None:
    """The month whose statement is due: the one before, from the first working day of this month on."""
    first = day = today.replace(day=1)
    while not clock.is_working_day(day):
        day += dt.timedelta(days=1)
    return f"{first - dt.timedelta(days=1):%Y-%m}" if today >= day else None


def last_day(period: str) -> dt.date:
    """The last day of a month written as ``2026-11``."""
    first = dt.date.fromisoformat(f"{period}-01")
    return (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)


def _yuan(expression) -> ColumnElement:
    return type_coerce(func.coalesce(expression, 0), Money())


def _sum(column, *conditions) -> ColumnElement:
    return _yuan(select(func.sum(column)).where(*conditions).scalar_subquery())


def _invoices(as_of: dt.date, window: ColumnElement[bool]):
    """Every invoice issued by then with what stood of it and what was open."""
    red = aliased(Invoice)
    corrected = _sum(red.amount, red.corrects_id == Invoice.id, red.issued_on <= as_of)
    settled = _sum(Allocation.amount, Allocation.invoice_id == Invoice.id, Allocation.on <= as_of)
    columns = (
        Invoice.contract_id,
        Invoice.due_on,
        (Invoice.amount + corrected).label("stands"),
        settled.label("settled"),
    )
    return select(*columns).where(window, Invoice.corrects_id.is_(None), Invoice.issued_on <= as_of).subquery()


def _so_old(due_on, age: Ageing, as_of: dt.date) -> ColumnElement[bool]:
    first, last = due_between(age, as_of)
    return and_(true() if first is None else due_on >= first, true() if last is None else due_on <= last)


def _aged(as_of: dt.date, window: ColumnElement[bool]):
    """What was invoiced and open per contract, and how old it was."""
    rows = _invoices(as_of, window)
    left = rows.c.stands - rows.c.settled
    ages = [
        _yuan(func.sum(case((_so_old(rows.c.due_on, age, as_of), left), else_=0))).label(age.value) for age in Ageing
    ]
    sums = _yuan(func.sum(rows.c.stands)).label("invoiced"), _yuan(func.sum(left)).label("open")
    return select(rows.c.contract_id, *sums, *ages).group_by(rows.c.contract_id).subquery()


def _collected(as_of: dt.date) -> ColumnElement:
    own = _sum(Collection.amount, Collection.contract_id == Contract.id, Collection.received_on <= as_of)
    back = _sum(
        Refund.amount,
        Refund.collection_id == Collection.id,
        Collection.contract_id == Contract.id,
        Collection.refunded > 0,
        Refund.refunded_on <= as_of,
    )
    common = _sum(
        Allocation.amount,
        Allocation.contract_id == Contract.id,
        Allocation.on <= as_of,
        Collection.id == Allocation.collection_id,
        Collection.contract_id.is_(None),
    )
    return own - back + common


def figures(as_of: dt.date, chosen: Callable[[ColumnElement], ColumnElement[bool]]) -> Select:
    """The receivables on a day of the contracts whose ids are ``chosen``, one row each, in the columns of a line."""
    aged = _aged(as_of, chosen(Invoice.contract_id))
    money = {name: _yuan(aged.c[name]) for name in ("invoiced", "open", *(age.value for age in Ageing))}
    collected = type_coerce(_collected(as_of), Money())
    rows = select(
        Contract.id.label("contract_id"),
        Contract.customer_id,
        Contract.owner_id,
        Contract.unit_id,
        Contract.amount,
        money["invoiced"].label("invoiced"),
        collected.label("collected"),
        money["open"].label("open"),
        *(money[age.value].label(age.value) for age in Ageing),
    )
    rows = rows.join(Receivable, Receivable.contract_id == Contract.id)
    return rows.outerjoin(aged, aged.c.contract_id == Contract.id).where(chosen(Contract.id))


def lines_to_freeze(statement: Statement, first: int, last: int) -> Select:
    """The lines of a window of contracts: those with something open or prepaid, and those that moved in the month."""
    month = statement.as_of.replace(day=1)
    row = figures(statement.as_of, lambda contract_id: contract_id.between(first, last)).subquery()
    prepaid = type_coerce(row.c.open - row.c.invoiced + row.c.collected, Money())
    invoiced = exists().where(
        Invoice.contract_id == row.c.contract_id, Invoice.issued_on.between(month, statement.as_of)
    )
    came = exists().where(
        Collection.contract_id == row.c.contract_id, Collection.received_on.between(month, statement.as_of)
    )
    kept = select(*row.c, prepaid.label("prepaid"))
    return kept.where(or_(row.c.open != 0, prepaid != 0, invoiced, came)).order_by(row.c.contract_id)


def statements() -> list[Statement]:
    """All statements, the last month first."""
    return list(db.session.scalars(select(Statement).order_by(Statement.period.desc()).limit(60)))


WHOLE = (
    joinedload(StatementLine.contract),
    joinedload(StatementLine.customer),
    joinedload(StatementLine.owner),
)


def lines(user: User, statement: Statement, corrected: bool, after: str = "", before: str = "") -> Page:
    """One page of the lines that the person may see, the largest open amount first."""
    rows = visible(StatementLine, user).where(StatementLine.statement_id == statement.id).options(*WHOLE)
    if corrected:
        rows = rows.where(StatementLine.contract_id.in_(touched_since(statement)))
    return keyset(rows, StatementLine.open, StatementLine.id, after=after, before=before)


def touched_since(statement: Statement) -> Select:
    """The contracts for which something was recorded since the statement was drawn that counts for its month."""
    day, since = statement.as_of, statement.begun_at
    found = union(
        select(Invoice.contract_id).where(Invoice.at >= since, Invoice.issued_on <= day),
        select(Allocation.contract_id).where(Allocation.at >= since, Allocation.on <= day),
        select(Collection.contract_id).where(
            Collection.at >= since, Collection.received_on <= day, Collection.contract_id.is_not(None)
        ),
        select(Collection.contract_id)
        .join(Refund, Refund.collection_id == Collection.id)
        .where(Refund.at >= since, Refund.refunded_on <= day, Collection.contract_id.is_not(None)),
    ).subquery()
    return select(found.c[0])


@dataclass(frozen=True)
class Correction:
    """By how much the frozen numbers of a contract would differ if they were drawn today."""

    invoiced: Decimal
    collected: Decimal
    open: Decimal

    def __bool__(self) -> bool:
        return any((self.invoiced, self.collected, self.open))


def corrections(statement: Statement, of: Several[StatementLine]) -> dict[int, Correction]:
    """What came after the statement but counts for its month, by contract; only where it changes anything."""
    wanted = {line.contract_id: line for line in of}
    if not wanted:
        return {}
    changed = set(db.session.scalars(touched_since(statement))) & set(wanted)
    found = {}
    for now in db.session.execute(figures(statement.as_of, lambda contract_id: contract_id.in_(sorted(changed)))):
        line = wanted[now.contract_id]
        differs = Correction(now.invoiced - line.invoiced, now.collected - line.collected, now.open - line.open)
        if differs:
            found[now.contract_id] = differs
    return found


def totals(user: User, statement: Statement) -> Row:
    """How many lines the person may see, and the sums of their amounts."""
    rows = visible(StatementLine, user).where(StatementLine.statement_id == statement.id)
    sums = [_yuan(func.sum(getattr(StatementLine, name))).label(name) for name in COLUMNS]
    return db.session.execute(rows.with_only_columns(func.count().label("count"), *sums)).one()


def by_unit(user: User, statement: Statement) -> list[Row]:
    """The sums per department, the largest open amount first."""
    rows = visible(StatementLine, user).where(StatementLine.statement_id == statement.id)
    rows = rows.join(Unit, Unit.id == StatementLine.unit_id)
    sums = [_yuan(func.sum(getattr(StatementLine, name))).label(name) for name in COLUMNS]
    grouped = rows.with_only_columns(Unit.name.label("unit"), func.count().label("count"), *sums).group_by(Unit.name)
    return db.session.execute(grouped.order_by(func.sum(StatementLine.open).desc())).all()


def export_rows(user: User, statement: Statement):
    """Every line that the person may see as a plain row, in the order of contracts; read in portions."""
    columns = [getattr(StatementLine, name) for name in COLUMNS]
    rows = visible(StatementLine, user).where(StatementLine.statement_id == statement.id)
    rows = rows.join(Contract, Contract.id == StatementLine.contract_id)
    rows = rows.join(Customer, Customer.id == StatementLine.customer_id)
    rows = rows.join(User, User.id == StatementLine.owner_id).join(Unit, Unit.id == StatementLine.unit_id)
    named = Customer.name.label("customer"), Contract.number, User.name.label("owner"), Unit.name.label("unit")
    rows = rows.with_only_columns(*named, *columns).order_by(StatementLine.id)
    return db.session.execute(rows.execution_options(yield_per=1000, stream_results=True))


def largest(user: User, statement: Statement, most: int) -> list[StatementLine]:
    """The lines with the largest open amounts."""
    rows = visible(StatementLine, user).where(StatementLine.statement_id == statement.id).options(*WHOLE)
    return list(db.session.scalars(rows.order_by(StatementLine.open.desc(), StatementLine.id.desc()).limit(most)))


MOST_CORRECTED = 5000


def all_corrections(user: User, statement: Statement) -> list[tuple[str, str, Correction]]:
    """What came after the statement but counts for its month: customer, contract and by how much, in portions."""
    rows = visible(StatementLine, user).where(StatementLine.statement_id == statement.id).options(*WHOLE)
    touched = rows.where(StatementLine.contract_id.in_(touched_since(statement))).order_by(StatementLine.id)
    found = list(db.session.scalars(touched.limit(MOST_CORRECTED)))
    differs = corrections(statement, found)
    named = {line.contract_id: (line.customer.name, line.contract.number) for line in found}
    return [(*named[contract_id], by) for contract_id, by in differs.items()]
