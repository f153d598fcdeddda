"""A frozen statement as a file: asked for once, drawn by a worker, kept, and proven by its hash (A9.4)."""

import datetime as dt

from sqlalchemy import or_, select, update

import clock
from extensions import db, queue
from models import Statement, StatementFile, User
from operations import Refused, after_commit, attachments, locked, record, transaction
from policy.problems import Kind, Problem
from policy.receivables import CLAUSE, PaperKind
from policy.words import N_
from queries.statement_pages import by_unit, files_waiting, reach, together

LEASE = dt.timedelta(seconds=90)
"""How long a file counts as being drawn after the last sign of life."""
TIMEOUT = 1800
UNFROZEN = Problem(
    CLAUSE,
    Kind.BLOCKS,
    N_("The statement is still being drawn."),
    N_("It can be handed out when it is frozen."),
    code="unfrozen",
)


def ask(statement_id: int, kind: PaperKind, language: str, by: User) -> StatementFile:
    """The file of a statement that holds what the person sees; where there is none yet, a worker draws it.

    Joins a running transaction. One that failed is tried again, for who asks now: who asked first may see something else
    by then. Raises ``Refused``.
    """
    with transaction():
        statement = locked(Statement, statement_id)
        if statement.frozen_at is None:
            raise Refused([UNFROZEN])
        wanted = {"statement_id": statement_id, "kind": kind, "language": language, "reach": reach(by)}
        row = db.session.scalar(select(StatementFile).filter_by(**wanted))
        if row is None:
            total = together(by_unit(by, statement)).count
            row = StatementFile(**wanted, asked_at=clock.now(), asked_by_id=by.id, total=total)
            db.session.add(row)
            db.session.flush()
            record("statement_file_asked", statement, by, after={"kind": kind, "language": language})
        if row.error:
            row.error, row.taken_until, row.asked_by = "", None, by
        if row.drawn_at is None:
            after_commit(ring, [row.id])
    return row


def ring(file_ids: list[int]) -> None:
    """Ask workers to draw these files."""
    for file_id in file_ids:
        queue.enqueue("jobs.draw_statement_files.run", file_id, job_id=f"statement_file:{file_id}", timeout=TIMEOUT)


def unfinished() -> list[int]:
    """The files that somebody asked for and nobody draws; at the end of a sweep they are rung for again."""
    return files_waiting(clock.now())


def take(file_id: int) -> StatementFile | None:
    """Get hold of a file that is to be drawn; None when it is drawn, or in other hands."""
    now = clock.now()
    with transaction():
        free = update(StatementFile).where(
            StatementFile.id == file_id,
            StatementFile.drawn_at.is_(None),
            or_(StatementFile.taken_until.is_(None), StatementFile.taken_until < now),
        )
        free = free.values(taken_until=now + LEASE, done=0).execution_options(synchronize_session=False)
        if not db.session.execute(free).rowcount:
            return None
    return db.session.get(StatementFile, file_id, populate_existing=True)


def beat(file_id: int, done: int) -> None:
    """So many lines are written by now; the others see that it goes on."""
    with transaction():
        row = locked(StatementFile, file_id)
        row.done, row.taken_until = done, clock.now() + LEASE


def finish(file_id: int, content: bytes) -> None:
    """Keep what was drawn. Whoever drew the same meanwhile was faster: the first one stands."""
    with transaction():
        row = locked(StatementFile, file_id)
        if row.drawn_at is not None:
            return
        row.storage_key, row.sha256 = attachments.keep(content)
        row.size, row.done, row.drawn_at, row.taken_until = len(content), row.total, clock.now(), None
        record("statement_file_drawn", row.statement, None, after={"kind": row.kind, "sha256": row.sha256})


def fail(file_id: int, why: str) -> None:
    """Drawing it did not work; it is tried again when somebody asks, and by the sweep when the lease is over. Where
    somebody else drew it meanwhile, that stands."""
    with transaction():
        row = locked(StatementFile, file_id)
        if row.drawn_at is not None:
            return
        row.error, row.taken_until = why[:2000], clock.now() + 10 * LEASE
