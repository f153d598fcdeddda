"""What happens: one function is one verb, one transaction, one audit line. Only this file commits."""

import datetime as dt
import enum
import functools
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from flask import has_request_context, request
from sqlalchemy import bindparam, inspect, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.exc import StaleDataError

import clock
from extensions import db, queue
from models import AuditEntry, Notification, OutboxMail, SubmittedForm, User
from policy.problems import Kind, Problem, blocking
from policy.words import N_


class Refused(Exception):
    """The policy, or the state of things, refuses the deed; nothing of it was kept."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = list(problems)
        super().__init__("; ".join(problem.message for problem in self.problems))


class Stale(Refused):
    """Somebody changed the row since the page was shown."""

    def __init__(self, row: Any = None):
        self.row = row
        super().__init__([STALE])


class AlreadyDone(Exception):
    """The same form was carried out before; ``location`` is where its result stands."""

    def __init__(self, location: str):
        self.location = location
        super().__init__(location)


STALE = Problem(
    clause="",
    kind=Kind.BLOCKS,
    message=N_("Somebody changed this while you had it open."),
    remedy=N_("Look at what it says now, then save again. What you typed is still here."),
    code="stale",
)


BUSY = Problem(
    clause="",
    kind=Kind.BLOCKS,
    message=N_("Somebody else was changing the same things at this very moment."),
    remedy=N_("Nothing was changed. Send it again."),
    code="busy",
)
CROSSED = frozenset({"40001", "40P01"})
"""PostgreSQL gave up one of two transactions that waited for each other."""


def refuse_if(problems: Iterable[Problem]) -> list[Problem]:
    """Raise ``Refused`` with every problem when one of them blocks; else give back the ones that only warn."""
    problems = list(problems)
    if blocking(problems):
        raise Refused(problems)
    return problems


@contextmanager
def transaction():
    """One write transaction; a verb called inside another joins it.

    What the request has read so far is read again under the write lock (SQLite would else refuse the upgrade from
    reading to writing), so a verb always judges the present state. Callbacks of ``after_commit`` run once it holds.
    """
    session = db.session()
    if session.info.get("writing"):
        yield session
        return
    if session.in_transaction():
        session.rollback()
        _keep_ids(session)
    session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
    session.info.update(writing=True, after_commit=[])
    try:
        yield session
        session.commit()
        _keep_ids(session)
    except StaleDataError as error:
        session.rollback()
        raise Stale() from error
    except OperationalError as error:
        session.rollback()
        if getattr(error.orig, "sqlstate", None) in CROSSED:
            raise Refused([BUSY]) from error
        raise
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info["writing"] = False
        waiting = session.info.pop("after_commit", [])
    for deed, args, kwargs in waiting:
        deed(*args, **kwargs)


def _keep_ids(session) -> None:
    """People are named by id in every line that is written; an id never changes, so it need not be read anew."""
    for row in session.identity_map.values():
        if isinstance(row, User):
            set_committed_value(row, "id", inspect(row).identity[0])


def after_commit(deed: Callable, *args: Any, **kwargs: Any) -> None:
    """Call ``deed`` when the transaction has been committed; pass ids, never rows."""
    db.session.info["after_commit"].append((deed, args, kwargs))


def locked(model: type, row_id: int, version: int | None = None, *, key_share: bool = False):
    """The row under lock, read anew. With the ``version`` a form showed: ``Stale`` when the row has moved on.

    ``key_share``: others may refer to the row meanwhile. Raises ``Refused`` when the row does not exist.
    """
    row = db.session.scalar(_lock_of(model, key_share), {"row_id": row_id})
    if row is None:
        raise Refused([Problem("", Kind.BLOCKS, N_("This no longer exists."), code="gone")])
    if version is not None and row.version != version:
        raise Stale(row)
    return row


@functools.cache
def _lock_of(model: type, key_share: bool):
    """The select of ``locked``, built once per model: building one costs more than running it."""
    row = select(model).where(model.id == bindparam("row_id")).with_for_update(of=model, key_share=key_share)
    return row.execution_options(populate_existing=True)


def flush_or(problem: Problem | Callable[[], Iterable[Problem]]) -> None:
    """Send pending rows; a unique key that is taken becomes a refusal (a problem, or what finds it).

    The transaction is over then: what finds the problem reads what the faster one has committed. A savepoint would not
    do, because beginning one sends the pending rows before it stands.
    """
    try:
        db.session.flush()
    except IntegrityError as error:
        db.session.rollback()
        raise Refused(problem() if callable(problem) else [problem]) from error


def once(form_key: str, user_id: int, location: str = "") -> SubmittedForm | None:
    """Take a form's one-time key inside the transaction; ``AlreadyDone`` when it was carried out before.

    Set ``location`` on the row that comes back as soon as it is known. Without a key nothing is taken.
    """
    if not form_key:
        return None
    earlier = select(SubmittedForm).where(SubmittedForm.user_id == user_id, SubmittedForm.form_key == form_key)
    done = db.session.scalar(earlier)
    if done is None:
        row = SubmittedForm(user_id=user_id, form_key=form_key, location=location, at=clock.now())
        try:
            with db.session.begin_nested():
                db.session.add(row)
                db.session.flush()
            return row
        except IntegrityError:
            done = db.session.scalar(earlier)
    raise AlreadyDone(done.location)


def record(
    verb: str, subject: Any, by: User | None, *, before: dict | None = None, after: dict | None = None, note: str = ""
) -> AuditEntry:
    """Write the audit line of a change into its transaction (A13). ``by`` is None when the product itself acted."""
    if not inspect(subject).persistent:
        db.session.flush()
    entry = AuditEntry(
        at=clock.now(),
        by_id=by.id if by else None,
        verb=verb,
        subject_type=type(subject).__tablename__,
        subject_id=subject.id,
        customer_id=_history_of(subject),
        before=plain(before or {}),
        after=plain(after or {}),
        note=note,
        address=(request.remote_addr or "") if has_request_context() else "",
    )
    db.session.add(entry)
    return entry


UNTOLD = frozenset({"next_in_line"})
"""What names a customer and is no part of its history: its readers do not learn who else wants its name (A13)."""


def _history_of(subject: Any) -> int | None:
    """The customer in whose history the line stands, if in any."""
    table = type(subject).__tablename__
    return subject.id if table == "customers" else None if table in UNTOLD else getattr(subject, "customer_id", None)


def changes(row: Any, values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Set ``values`` on ``row``; gives back what really changed, as ``(before, after)``."""
    before, after = {}, {}
    for field, value in values.items():
        old = getattr(row, field)
        if old != value:
            before[field], after[field] = old, value
            setattr(row, field, value)
    return before, after


