"""One task: what it says, where it stands, the time spent on it (A9.5)."""

from flask import abort, flash, render_template
from flask_babel import gettext as _
from flask_login import current_user

from access import plans_implementation, requires, visible_or_404
from blueprints.doors import answer, attempt, by_htmx, me, refused
from blueprints.tasks import blueprint
from blueprints.tasks.boards import ON_BOARD, may_move
from blueprints.tasks.forms import EditTaskForm, TimeForm
from models import Task
from operations import tasks
from policy.orders import ImplementationStatus, TaskStatus
from policy.permissions import Permission
from queries.implementations import entries_of
from queries.order_people import workers_of


@blueprint.get("/<int:task_id>")
@requires(Permission.VIEW_IMPLEMENTATIONS)
def show(task_id):
    """The task, with what the reader may do about it."""
    return render_template("tasks/show.html", **task_shown(task_id))


def task_shown(task_id: int, **forms) -> dict:
    """Everything that the page of a task shows."""
    task = visible_or_404(Task, task_id, *ON_BOARD)
    running = task.implementation.status is not ImplementationStatus.ACCEPTED
    plans = plans_implementation(task.implementation) and running
    entries = entries_of(task.id)
    form = EditTaskForm(formdata=None, obj=task).offer(workers_of(task.unit_id)) if plans else None
    return {
        "task": task,
        "states": list(TaskStatus),
        "may_move": may_move(task),
        "edit_form": form,
        "time_form": TimeForm(formdata=None) if _works_on(task) and running else None,
        "entries": entries,
        "spent": sum(entry.minutes for entry in entries),
        "refusal": None,
        "problems": [],
        **forms,
    }


def _works_on(task: Task) -> bool:
    return task.owner_id == current_user.id or plans_implementation(task.implementation)


@blueprint.post("/<int:task_id>")
@requires(Permission.PLAN_IMPLEMENTATIONS)
def save(task_id):
    """Change it, or give it to somebody else."""
    task = visible_or_404(Task, task_id, *ON_BOARD)
    if not plans_implementation(task.implementation):
        abort(403)
    form = EditTaskForm().offer(workers_of(task.unit_id))
    if form.validate() and attempt(form, lambda: tasks.change(task_id, form.version.data, form.said(), me())):
        return _changed(task_id, _("Saved."))
    return _refused(task_id, form, edit_form=form)


@blueprint.post("/<int:task_id>/time")
@requires(Permission.WORK_TASKS)
def spend(task_id):
    """Record time that the reader spent on it."""
    if not _works_on(visible_or_404(Task, task_id, *ON_BOARD)):
        abort(403)
    form = TimeForm()
    if form.validate() and attempt(form, lambda: _spend(task_id, form)):
        return _changed(task_id, _("The time is recorded."))
    return _refused(task_id, form, time_form=form)


def _spend(task_id: int, form: TimeForm):
    said = form.on.data, form.minutes.data, form.note.data or ""
    return tasks.spend(task_id, *said, me(), form_key=form.form_key.data)


def _changed(task_id: int, said: str):
    if not by_htmx():
        flash(said, "success")
    return answer("tasks/_task.html", f"/tasks/{task_id}", **task_shown(task_id))


def _refused(task_id: int, form, **forms):
    return refused("tasks/_task.html", "tasks/show.html", **task_shown(task_id, problems=form.problems, **forms))
