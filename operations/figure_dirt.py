"""Every change of what is counted leaves dirt in its own transaction (A10): whichever verb made it, row by row or in bulk."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Delete, Insert, Update, event, insert, inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import NO_VALUE

from extensions import db
from models import FigureDirt
from operations.figure_sources import UNKNOWN, WATCHED, WHOLE, Dirt, Watch

MOST = 500
"""Of a bulk statement that touches more rows, everything behind it is counted anew."""
NOTED = "figure_dirt"
BY_TABLE = {model.__table__: watch for model, watch in WATCHED.items()}


@event.listens_for(Session, "after_flush")
def _flushed(session: Session, _context) -> None:
    found: set[Dirt] = set()
    for row in (*session.new, *session.dirty, *session.deleted):
        watch = WATCHED.get(type(row))
        if watch is not None:
            found.update(_of_row(row, watch, row in session.new or row in session.deleted))
    _note(session, found)


def _of_row(row: Any, watch: Watch, whole: bool) -> Iterator[Dirt]:
    """The dirt of one row that comes, goes, or changes in what is counted."""
    state = inspect(row)
    before: dict[str, Any] = {"id": row.id}
    after, changed = dict(before), set()
    for name in watch.columns:
        history = state.attrs[name].history
        if history.has_changes():
            changed.add(name)
        now = state.attrs[name].loaded_value
        after[name] = UNKNOWN if now is NO_VALUE else now
        before[name] = history.deleted[0] if history.deleted else UNKNOWN if name in changed else after[name]
    if whole:
        yield from watch.touched(after, frozenset(watch.columns))
    elif changed:
        yield from watch.touched(before, frozenset(changed))
        yield from watch.touched(after, frozenset(changed))


@event.listens_for(Session, "do_orm_execute")
def _executed(state) -> Any:
    """The same for a statement that changes many rows at once."""
    statement = state.statement
    if state.is_select or not isinstance(statement, Insert | Update | Delete):
        return None
    watch = BY_TABLE.get(statement.table)
    if watch is None or (isinstance(statement, Update) and not _changes(statement, watch)):
        return None
    ids = _ids(state) if not isinstance(statement, Insert) and not state.is_executemany else None
    if ids is None:
        _note(state.session, WHOLE[watch.model])
        return None
    _note(state.session, _of_rows(state.session, watch, ids))
    result = state.invoke_statement()
    _note(state.session, _of_rows(state.session, watch, ids))
    return result


def _changes(statement: Update, watch: Watch) -> bool:
    """Whether it sets a column that is counted; a statement that does not say so beforehand may."""
    values = statement._values or dict(statement._ordered_values or ())
    return not values or bool({getattr(column, "key", column) for column in values} & set(watch.columns))


def _ids(state) -> list[int] | None:
    """The rows it will change; None for too many."""
    table, where = state.statement.table, state.statement.whereclause
    query = select(table.c.id).limit(MOST + 1)
    parameters = state.parameters or {}
    found = (
        state.session.connection().execute(query if where is None else query.where(where), parameters).scalars().all()
    )
    return None if len(found) > MOST else list(found)


def _of_rows(session: Session, watch: Watch, ids: list[int]) -> set[Dirt]:
    table = watch.model.__table__
    columns = [table.c.id, *(table.c[name] for name in watch.columns)]
    rows = session.connection().execute(select(*columns).where(table.c.id.in_(ids))).mappings()
    return {dirt for row in rows for dirt in watch.touched(row, frozenset(watch.columns))}


def _note(session: Session, found: set[Dirt]) -> None:
    noted = session.info.setdefault(NOTED, set())
    new = found - noted
    if new:
        noted |= new
        names = ("source", "period", "unit_id", "record_id")
        rows = [dict(zip(names, dirt, strict=True)) for dirt in sorted(new, key=str)]
        session.connection().execute(insert(FigureDirt.__table__), rows)


@event.listens_for(Session, "after_commit")
def _kept(session: Session) -> None:
    session.info.pop(NOTED, None)


@event.listens_for(Session, "after_soft_rollback")
def _undone(session: Session, _transaction) -> None:
    """What a savepoint took back may have to be said again."""
    session.info.pop(NOTED, None)


def everything() -> None:
    """Say that all figures are to be counted anew; joins the running transaction."""
    _note(db.session(), {("everything", "", None, None)})
