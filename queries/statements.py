"""What the receivables were on a day, from the movements that count by then; what a statement freezes, and what came late."""

import datetime as dt
from collections.abc import Callable
from collections.abc import Collection as Several
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, true, type_coerce, union
from sqlalchemy.orm import aliased

import clock
from columns import Money
from extensions import db
from models import Allocation, Collection, Contract, Invoice, Receivable, Refund, Statement, StatementLine
from policy.ledger import NOTHING
from policy.periods import month_after
from policy.receivables import Ageing, due_between

COLUMNS = ("amount", "invoiced", "collected", "prepaid", "open", *(age.value for age in Ageing))
"""The amounts of a line, in the order in which they are shown."""


def period_due(today: dt.date) -> str | None:
    """The month whose statement is due: the one before, from the first working day of this month on."""
    first = day = today.replace(day=1)
    while not clock.is_working_day(day):
        day += dt.timedelta(days=1)
    return f"{first - dt.timedelta(days=1):%Y-%m}" if today >= day else None


def periods_due(today: dt.date) -> list[str]:
    """The months whose statements are due: the one before, and those that nobody drew since the last one that stands."""
    period = period_due(today)
    last = db.session.scalar(select(func.max(Statement.period)))
    if period is None or last is None:
        return [period] if period else []
    found = []
    while (last := month_after(last)) <= period:
        found.append(last)
    return found


def before(statement: Statement) -> Statement | None:
    """The statement before this one."""
    rows = select(Statement).where(Statement.period < statement.period).order_by(Statement.period.desc())
    return db.session.scalar(rows.limit(1))


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
    own = _sum(
        Collection.amount,
        Collection.contract_id == Contract.id,
        Collection.received_on <= as_of,
        Collection.withdrawn_at.is_(None),
    )
    back = _sum(
        Refund.amount,
        Refund.collection_id == Collection.id,
        Collection.contract_id == Contract.id,
        Collection.refunded > 0,
        Refund.refunded_on <= as_of,
        Refund.withdrawn_at.is_(None),
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


def lines_to_freeze(statement: Statement, last: Statement | None, first: int, until: int, late: Several[int]) -> Select:
    """The lines of a window of contracts: those with something open or prepaid, those that moved in the month, and those
    of which something came ``late`` for the ``last`` statement or that it left open."""
    month = statement.as_of.replace(day=1)
    row = figures(statement.as_of, lambda contract_id: contract_id.between(first, until)).subquery()
    prepaid = type_coerce(row.c.open - row.c.invoiced + row.c.collected, Money())
    invoiced = exists().where(
        Invoice.contract_id == row.c.contract_id, Invoice.issued_on.between(month, statement.as_of)
    )
    came = exists().where(
        Collection.contract_id == row.c.contract_id, Collection.received_on.between(month, statement.as_of)
    )
    then = aliased(StatementLine)
    was = type_coerce(func.coalesce(then.open, 0), Money())
    kept = select(*row.c, prepaid.label("prepaid"), was.label("before")).select_from(row)
    same = (then.contract_id == row.c.contract_id) & (then.statement_id == (last.id if last else 0))
    shown = or_(row.c.open != 0, prepaid != 0, invoiced, came, was != 0, row.c.contract_id.in_(sorted(late)))
    return kept.outerjoin(then, same).where(shown).order_by(row.c.contract_id)


def touched_since(statement: Statement, among: Several[int] | None = None) -> Select:
    """The contracts, of all or ``among`` some, for which something was recorded since the statement was drawn that
    counts for its month."""
    day, since = statement.as_of, statement.begun_at

    def of(column, *when) -> Select:
        rows = select(column).where(*when, column.is_not(None))
        return rows if among is None else rows.where(column.in_(sorted(among)))

    came = Collection.received_on <= day
    back = of(Collection.contract_id, Refund.refunded_on <= day).join(Refund, Refund.collection_id == Collection.id)
    found = union(
        of(Invoice.contract_id, Invoice.at >= since, Invoice.issued_on <= day),
        of(Allocation.contract_id, Allocation.at >= since, Allocation.on <= day),
        of(Collection.contract_id, Collection.at >= since, came),
        of(Collection.contract_id, Collection.withdrawn_at >= since, came),
        back.where(Refund.at >= since),
        back.where(Refund.withdrawn_at >= since),
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


def corrections(statement: Statement, contract_ids: Several[int]) -> dict[int, Correction]:
    """By how much the frozen numbers of these contracts would differ if they were drawn now; only where they do."""
    if not contract_ids:
        return {}
    frozen = select(StatementLine).where(
        StatementLine.statement_id == statement.id, StatementLine.contract_id.in_(sorted(contract_ids))
    )
    lines = {line.contract_id: line for line in db.session.scalars(frozen)}
    found = {}
    for now in db.session.execute(figures(statement.as_of, lambda contract_id: contract_id.in_(sorted(contract_ids)))):
        line = lines.get(now.contract_id)
        was = (line.invoiced, line.collected, line.open) if line else (NOTHING, NOTHING, NOTHING)
        differs = Correction(now.invoiced - was[0], now.collected - was[1], now.open - was[2])
        if differs:
            found[now.contract_id] = differs
    return found
