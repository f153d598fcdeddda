"""A customer: recording, the page, changing it in place."""

from flask import flash, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from access import must_work_on, requires, visible_or_404
from blueprints.arguments import number
from blueprints.customers import blueprint
from blueprints.customers.forms import EditCustomerForm, NewCustomerForm
from blueprints.customers.page import WHOLE, page_context, show_page
from blueprints.doors import answer, attempt, by_htmx, go, refused, shown
from models import Customer
from operations import Refused
from operations.customers import edit, register, submit
from operations.lookups import counted, question
from policy.approvals import ApprovalKind
from policy.entry import CustomerKind, CustomerStatus
from policy.permissions import Permission
from queries.approval_files import last_step
from queries.customers import kinds_of


@blueprint.get("/customers/new")
@requires(Permission.ENTER_CUSTOMERS)
def new():
    """The form for a new customer (A4.0), filled with what a lapsed record said when it is recorded again."""
    wanted = request.args.get("kind", "")
    preset = {"kind": CustomerKind(wanted)} if wanted in set(CustomerKind) else {}
    again = number("again")
    if again:
        preset = {"obj": visible_or_404(Customer, again)}
    else:
        preset["name"] = request.args.get("name", "")[:200]
    form = NewCustomerForm(kinds=kinds_of(current_user), **preset)
    return render_template("customers/new.html", form=form)


@blueprint.post("/customers")
@requires(Permission.ENTER_CUSTOMERS)
def create():
    """Record it: first recorded, first owned (A8.1)."""
    form = NewCustomerForm(kinds=kinds_of(current_user))
    _look_up_agent(form, None)
    customer = attempt(form, lambda: _register(form)) if form.validate() else None
    if customer is None:
        return refused("customers/_new.html", "customers/new.html", form=form)
    if request.form.get("submit_now"):
        _submit(customer)
    return go(f"/customers/{customer.id}")


def _look_up_agent(form, known: int | None) -> None:
    """404 for an agent that the reader may not know about."""
    if form.agent_id.data not in (None, known):
        visible_or_404(Customer, form.agent_id.data)


def _register(form: NewCustomerForm) -> Customer:
    me = current_user._get_current_object()
    return counted(_asked(form), me, lambda: register(me, form.customer(), form.form_key.data, form.contact()))


def _asked(form) -> str:
    return question(form.name.data, form.credit_code.data)


def _submit(customer: Customer) -> None:
    try:
        submit(customer.id, customer.version, current_user)
        flash(_("Recorded and submitted for review."), "success")
    except Refused:
        flash(_("Recorded as a draft. It is not submitted yet: see what is missing."), "warning")


@blueprint.get("/customers/<int:customer_id>")
@requires(Permission.VIEW_CUSTOMERS)
def show(customer_id):
    """Everything about one customer."""
    return show_page(visible_or_404(Customer, customer_id, *WHOLE))


@blueprint.get("/customers/<int:customer_id>/profile")
@requires(Permission.VIEW_CUSTOMERS)
def profile(customer_id):
    """The profile panel by itself, after an edit was given up."""
    customer = visible_or_404(Customer, customer_id, *WHOLE)
    if not by_htmx():
        return go(f"/customers/{customer_id}")
    return render_template("customers/_profile.html", **page_context(customer))


@blueprint.get("/customers/<int:customer_id>/edit")
@requires(Permission.RECORD_ACTIVITIES)
def edit_form(customer_id):
    """The form, in place of the panel or as a page."""
    customer = visible_or_404(Customer, customer_id, *WHOLE)
    must_work_on(customer)
    form = EditCustomerForm(obj=customer, kinds=kinds_of(current_user) | {customer.kind})
    return shown("customers/_edit.html", "customers/edit.html", **_form_context(customer, form))


def _form_context(customer: Customer, form: EditCustomerForm) -> dict:
    open_ = customer.status in (CustomerStatus.DRAFT, CustomerStatus.RETURNED)
    review = last_step(ApprovalKind.CUSTOMER, customer.id) if open_ else None
    return {"customer": customer, "form": form, "reasons": review.details.get("reasons", {}) if review else {}}


@blueprint.post("/customers/<int:customer_id>/edit")
@requires(Permission.RECORD_ACTIVITIES)
def update(customer_id):
    """Change it; what was typed is kept when it is refused or stale."""
    customer = visible_or_404(Customer, customer_id, *WHOLE)
    must_work_on(customer)
    form = EditCustomerForm(kinds=kinds_of(current_user) | {customer.kind})
    _look_up_agent(form, customer.agent_id)
    me = current_user._get_current_object()
    done = form.validate() and attempt(
        form, lambda: counted(_asked(form), me, lambda: edit(customer_id, form.version.data, form.customer(), me))
    )
    customer = visible_or_404(Customer, customer_id, *WHOLE)
    if not done:
        return refused("customers/_edit.html", "customers/edit.html", **_form_context(customer, form))
    return answer("customers/_profile.html", f"/customers/{customer_id}", **page_context(customer))
