"""Moving a task from its own page, or over the board of all that one has to do (A9.5)."""

from flask import flash, make_response, redirect, render_template
from flask_babel import gettext as _

from access import requires
from blueprints.doors import REFUSED, SAVED, by_htmx, me
from blueprints.tasks import blueprint
from blueprints.tasks.boards import WHOSE, board_shown, sent_move
from blueprints.tasks.forms import MoveForm
from blueprints.tasks.tasks import task_shown
from policy.permissions import Permission
from scopes import scope_of


@blueprint.post("/<int:task_id>/status")
@requires(Permission.WORK_TASKS)
def move(task_id):
    """Move it, or answer with what is missing: 422, with the card as it stands and a field for the reason."""
    form, moved = sent_move(task_id)
    if not moved:
        return make_response(_fragment(task_id, form, {"id": task_id, "form": form}), REFUSED)
    if by_htmx():
        return make_response(_fragment(task_id, form, None))
    flash(_("Task moved."), "success")
    board = "/tasks?whose=unit" if form.whose.data == "unit" else "/tasks"
    return redirect(board if form.view.data == "board" else f"/tasks/{task_id}", SAVED)


def _fragment(task_id: int, form: MoveForm, refusal: dict | None) -> str:
    """The board that the card stands on or the task, or the page with it where there are no scripts."""
    whole = not by_htmx()
    if form.view.data == "board":
        whose = form.whose.data if form.whose.data in WHOSE else "mine"
        given = board_shown(None, whose, refusal) | {"leads": bool(scope_of(me()).managed), "moved": task_id}
        return render_template("tasks/index.html" if whole else "tasks/_board.html", **given)
    return render_template(
        "tasks/show.html" if whole else "tasks/_task.html", **task_shown(task_id, refusal=refusal, moved=task_id)
    )
