"""The statement of receivables (A9.4): every month frozen once, contract by contract, and given to sales management."""

from collections.abc import Collection, Iterator

from sqlalchemy import func, insert, literal, select, update
from sqlalchemy.exc import IntegrityError

import clock
from extensions import db
from models import Receivable, Statement, StatementLine, StatementSum
from operations import locked, notify, record, transaction
from operations.statement_files import ask
from policy.periods import last_day
from policy.receivables import PaperKind
from policy.roles import Role
from queries.people import people_with
from queries.statement_pages import SUMMED, by_unit, together
from queries.statements import before, corrections, lines_to_freeze, periods_due, touched_since

BATCH = 2000
"""So many contracts are frozen in one transaction."""
LATE = ("late_invoiced", "late_collected", "late_open")
"""The columns of what was recorded afterwards for the months before."""


def draw() -> Iterator[dict[str, int]]:
    """Draw the statements that are due, and go on with what was left half-way; yields what each step did.

    Whoever draws at the same time, or again, adds nothing: the statement itself says how far it is.
    """
    for period in periods_due(clock.today()):
        begin(period)
    for statement_id in _unfinished():
        late = came_late(statement_id)
        while written := freeze_next(statement_id, late):
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


def came_late(statement_id: int) -> frozenset[int]:
    """The contracts for which something was recorded since the statement before that counts for its month or earlier."""
    last = before(db.session.get_one(Statement, statement_id))
    return frozenset(db.session.scalars(touched_since(last))) if last else frozenset()


def freeze_next(statement_id: int, late: Collection[int] = frozenset()) -> dict[str, int] | None:
    """Freeze the next contracts of a statement; at the end tell who presses for payment. None when all is done."""
    with transaction():
        statement = locked(Statement, statement_id)
        if statement.frozen_at is not None:
            return _tell(statement)
        window = _window(statement.last_contract_id)
        if not window:
            _add_up(statement)
            statement.frozen_at, statement.total = clock.now(), statement.done
            record("statement_frozen", statement, None, after={"period": statement.period})
            return {"frozen": 1}
        written = _freeze(statement, window[0], window[-1], [one for one in window if one in late])
        statement.done += len(window)
        statement.total = max(statement.total, statement.done)
        statement.last_contract_id = window[-1]
        return {"contracts": len(window), "lines": written}


def _window(last: int) -> list[int]:
    rows = select(Receivable.contract_id).where(Receivable.contract_id > last)
    return list(db.session.scalars(rows.order_by(Receivable.contract_id).limit(BATCH)))


def _freeze(statement: Statement, first: int, until: int, late: list[int]) -> int:
    last = before(statement)
    rows = lines_to_freeze(statement, last, first, until, late).add_columns(
        literal(statement.id).label("statement_id"), *(literal(0).label(name) for name in LATE)
    )
    columns = [column.name for column in rows.selected_columns]
    written = insert(StatementLine.__table__).from_select(columns, rows)
    count = db.session.execute(written, execution_options={"preserve_rowcount": True}).rowcount
    for contract_id, by in corrections(last, late).items() if last else ():
        change = update(StatementLine).where(
            StatementLine.statement_id == statement.id, StatementLine.contract_id == contract_id
        )
        amounts = dict(zip(LATE, (by.invoiced, by.collected, by.open), strict=True))
        db.session.execute(change.values(**amounts).execution_options(synchronize_session=False))
    return count


def _add_up(statement: Statement) -> None:
    """Keep the sums of every unit, so that nobody adds up a hundred thousand lines to read them."""
    table = StatementLine.__table__
    sums = [func.sum(table.c[name]).label(name) for name in SUMMED]
    rows = select(table.c.statement_id, table.c.unit_id, func.count().label("count"), *sums)
    rows = rows.where(table.c.statement_id == statement.id).group_by(table.c.statement_id, table.c.unit_id)
    columns = ["statement_id", "unit_id", "count", *SUMMED]
    db.session.execute(insert(StatementSum.__table__).from_select(columns, rows))


def _tell(statement: Statement) -> dict[str, int] | None:
    """Give a frozen statement to sales management, in the product, by mail and as files, once (A9.4)."""
    if statement.told_at is not None:
        return None
    for person in people_with(Role.SALES_MANAGEMENT):
        sums = together(by_unit(person, statement))
        about = {"period": statement.period, "count": sums.count, "open": f"{sums.open:,.2f}"}
        url = f"/receivables/statements/{statement.id}"
        notify(person.id, "statement_drawn", url, key=f"statement:{statement.period}", **about)
        for kind in PaperKind:
            ask(statement.id, kind, person.language, person)
    statement.told_at = clock.now()
    return {"told": 1}
