"""Implementations: progress without asking anybody, the plan, the tasks, the customer's acceptance (A9.5)."""

from flask import abort, flash, render_template
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from access import can, plans_implementation, requires, visible_or_404
from blueprints import arguments
from blueprints.doors import attempt, by_htmx, go, me, refused, shown
from blueprints.implementations import blueprint
from blueprints.implementations.forms import AcceptanceForm, PlanForm
from blueprints.tasks.boards import board_shown, sent_move
from blueprints.tasks.forms import NewTaskForm
from models import Implementation, SalesOrder, Task
from operations import implementations as verbs
from operations import tasks
from policy.orders import ImplementationStatus, TaskStatus
from policy.permissions import Permission
from queries.attachments import shelf
from queries.implementations import implementations, progress_of
from queries.order_people import workers_of

WHOLE = (
    joinedload(Implementation.customer),
    joinedload(Implementation.leader),
    joinedload(Implementation.order).selectinload(SalesOrder.lines),
)


@blueprint.get("")
@requires(Permission.VIEW_IMPLEMENTATIONS)
def index():
    """The list with how far each is; state and page in the URL."""
    status = arguments.word("status", ImplementationStatus)
    plans = can(Permission.PLAN_IMPLEMENTATIONS)
    tab = arguments.choice("tab", ("mine", "all"), "mine") if plans else "all"
    ready = arguments.choice("ready", ("1",), "") == "1"
    cursors = {name: arguments.text(name, 600) for name in ("after", "before")}
    found = implementations(me(), status, mine=tab == "mine", only_ready=ready, **cursors)
    return shown(
        "implementations/_list.html",
        "implementations/index.html",
        rows=found.rows,
        newer=found.newer and arguments.here_with(before=found.newer),
        older=found.older and arguments.here_with(after=found.older),
        progress=progress_of([row.id for row in found.rows]),
        tab=tab,
        plans=plans,
        ready=ready,
        status=status,
        statuses=list(ImplementationStatus),
    )


@blueprint.get("/<int:implementation_id>")
@requires(Permission.VIEW_IMPLEMENTATIONS)
def show(implementation_id):
    """Its plan, its board, its files, its acceptance."""
    return render_template("implementations/show.html", **page(implementation_id))


def page(implementation_id: int, refusal: dict | None = None, **forms) -> dict:
    """Everything that the page of an implementation shows."""
    work = visible_or_404(Implementation, implementation_id, *WHOLE)
    plans = plans_implementation(work) and work.status is not ImplementationStatus.ACCEPTED
    people = workers_of(work.unit_id) if plans else []
    given = board_shown(work, refusal=refusal)
    return {
        **given,
        "plan_form": PlanForm(formdata=None, obj=work).offer(people) if plans else None,
        "task_form": NewTaskForm(formdata=None).offer(people) if plans else None,
        "acceptance_form": AcceptanceForm(formdata=None, version=work.version) if plans else None,
        "undone": sum(len(column) for state, column in given["columns"].items() if state is not TaskStatus.DONE),
        "tasks": sum(map(len, given["columns"].values())),
        "spent": sum(given["minutes"].values()),
        "shelf": shelf(me(), work),
        "sees_order": can(Permission.VIEW_ORDERS),
        "problems": [],
        **forms,
    }


def _planned_or_404(implementation_id: int) -> Implementation:
    work = visible_or_404(Implementation, implementation_id)
    if not plans_implementation(work):
        abort(403)
    return work


@blueprint.post("/<int:implementation_id>/plan")
@requires(Permission.PLAN_IMPLEMENTATIONS)
def plan(implementation_id):
    """Say who leads it, what it is about, and until when."""
    form = PlanForm().offer(workers_of(_planned_or_404(implementation_id).unit_id))
    said = {"leader_id": form.leader_id.data, "due_on": form.due_on.data, "content": form.content.data or ""}
    if form.validate() and attempt(form, lambda: verbs.plan(implementation_id, form.version.data, said, me())):
        return _done(implementation_id, _("Planned."))
    return _refused(implementation_id, form, plan_form=form)


@blueprint.post("/<int:implementation_id>/tasks")
@requires(Permission.PLAN_IMPLEMENTATIONS)
def add_task(implementation_id):
    """Write a task."""
    form = NewTaskForm().offer(workers_of(_planned_or_404(implementation_id).unit_id))
    if form.validate() and attempt(form, lambda: _add(implementation_id, form)):
        return _done(implementation_id, _("The task is written."))
    return _refused(implementation_id, form, task_form=form)


def _add(implementation_id: int, form: NewTaskForm):
    return tasks.create(implementation_id, form.said(), me(), form_key=form.form_key.data)


@blueprint.post("/<int:implementation_id>/tasks/<int:task_id>/status")
@requires(Permission.WORK_TASKS)
def move_task(implementation_id, task_id):
    """Move a task over the board of its implementation; refused, the card asks for what is missing."""
    if visible_or_404(Task, task_id).implementation_id != implementation_id:
        abort(404)
    form, moved = sent_move(task_id)
    if moved and not by_htmx():
        return _done(implementation_id, _("Task moved."))
    given = page(implementation_id, refusal=None if moved else {"id": task_id, "form": form})
    if moved:
        return render_template("implementations/_moved.html", moved=task_id, **given)
    return refused("tasks/_board.html", "implementations/show.html", **given)


@blueprint.post("/<int:implementation_id>/acceptance")
@requires(Permission.PLAN_IMPLEMENTATIONS)
def accept(implementation_id):
    """Record that the customer accepts, with the signed paper."""
    _planned_or_404(implementation_id)
    form = AcceptanceForm()
    if form.validate() and attempt(form, lambda: _accept(implementation_id, form)):
        return _done(implementation_id, _("The customer has accepted. Payments that hang on it are due."))
    return _refused(implementation_id, form, acceptance_form=form)


def _accept(implementation_id: int, form: AcceptanceForm):
    said = form.accepted_on.data, form.accepted_by.data or "", form.reason.data or "", form.file.data or None
    return verbs.accept(implementation_id, form.version.data, verbs.Acceptance(*said), me())


def _done(implementation_id: int, said: str):
    flash(said, "success")
    return go(f"/implementations/{implementation_id}")


def _refused(implementation_id: int, form, **forms):
    shown_now = page(implementation_id, problems=form.problems, **forms)
    return refused("implementations/_work.html", "implementations/show.html", **shown_now)
