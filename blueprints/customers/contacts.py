"""The people at a customer: recorded and changed on the customer's page; the list of all that one may see."""

from flask import render_template, request
from flask_login import current_user
from sqlalchemy.orm import joinedload

from access import can, must_work_on, requires, visible_or_404, works_on
from blueprints.customers import blueprint
from blueprints.customers.contact_forms import EditContactForm, NewContactForm
from blueprints.doors import answer, attempt, by_htmx, go, refused, shown
from models import Contact, Customer
from operations.contacts import add_contact, edit_contact
from policy.permissions import Permission
from queries.customer_page import contacts_of
from queries.lists import contact_page


@blueprint.get("/contacts")
@requires(Permission.VIEW_CUSTOMERS)
def contact_list():
    """The contacts of the customers that the reader owns or leads; by name or phone among all that are theirs to see."""
    page = contact_page(current_user, request.args)
    return shown("contacts/_list.html", "contacts/index.html", page=page, term=request.args.get("q", "")[:80])


@blueprint.get("/contacts/<int:contact_id>")
@requires(Permission.VIEW_CUSTOMERS)
def contact(contact_id):
    """A contact stands on its customer's page."""
    found = visible_or_404(Contact, contact_id)
    return go(f"/customers/{found.customer_id}#contact-{contact_id}")


@blueprint.get("/customers/<int:customer_id>/contacts")
@requires(Permission.VIEW_CUSTOMERS)
def contacts(customer_id):
    """The panel of contacts by itself."""
    customer = visible_or_404(Customer, customer_id)
    if not by_htmx():
        return go(f"/customers/{customer_id}#contacts")
    return render_template("contacts/_panel.html", **_panel(customer))


def _panel(customer: Customer) -> dict:
    may_edit = can(Permission.RECORD_ACTIVITIES) and works_on(customer)
    return {"customer": customer, "contacts": contacts_of(customer, current_user), "may_edit": may_edit}


@blueprint.get("/customers/<int:customer_id>/contacts/new")
@requires(Permission.RECORD_ACTIVITIES)
def new_contact(customer_id):
    """The form for a new contact, in the panel or as a page."""
    customer = visible_or_404(Customer, customer_id)
    must_work_on(customer)
    return shown("contacts/_form.html", "contacts/form.html", customer=customer, form=NewContactForm(), contact=None)


@blueprint.post("/customers/<int:customer_id>/contacts")
@requires(Permission.RECORD_ACTIVITIES)
def create_contact(customer_id):
    """Record a contact."""
    customer, form = visible_or_404(Customer, customer_id), NewContactForm()
    must_work_on(customer)
    done = form.validate() and attempt(
        form, lambda: add_contact(customer_id, form.values(), current_user, form.form_key.data)
    )
    if not done:
        customer = visible_or_404(Customer, customer_id)
        return refused("contacts/_form.html", "contacts/form.html", customer=customer, form=form, contact=None)
    return _changed(customer_id)


@blueprint.get("/contacts/<int:contact_id>/edit")
@requires(Permission.RECORD_ACTIVITIES)
def edit_contact_form(contact_id):
    """The form of a contact, in the panel or as a page."""
    found = _worked(contact_id)
    form = EditContactForm(obj=found)
    return shown("contacts/_form.html", "contacts/form.html", customer=found.customer, form=form, contact=found)


@blueprint.post("/contacts/<int:contact_id>/edit")
@requires(Permission.RECORD_ACTIVITIES)
def update_contact(contact_id):
    """Change a contact."""
    customer_id, form = _worked(contact_id).customer_id, EditContactForm()
    done = form.validate() and attempt(
        form, lambda: edit_contact(contact_id, form.version.data, form.values(), current_user)
    )
    if not done:
        found = _worked(contact_id)
        return refused("contacts/_form.html", "contacts/form.html", customer=found.customer, form=form, contact=found)
    return _changed(customer_id)


def _worked(contact_id: int) -> Contact:
    found = visible_or_404(Contact, contact_id, joinedload(Contact.customer))
    must_work_on(found.customer)
    return found


def _changed(customer_id: int):
    customer = visible_or_404(Customer, customer_id)
    return answer("contacts/_panel.html", f"/customers/{customer_id}#contacts", **_panel(customer))
