"""What is true of implementations and their tasks: lists, boards, progress, time spent (A9.5)."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

import clock
from access import visible
from extensions import db
from models import Attachment, Customer, Implementation, SalesOrder, Task, TimeEntry, User
from policy.orders import ImplementationStatus, TaskStatus
from queries.pages import Page, keyset
from scopes import Scope, scope_of

MOST_CARDS = 200
UNDONE = frozenset(TaskStatus) - {TaskStatus.DONE}


@dataclass(frozen=True)
class Progress:
    """How far an implementation is: tasks by column, minutes spent, tasks past their day."""

    todo: int = 0
    doing: int = 0
    blocked: int = 0
    done: int = 0
    late: int = 0

    @property
    def tasks(self) -> int:
        return self.todo + self.doing + self.blocked + self.done

    @property
    def percent(self) -> int:
        return 100 * self.done // self.tasks if self.tasks else 0


def progress_of(ids: Collection[int]) -> dict[int, Progress]:
    """How far these implementations are, in one select."""
    late = func.count().filter(Task.due_on < clock.today(), Task.status != TaskStatus.DONE)
    query = select(Task.implementation_id, Task.status, func.count().label("tasks"), late.label("late"))
    query = query.where(Task.implementation_id.in_(sorted(ids))).group_by(Task.implementation_id, Task.status)
    counted: dict[int, dict[str, int]] = {row_id: {"late": 0} for row_id in ids}
    for row in db.session.execute(query):
        counted[row.implementation_id][row.status.value] = row.tasks
        counted[row.implementation_id]["late"] += row.late
    return {row_id: Progress(**numbers) for row_id, numbers in counted.items()}


def planned_by(me: Scope) -> ColumnElement[bool]:
    """Those that the person plans: leads, or whose department they lead (``access.plans_implementation``)."""
    own = Implementation.leader_id == me.user_id
    return or_(own, Implementation.unit_id.in_(sorted(me.managed))) if me.managed else own


def ready() -> ColumnElement[bool]:
    """All tasks are done: only the customer's acceptance is missing."""
    undone = exists().where(Task.implementation_id == Implementation.id, Task.status != TaskStatus.DONE)
    return and_(Implementation.status == ImplementationStatus.RUNNING, ~undone.correlate(Implementation))


def implementations(
    user: User,
    status: ImplementationStatus | None,
    *,
    mine: bool = False,
    only_ready: bool = False,
    after: str = "",
    before: str = "",
) -> Page:
    """The implementations that the person may see, the latest first; ``mine``: those that they plan."""
    query = visible(Implementation, user).options(
        joinedload(Implementation.customer), joinedload(Implementation.leader), joinedload(Implementation.order)
    )
    if mine:
        query = query.where(planned_by(scope_of(user)))
    if only_ready:
        query = query.where(ready())
    if status:
        query = query.where(Implementation.status == status)
    return keyset(query, Implementation.id, Implementation.id, after=after, before=before)


def other_statuses(contract_id: int, but: int) -> list[ImplementationStatus]:
    """Where the other implementations of a contract stand."""
    query = select(Implementation.status).join(SalesOrder, SalesOrder.id == Implementation.order_id)
    return list(db.session.scalars(query.where(SalesOrder.contract_id == contract_id, Implementation.id != but)))


def files_of(implementation_id: int) -> int:
    """How many files an implementation has."""
    kept = (Attachment.implementation_id == implementation_id, Attachment.removed_at.is_(None))
    return db.session.scalar(select(func.count()).select_from(Attachment).where(*kept)) or 0


def board(user: User, implementation_id: int | None, whose: str = "mine") -> dict[TaskStatus, list[Task]]:
    """Tasks by column, the first due first: of one implementation, else the person's own or those of the units they lead.

    What was done more than two weeks ago is left out of a board over several implementations.
    """
    query = visible(Task, user).options(joinedload(Task.owner))
    query = query.join(Implementation, Implementation.id == Task.implementation_id)
    query = query.join(Customer, Customer.id == Implementation.customer_id)
    query = query.options(contains_eager(Task.implementation).contains_eager(Implementation.customer))
    first_due = Task.due_on.is_(None), Task.due_on, Task.position, Task.id
    if implementation_id is not None:
        parts = [query.where(Task.implementation_id == implementation_id).order_by(*first_due)]
    else:
        query = query.where(_whose(user, whose))
        lately = query.where(Task.status == TaskStatus.DONE, Task.done_at >= clock.now() - dt.timedelta(days=14))
        parts = [
            query.where(Task.status.in_(sorted(UNDONE))).order_by(*first_due),
            lately.order_by(Task.done_at.desc()),
        ]
    columns: dict[TaskStatus, list[Task]] = {status: [] for status in TaskStatus}
    for part in parts:
        for task in db.session.scalars(part.limit(MOST_CARDS)):
            columns[task.status].append(task)
    columns[TaskStatus.DONE].sort(key=lambda task: task.done_at or task.created_at, reverse=True)
    return columns


def _whose(user: User, whose: str):
    if whose == "unit":
        return Task.unit_id.in_(sorted(scope_of(user).managed))
    return Task.owner_id == user.id


def minutes_of(task_ids: Collection[int]) -> dict[int, int]:
    """Minutes spent on these tasks."""
    query = select(TimeEntry.task_id, func.sum(TimeEntry.minutes)).where(TimeEntry.task_id.in_(sorted(task_ids)))
    return dict(db.session.execute(query.group_by(TimeEntry.task_id)).tuples().all())


def entries_of(task_id: int) -> list[TimeEntry]:
    """Who spent how much time on a task, the latest day first."""
    query = select(TimeEntry).where(TimeEntry.task_id == task_id).options(joinedload(TimeEntry.user))
    return list(db.session.scalars(query.order_by(TimeEntry.on.desc(), TimeEntry.id.desc()).limit(200)))
