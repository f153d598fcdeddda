"""The list of urgent events, one of them, raising one, answering one."""

from flask import abort, flash, render_template
from flask_babel import gettext as _

from access import can, requires, visible_or_404
from blueprints import arguments
from blueprints.doors import attempt, go, me, refused, shown
from blueprints.urgent_events import blueprint
from blueprints.urgent_events.forms import AnswerForm, UrgentForm
from models import Customer, UrgentEvent
from operations import urgent_events as verbs
from policy.permissions import Permission
from queries import urgent_events as known
from queries.pages import capped_count, keyset

STATES = ("open", "answered")


@blueprint.get("")
@requires(Permission.USE)
def index():
    """What one raised, and what the people raised whom one leads; the latest first."""
    state = arguments.choice("state", STATES)
    rows = known.events(me(), state)
    cursors = {"after": arguments.text("after", 600), "before": arguments.text("before", 600)}
    page = keyset(rows, UrgentEvent.id, UrgentEvent.id, **cursors)
    given = {
        "page": page,
        "state": state,
        "total": capped_count(rows),
        "newer": page.newer and arguments.here_with(before=page.newer),
        "older": page.older and arguments.here_with(after=page.older),
    }
    return shown("urgent_events/_list.html", "urgent_events/index.html", **given)


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.USE)
def new():
    """Raise one; from a customer's page with that customer."""
    form = UrgentForm()
    chosen = form.customer_id.data if form.is_submitted() else arguments.number("customer_id")
    customer = visible_or_404(Customer, chosen) if chosen and can(Permission.VIEW_CUSTOMERS) else None
    form.customer_id.data = customer and customer.id
    if form.is_submitted():
        if form.validate() and (raised := attempt(form, lambda: _raise(form))) is not None:
            row, told = raised
            names = _(", ").join(told)
            flash(_("Told at once: %(names)s", names=names) if told else _("Nobody leads you: it stands in the list."))
            return go(f"/urgent/{row.id}")
        return refused("urgent_events/_form.html", "urgent_events/form.html", form=form, customer=customer)
    return render_template("urgent_events/form.html", form=form, customer=customer)


def _raise(form: UrgentForm):
    return verbs.raise_event(me(), form.words.data or "", form.customer_id.data, form_key=form.form_key.data)


@blueprint.get("/<int:urgent_id>")
@requires(Permission.USE)
def show(urgent_id):
    """One event, with its answer or a field for it."""
    return render_template("urgent_events/show.html", **_page(urgent_id))


def _page(urgent_id: int, form: AnswerForm | None = None) -> dict:
    row = known.event_of(urgent_id, me()) or abort(404)
    event = row.UrgentEvent
    asked = form is not None or (event.handled_at is None and known.answers(event, me()))
    form = form or (AnswerForm(formdata=None, obj=event) if asked else None)
    return {"row": row, "event": event, "form": form}


@blueprint.post("/<int:urgent_id>")
@requires(Permission.READ_TEAM)
def handle(urgent_id):
    """Answer it."""
    event = visible_or_404(UrgentEvent, urgent_id)
    if not known.answers(event, me()):
        abort(403)
    form = AnswerForm()
    said = lambda: verbs.handle(urgent_id, form.version.data, form.answer.data or "", me())  # noqa: E731
    if form.validate() and attempt(form, said) is not None:
        flash(_("Answered: who raised it is told."), "success")
        return go(f"/urgent/{urgent_id}")
    return refused("urgent_events/_event.html", "urgent_events/show.html", **_page(urgent_id, form))
