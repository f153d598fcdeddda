"""Recording an activity from anywhere, and the parts of its form that change while one fills it in."""

from flask import flash, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

import clock
from access import requires, visible
from blueprints.activities import blueprint
from blueprints.activities.forms import NewActivityForm
from blueprints.doors import attempt, go, refused
from blueprints.navigation import way_back
from extensions import db
from models import Customer, Lead
from operations import activities
from policy.following import ActivityStatus
from policy.permissions import Permission
from policy.roles import Role
from queries.activities import colleagues, contacts_of
from queries.opportunities import choices
from scopes import scope_of


@blueprint.get("/new")
@requires(Permission.RECORD_ACTIVITIES)
def new():
    """The short form; `customer_id`, `opportunity_id`, `lead_id`, `status`, `subject` and `next` may be preset by the link."""
    form = NewActivityForm(formdata=None, starts_at=clock.now())
    for field in (form.customer_id, form.opportunity_id, form.lead_id, form.subject):
        field.process_formdata([request.args.get(field.name, "")[:200]])
    if request.args.get("status") == ActivityStatus.PLANNED:
        form.status.data = ActivityStatus.PLANNED
    form.on_behalf.data = Role.SALES_ASSISTANT in current_user.roles
    form.next.data = request.args.get("next") or _came_from()
    return render_template("activities/new.html", **_shown(form))


@blueprint.post("/new")
@requires(Permission.RECORD_ACTIVITIES)
def create():
    """Record it, then go back to where one came from."""
    form, by = NewActivityForm(), current_user._get_current_object()
    if form.validate_on_submit():
        made = attempt(form, lambda: activities.create(by, form.activity(), **_how(form)))
        if made is not None:
            planned = made.status is ActivityStatus.PLANNED
            flash(_("Planned.") if planned else _("Recorded."), "success")
            return go(way_back(form.next.data or f"/activities/{made.id}"))
    return refused("activities/_new_form.html", "activities/new.html", **_shown(form))


@blueprint.get("/new/customer")
@requires(Permission.RECORD_ACTIVITIES)
def customer_part():
    """The customer's contacts and opportunities to choose from, once the customer is chosen."""
    form = NewActivityForm(formdata=None)
    form.customer_id.process_formdata([request.args.get("customer_id", "")])
    return render_template("activities/_customer_part.html", **choosable(form))


@blueprint.get("/people")
@requires(Permission.RECORD_ACTIVITIES)
def people():
    """Colleagues to choose from: those chosen, and those whose name holds `q`."""
    form = NewActivityForm(formdata=None)
    form.participants.process_formdata(request.args.getlist("participants"))
    found = colleagues(current_user, form.participants.data, request.args.get("q", "")[:40])
    return render_template("activities/_people.html", form=form, people=found)


def choosable(form, already=None) -> dict:
    """What the form offers: the customer, and that customer's contacts and opportunities; or the lead."""
    customer_id = form.customer_id.data
    lead = already.lead if already is not None else known_lead(form.lead_id.data)
    seen = visible(Customer).where(Customer.id == customer_id)
    customer = db.session.scalar(seen) if customer_id else None
    if customer is None and already is not None and already.customer_id == customer_id:
        customer = already.customer
    return {
        "form": form,
        "lead": lead,
        "customer": customer,
        "contacts": contacts_of(customer.id, form.contacts.data or ()) if customer else [],
        "opportunities": choices(current_user, customer_id, form.opportunity_id.data) if customer else [],
        "people": colleagues(current_user, form.participants.data or ()),
    }


def known_lead(lead_id: int | None) -> Lead | None:
    """The lead, if the reader may know of it."""
    return db.session.scalar(visible(Lead).where(Lead.id == lead_id)) if lead_id else None


def _shown(form: NewActivityForm) -> dict:
    return choosable(form) | {"manages": bool(scope_of(current_user).managed)}


def _how(form: NewActivityForm) -> dict:
    return {"form_key": form.form_key.data, "on_behalf": form.on_behalf.data}


def _came_from() -> str:
    """The page of ours that led here."""
    origin, found, path = (request.referrer or "").partition(request.host_url)
    return f"/{path}" if found and not origin and not path.startswith(("activities/new", "login")) else ""
