"""Tasks of implementers (A9.5): written, given to somebody, moved over the board, time spent on them."""

import datetime as dt
from typing import Any

from sqlalchemy import func, select

import clock
from extensions import db
from models import Implementation, Task, TimeEntry, User
from operations import Stale, changes, locked, notify, once, record, refuse_if, transaction
from operations.house import keep_still
from policy.implementing import TaskFacts, TimeFacts, task_move_problems, task_problems, time_problems
from policy.orders import ImplementationStatus, TaskStatus
from queries.order_people import workers_of

WRITTEN = ("title", "content", "owner_id", "due_on")


def create(implementation_id: int, values: dict[str, Any], by: User, *, form_key: str = "") -> Task:
    """Write a task of an implementation; with the first one it runs. Raises ``Refused``."""
    with transaction():
        once(form_key, by.id, f"/implementations/{implementation_id}")
        whole = locked(Implementation, implementation_id)
        refuse_if(task_problems(_facts(whole, values, None)))
        task = Task(
            implementation_id=whole.id,
            unit_id=whole.unit_id,
            status=TaskStatus.TODO,
            position=_others(whole) + 1,
            created_at=clock.now(),
            **{name: values[name] for name in WRITTEN},
        )
        db.session.add(task)
        if whole.status is ImplementationStatus.OPEN:
            whole.status = ImplementationStatus.RUNNING
        record("task_created", task, by, after={name: values[name] for name in WRITTEN})
        _give(whole, task, by)
    return task


def change(task_id: int, version: int | None, values: dict[str, Any], by: User) -> Task:
    """Write it anew, or give it to somebody else. Raises ``Refused``, ``Stale``."""
    with transaction():
        whole, task = with_whole(task_id, version)
        refuse_if(task_problems(_facts(whole, values, task)))
        before, after = changes(task, {name: values[name] for name in WRITTEN})
        record("task_edited", task, by, before=before, after=after)
        if "owner_id" in after:
            _give(whole, task, by)
    return task


def move(task_id: int, version: int | None, to: TaskStatus, reason: str, by: User) -> Task:
    """Move it to another column of the board; what is held up says why. Raises ``Refused``, ``Stale``.

    The same move sent twice happens once.
    """
    with transaction():
        whole, task = with_whole(task_id)
        if task.status is to and (to is not TaskStatus.BLOCKED or reason.strip() in ("", task.blocked_reason)):
            return task
        if version is not None and task.version != version:
            raise Stale(task)
        refuse_if(task_move_problems(whole.status, to, reason, task.owner_id is not None))
        before, task.status = task.status, to
        task.blocked_reason = reason.strip() if to is TaskStatus.BLOCKED else ""
        task.done_at = clock.now() if to is TaskStatus.DONE else None
        record("task_moved", task, by, before={"status": before}, after={"status": to}, note=task.blocked_reason)
        if to is TaskStatus.BLOCKED and whole.leader_id not in (None, by.id):
            about = {"task": task.title, "by": by.name, "reason": task.blocked_reason}
            notify(
                whole.leader_id, "task_blocked", f"/tasks/{task.id}", key=f"blocked:{task.id}:{task.version}", **about
            )
    return task


def spend(task_id: int, on: dt.date, minutes: int, note: str, by: User, *, form_key: str = "") -> TimeEntry:
    """Record minutes that the person spent on the task on a day. Raises ``Refused``."""
    with transaction():
        once(form_key, by.id, f"/tasks/{task_id}")
        keep_still(User, by.id)
        whole, task = with_whole(task_id)
        entered = select(func.sum(TimeEntry.minutes)).where(TimeEntry.user_id == by.id, TimeEntry.on == on)
        before = db.session.scalar(entered) or 0
        refuse_if(time_problems(TimeFacts(on, minutes, before, clock.today(), clock.day_of(whole.created_at))))
        entry = TimeEntry(task_id=task.id, user_id=by.id, on=on, minutes=minutes, note=note, at=clock.now())
        db.session.add(entry)
        record("time_spent", task, by, after={"on": on, "minutes": minutes}, note=note)
    return entry


def with_whole(task_id: int, version: int | None = None) -> tuple[Implementation, Task]:
    """Both under lock, the implementation first: who accepts it finds every task where it stands."""
    whole_id = db.session.scalar(select(Task.implementation_id).where(Task.id == task_id))
    whole = locked(Implementation, whole_id or 0)
    return whole, locked(Task, task_id, version)


def _others(whole: Implementation) -> int:
    return db.session.scalar(select(func.count()).select_from(Task).where(Task.implementation_id == whole.id)) or 0


def _facts(whole: Implementation, values: dict[str, Any], task: Task | None) -> TaskFacts:
    known = (None, task.owner_id) if task else (None,)
    fits = values["owner_id"] in known or values["owner_id"] in {one.id for one in workers_of(whole.unit_id)}
    return TaskFacts(
        implementation=whole.status,
        title=values["title"] or "",
        owner_fits=fits,
        due_on=values["due_on"],
        known_due_on=task.due_on if task else None,
        today=clock.today(),
        others=0 if task else _others(whole),
    )


def _give(whole: Implementation, task: Task, by: User) -> None:
    db.session.flush()
    if task.owner_id not in (None, by.id):
        about = {"task": task.title, "by": by.name, "customer": whole.customer.name}
        notify(task.owner_id, "task_given", f"/tasks/{task.id}", key=f"task:{task.id}:{task.version}", **about)
