"""The statement of receivables (A9.4): every month frozen once, contract by contract, and given to sales management."""

from collections.abc import Iterator

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

import clock
from extensions import db
from models import Receivable, Statement, StatementLine
from operations import locked, notify, record, transaction
from policy.roles import Role
from queries.people import people_with
from queries.statements import last_day, lines_to_freeze, period_due, totals

BATCH = 2000
"""So many contracts are frozen in one transaction."""


def draw() -> Iterator[dict[str, int]]:
    """Draw the statement that is due, and go on with one that was left half-way; yields what each step did.

    Whoever draws at the same time, or again, adds nothing: the statement itself says how far it is.
    """
    period = period_due(clock.today())
    if period is not None:
        begin(period)
    for statement_id in _unfinished():
        while written := freeze_next(statement_id):
            yield written


def _unfinished() -> list[int]:
    rows = select(Statement.id).where(Statement.told_at.is_(None)).order_by(Statement.period)
    return list(db.session.scalars(rows))


def begin(period: str) -> int:
    """The id of a month's statement, made when it is not there yet."""
    known = select(Statement.id).where(Statement.period == period)
    if (found := db.session.scalar(known)) is not None:
        return found
    try:
        with transaction():
            total = db.session.scalar(select(func.count()).select_from(Receivable))
            row = Statement(period=period, as_of=last_day(period), begun_at=clock.now(), total=total)
            db.session.add(row)
            db.session.flush()
            record("statement_begun", row, None, after={"period": period})
            return row.id
    except IntegrityError:
        return db.session.scalar(known)


def freeze_next(statement_id: int) -> dict[str, int] | None:
    """Freeze the next contracts of a statement; at the end tell who presses for payment. None when all is done."""
    with transaction():
        statement = locked(Statement, statement_id)
        if statement.frozen_at is not None:
            return _tell(statement)
        window = _window(statement.last_contract_id)
        if not window:
            statement.frozen_at, statement.total = clock.now(), statement.done
            record("statement_frozen", statement, None, after={"period": statement.period})
            return {"frozen": 1}
        written = _freeze(statement, window[0], window[-1])
        statement.done += len(window)
        statement.total = max(statement.total, statement.done)
        statement.last_contract_id = window[-1]
        return {"contracts": len(window), "lines": written}


def _window(last: int) -> list[int]:
    rows = select(Receivable.contract_id).where(Receivable.contract_id > last)
    return list(db.session.scalars(rows.order_by(Receivable.contract_id).limit(BATCH)))


def _freeze(statement: Statement, first: int, last: int) -> int:
    rows = lines_to_freeze(statement, first, last).add_columns(
        select(Statement.id).where(Statement.id == statement.id).scalar_subquery().label("statement_id")
    )
    columns = [column.name for column in rows.selected_columns]
    written = insert(StatementLine.__table__).from_select(columns, rows)
    return db.session.execute(written, execution_options={"preserve_rowcount": True}).rowcount


def _tell(statement: Statement) -> dict[str, int] | None:
    """Give a frozen statement to sales management, in the product and by mail, once (A9.4)."""
    if statement.told_at is not None:
        return None
    for person in people_with(Role.SALES_MANAGEMENT):
        sums = totals(person, statement)
        about = {"period": statement.period, "count": sums.count, "open": f"{sums.open:,.2f}"}
        url = f"/receivables/statements/{statement.id}"
        notify(person.id, "statement_drawn", url, key=f"statement:{statement.period}", **about)
    statement.told_at = clock.now()
    return {"told": 1}