def plain(value: Any) -> Any:
    """A value as JSON can hold it; amounts and moments as text."""
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(inner) for inner in value]
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def notify(user_id: int, event: str, url: str, *, key: str, mail: bool = True, **params: Any) -> bool:
    """Tell a person something, once per ``key``, in this transaction; a worker mails it. False when told before.

    ``event`` is a key of ``policy.events.EVENTS``; ``params`` fill its sentence in the reader's language.
    """
    told = select(Notification.id).where(Notification.user_id == user_id, Notification.key == key)
    if db.session.scalar(told) is not None:
        return False
    notice = Notification(user_id=user_id, event=event, params=plain(params), url=url, key=key, created_at=clock.now())
    try:
        with db.session.begin_nested():
            db.session.add(notice)
            if mail:
                db.session.add(OutboxMail(notification=notice, due_at=clock.now()))
            db.session.flush()
    except IntegrityError:
        return False
    if mail:
        ring_for_mail()
    return True


def ring_for_mail() -> None:
    """Have the outbox looked at as soon as this transaction has been committed."""
    if (_ring, (), {}) not in db.session.info["after_commit"]:
        after_commit(_ring)


@contextmanager
def one_bell():
    """Ring once for the mails of many transactions, after them all; the sweep looks every minute anyway."""
    db.session.info["unrung"] = 0
    try:
        yield
    finally:
        if db.session.info.pop("unrung", 0):
            _ring()


def _ring() -> None:
    if "unrung" in db.session.info:
        db.session.info["unrung"] += 1
    else:
        queue.enqueue("jobs.send_outbox.run")
