"""Runs of scheduled jobs: one per job and period, held by a worker while it lives, taken up anew when it died."""

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

import clock
from extensions import db, queue
from models import JobRun, SubmittedForm, User
from operations import Refused, after_commit, locked, notify, one_bell, record, transaction
from policy.problems import Kind, Problem
from policy.roles import Role
from policy.words import N_
from queries.jobs import LEASE, missed, waiting_runs
from queries.people import people_with
from queries.timetable import TIMETABLE

log = logging.getLogger(__name__)
FORMS_KEPT = dt.timedelta(days=30)
LONGEST_ERROR = 2000
MOST_ERRORS = 20
"""After so many rows that fail it is not the rows: the run ends."""
PAUSE = dt.timedelta(minutes=10)
"""How long a run that failed rests before the sweep rings for it again."""
TIMEOUT = 2 * 3600


def ask(name: str, by: User) -> JobRun:
    """Somebody wants a job to run now; a worker takes it up, as soon as one is there."""
    if name not in TIMETABLE:
        raise Refused([Problem("", Kind.BLOCKS, N_("There is no such job."), code="no_such_job")])
    with transaction():
        now = clock.now()
        run = JobRun(job=name, period=f"{clock.local(now):%Y-%m-%d %H:%M:%S.%f}", started_at=now, by_id=by.id)
        db.session.add(run)
        record("ran_job", run, by, after={"job": name})
        after_commit(_ring, name, run.id)
        return run


def _ring(name: str, run_id: int | None = None) -> None:
    queue.enqueue(TIMETABLE[name].path, run_id, job_id=f"{name}:{run_id or 'day'}", timeout=TIMEOUT)


class Running:
    """A run in hand. ``outcome`` is what it counted so far, ``errors`` what went wrong with single rows; ``beat`` tells the
    others that it lives."""

    def __init__(self, run_id: int):
        self.run_id = run_id
        self.outcome: dict[str, int] = {}
        self.errors: list[Exception] = []
        self._told = clock.now()

    def beat(self, **counted: int) -> None:
        """Add to the outcome; every now and then the lease is prolonged."""
        for name, number in counted.items():
            self.outcome[name] = self.outcome.get(name, 0) + number
        if clock.now() - self._told > LEASE / 4:
            self._told = clock.now()
            _prolong(self.run_id, self.outcome)

    def each(self, name: str, deed: Callable[[int], int], ids: Iterable[int]) -> None:
        """Do the deed to every row, each in its own transaction, and add up what it gives back. A row that fails does not
        stop the rest; when all are done the run fails with its error, and is taken up again."""
        for row_id in ids:
            if len(self.errors) >= MOST_ERRORS:
                return
            try:
                self.beat(**{name: deed(row_id)})
            except Exception as error:
                db.session.rollback()
                log.exception("%s: row %s", name, row_id)
                self.errors.append(error)


@contextmanager
def carried_out(name: str, run_id: int | None = None) -> Iterator[Running | None]:
    """Carry out a job's run of today, or the one that was asked for; None when it is done or in other hands.

    What goes wrong is written into the run, told to the administrators once a day, and raised on.
    """
    taken = _take(name, run_id)
    if taken is None:
        yield None
        return
    running = Running(taken)
    try:
        with one_bell():
            yield running
        if running.errors:
            raise running.errors[0]
    except Exception as error:
        db.session.rollback()
        _finish(taken, running.outcome, f"{type(error).__name__}: {error}"[:LONGEST_ERROR])
        raise
    _finish(taken, running.outcome, "")


def _take(name: str, run_id: int | None) -> int | None:
    """Get hold of the run by a conditional update, so that of two workers one has it."""
    now = clock.now()
    with transaction():
        run_id = run_id or _run_of(name, clock.day_of(now).isoformat(), now)
        free = update(JobRun).where(
            JobRun.id == run_id,
            JobRun.finished_at.is_(None) | (JobRun.error != ""),
            JobRun.taken_until.is_(None) | (JobRun.taken_until < now),
        )
        begun = {"started_at": now, "finished_at": None, "error": "", "taken_until": now + LEASE}
        won = db.session.execute(free.values(**begun).execution_options(synchronize_session=False)).rowcount
        return run_id if won else None


def _run_of(name: str, period: str, now: dt.datetime) -> int:
    """The id of the job's run of a period, made when it is not there yet."""
    known = select(JobRun.id).where(JobRun.job == name, JobRun.period == period)
    run_id = db.session.scalar(known)
    if run_id is not None:
        return run_id
    try:
        with db.session.begin_nested():
            run = JobRun(job=name, period=period, started_at=now)
            db.session.add(run)
            db.session.flush()
            return run.id
    except IntegrityError:
        return db.session.scalar(known)


def _prolong(run_id: int, outcome: dict) -> None:
    with transaction():
        run = locked(JobRun, run_id)
        run.taken_until, run.outcome = clock.now() + LEASE, dict(outcome)


def _finish(run_id: int, outcome: dict, error: str) -> None:
    with transaction():
        run = locked(JobRun, run_id)
        run.finished_at, run.taken_until = clock.now(), clock.now() + PAUSE if error else None
        run.outcome, run.error = dict(outcome), error
        if error:
            for admin in people_with(Role.ADMINISTRATOR):
                told = {"job": run.job, "error": error[:200]}
                notify(admin.id, "job_failed", "/admin/jobs", key=f"job_failed:{run.job}:{clock.today()}", **told)


def sweep() -> dict[str, int]:
    """Ring again for what was missed: runs asked for, daily jobs whose tick nobody heard; and drop old form keys."""
    now = clock.now()
    waiting, late = waiting_runs(now), missed(now)
    db.session.rollback()
    for run in waiting:
        _ring(run.job, run.id)
    for job in late:
        _ring(job.name)
    return {"waiting": len(waiting), "missed": len(late), "forms": _forget_forms(now)}


def _forget_forms(now: dt.datetime) -> int:
    old = SubmittedForm.at < now - FORMS_KEPT
    if db.session.scalar(select(SubmittedForm.id).where(old).limit(1)) is None:
        return 0
    with transaction():
        return db.session.execute(delete(SubmittedForm).where(old)).rowcount


def tally(name: str, counted: dict[str, int], error: str = "") -> None:
    """Add one of many short runs to the day's row of a job that runs all the time, and what was wrong with it last."""
    now = clock.now()
    with transaction():
        run = locked(JobRun, _run_of(name, clock.day_of(now).isoformat(), now))
        added = {"runs": 1, **{key: number for key, number in counted.items() if number}}
        run.outcome = {**run.outcome, **{key: run.outcome.get(key, 0) + number for key, number in added.items()}}
        run.started_at = run.finished_at = now
        run.error = error[:LONGEST_ERROR]
