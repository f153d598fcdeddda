"""Boards of tasks: one's own, those of the units one leads, those of one implementation; moves over them (A9.5)."""

from flask import abort, flash, make_response, redirect, render_template
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload

from access import plans_implementation, requires, visible_or_404
from blueprints import arguments
from blueprints.doors import REFUSED, SAVED, attempt, by_htmx, shown
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


def me():
    return current_user._get_current_object()


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


@blueprint.post("/<int:task_id>/status")
@requires(Permission.WORK_TASKS)
def move(task_id):
    """Move it, or answer with what is missing: 422, with the card as it stands and a field for the reason."""
    task, form = visible_or_404(Task, task_id, *ON_BOARD), MoveForm()
    if not (task.owner_id == current_user.id or plans_implementation(task.implementation)):
        abort(403)
    said = form.version.data, form.status.data, form.reason.data or ""
    if form.validate() and attempt(form, lambda: tasks.move(task_id, *said, me())):
        if by_htmx():
            return make_response(_fragment(task_id, form, None))
        flash(_("Moved."), "success")
        return redirect(_page(task_id, form), SAVED)
    return make_response(_fragment(task_id, form, {"id": task_id, "form": form}), REFUSED)


def _page(task_id: int, form: MoveForm) -> str:
    if form.view.data == "board":
        return "/tasks?whose=unit" if form.whose.data == "unit" else "/tasks"
    task = visible_or_404(Task, task_id)
    return f"/implementations/{task.implementation_id}" if form.view.data == "work" else f"/tasks/{task_id}"


def _fragment(task_id: int, form: MoveForm, refusal: dict | None) -> str:
    """The board that the card stands on, or the page with it where there are no scripts."""
    whole = not by_htmx()
    task = visible_or_404(Task, task_id, *ON_BOARD)
    if form.view.data == "work":
        from blueprints.implementations.works import page

        given = page(task.implementation_id, refusal=refusal)
        return render_template("implementations/show.html" if whole else "tasks/_board.html", **given)
    if form.view.data == "board":
        whose = form.whose.data if form.whose.data in WHOSE else "mine"
        given = board_shown(None, whose, refusal) | {"leads": bool(scope_of(me()).managed)}
        return render_template("tasks/index.html" if whole else "tasks/_board.html", **given)
    from blueprints.tasks.tasks import task_shown

    return render_template("tasks/show.html" if whole else "tasks/_task.html", **task_shown(task_id, refusal=refusal))
