"""Boards of tasks: one's own, those of the units one leads, those of one implementation; moves over them (A9.5)."""

from flask import abort
from flask_login import current_user
from sqlalchemy.orm import joinedload

from access import plans_implementation, requires, visible_or_404
from blueprints import arguments
from blueprints.doors import attempt, me, shown
from blueprints.tasks import blueprint
from blueprints.tasks.forms import MoveForm
from models import Implementation, Task
from operations import tasks
from policy.orders import ImplementationStatus, TaskStatus
from policy.permissions import Permission
from queries.implementations import board, minutes_of
from scopes import scope_of

WHOSE = ("mine", "unit")
ON_BOARD = (joinedload(Task.implementation).joinedload(Implementation.customer), joinedload(Task.owner))


@blueprint.get("")
@requires(Permission.WORK_TASKS)
def index():
    """What there is to do for the reader, by state; ``whose`` in the URL."""
    whose = arguments.choice("whose", WHOSE, "mine")
    return shown(
        "tasks/_board.html", "tasks/index.html", **board_shown(None, whose), leads=bool(scope_of(me()).managed)
    )


def board_shown(work: Implementation | None, whose: str = "mine", refusal: dict | None = None) -> dict:
    """Everything that a board shows: of one implementation, or over all of them."""
    columns = board(me(), work.id if work else None, whose)
    every = [task for column in columns.values() for task in column]
    return {
        "columns": columns,
        "work": work,
        "whose": whose,
        "refusal": refusal,
        "movable": {task.id for task in every if may_move(task)},
        "minutes": minutes_of([task.id for task in every]),
        "states": list(TaskStatus),
    }


def may_move(task: Task) -> bool:
    """Whether the reader moves the task: whose it is, and who plans; nobody once the customer has accepted."""
    if task.implementation.status is ImplementationStatus.ACCEPTED:
        return False
    return task.owner_id == current_user.id or plans_implementation(task.implementation)


def sent_move(task_id: int) -> tuple[MoveForm, bool]:
    """Carry out the move that the form says; the form with what was refused, and whether the task moved.

    403 for who only sees the task, 404 for who may not know of it.
    """
    task, form = visible_or_404(Task, task_id, *ON_BOARD), MoveForm()
    if not (task.owner_id == current_user.id or plans_implementation(task.implementation)):
        abort(403)
    said = form.version.data, form.status.data, form.reason.data or ""
    done = form.validate() and attempt(form, lambda: tasks.move(task_id, *said, me()))
    return form, bool(done)
