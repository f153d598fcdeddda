"""What the workers did and are asked to do: read by the sweep and the administrator's page."""

import datetime as dt
from dataclasses import dataclass

import redis
import rq
from rq.cron import CronScheduler
from sqlalchemy import func, select

import clock
from extensions import db, queue
from models import JobRun, OutboxMail
from queries.timetable import TIMETABLE, Timed

LEASE = dt.timedelta(seconds=45)
"""How long a run counts as alive after its last sign of life."""


def missed(now: dt.datetime) -> list[Timed]:
    """The daily jobs that were due today and neither finished nor are being worked on."""
    today = clock.day_of(now)
    rows = db.session.execute(
        select(JobRun.job, JobRun.finished_at, JobRun.error, JobRun.taken_until).where(
            JobRun.period == today.isoformat()
        )
    )
    settled = {
        row.job for row in rows if (row.finished_at and not row.error) or (row.taken_until and row.taken_until > now)
    }
    daily = [job for job in TIMETABLE.values() if not job.every]
    return [job for job in daily if job.due_at(today) <= now and job.name not in settled]


def waiting_runs(now: dt.datetime) -> list[JobRun]:
    """Runs that somebody asked for and no living worker holds."""
    rows = select(JobRun).where(
        JobRun.by_id.is_not(None),
        JobRun.finished_at.is_(None),
        JobRun.taken_until.is_(None) | (JobRun.taken_until < now),
    )
    return list(db.session.scalars(rows.order_by(JobRun.id)))


def last_good_day(name: str) -> dt.date | None:
    """The company day of the last run of a daily job that went well; None when it never ran."""
    well = JobRun.job == name, JobRun.finished_at.is_not(None), JobRun.error == ""
    last = db.session.scalar(select(func.max(JobRun.started_at)).where(*well))
    return clock.day_of(last) if last else None


def last_runs(name: str, count: int = 5) -> list[JobRun]:
    """The latest runs of one job, newest first."""
    rows = select(JobRun).where(JobRun.job == name).order_by(JobRun.started_at.desc(), JobRun.id.desc())
    return list(db.session.scalars(rows.limit(count)))


def latest_runs() -> dict[str, list[JobRun]]:
    """The latest three runs of every job of the timetable."""
    place = func.row_number().over(partition_by=JobRun.job, order_by=(JobRun.started_at.desc(), JobRun.id.desc()))
    since = clock.now() - dt.timedelta(days=14)
    ranked = select(JobRun.id, place.label("place")).where(JobRun.started_at > since).subquery()
    rows = select(JobRun).join(ranked, ranked.c.id == JobRun.id).where(ranked.c.place <= 3)
    runs: dict[str, list[JobRun]] = {}
    for run in db.session.scalars(rows.order_by(JobRun.started_at.desc(), JobRun.id.desc())):
        runs.setdefault(run.job, []).append(run)
    return runs


def outbox_counts() -> dict[str, int]:
    """How many mails stand in each state."""
    return dict(db.session.execute(select(OutboxMail.state, func.count()).group_by(OutboxMail.state)).all())


def troubled_mails(count: int = 20) -> list[OutboxMail]:
    """Mails that failed, or that wait for another try, newest first."""
    rows = select(OutboxMail).where(OutboxMail.state.in_(["failed", "pending", "taken"]), (OutboxMail.attempts > 0))
    return list(db.session.scalars(rows.order_by(OutboxMail.id.desc()).limit(count)))


@dataclass(frozen=True)
class Failure:
    """A job that a worker gave up: what, when, and the last line of why."""

    job: str
    at: dt.datetime | None
    message: str


@dataclass(frozen=True)
class Engine:
    """What the queue's server says; ``heard`` False when it does not answer, and then the rest is empty."""

    heard: bool
    waiting: int = 0
    working: int = 0
    workers: tuple[str, ...] = ()
    schedulers: tuple[str, ...] = ()
    failed: int = 0
    failures: tuple[Failure, ...] = ()


def engine(most: int = 20) -> Engine:
    """The state of queue, workers and scheduler; never an error."""
    try:
        bell = queue.rq
        ids = bell.failed_job_registry.get_job_ids(0, most - 1, desc=True)
        found = rq.job.Job.fetch_many(ids, connection=bell.connection)
        return Engine(
            heard=True,
            waiting=bell.count,
            working=bell.started_job_registry.count,
            workers=tuple(sorted(worker.name for worker in rq.Worker.all(queue=bell))),
            schedulers=tuple(sorted(one.name for one in CronScheduler.all(bell.connection))),
            failed=bell.failed_job_registry.count,
            failures=tuple(_failure(job) for job in found if job is not None),
        )
    except redis.RedisError:
        return Engine(heard=False)


def _failure(job: rq.job.Job) -> Failure:
    result = job.latest_result()
    text = (result.exc_string if result else "") or ""
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return Failure(
        job.func_name or "", job.ended_at and job.ended_at.replace(tzinfo=dt.UTC), lines[-1] if lines else ""
    )
