"""Stages by their code, and what the database is asked meanwhile."""

from contextlib import contextmanager

from sqlalchemy import event, select

from extensions import db
from models import Stage


def stage(code):
    return db.session.scalar(select(Stage.id).where(Stage.code == code))


@contextmanager
def asked():
    """What the database is asked meanwhile."""
    queries = []
    note = lambda conn, cursor, statement, *rest: queries.append(statement)  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", note)
    yield queries
    event.remove(db.engine, "before_cursor_execute", note)
    queries[:] = [statement for statement in queries if statement.startswith(("SELECT", "INSERT", "UPDATE"))]
