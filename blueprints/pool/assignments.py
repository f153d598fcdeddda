"""A manager gives a customer from the pool to one of the own salespeople."""

from flask import flash, render_template
from flask_babel import gettext as _
from flask_login import current_user

from access import requires, visible_or_404
from blueprints.doors import attempt, go, refused
from blueprints.pool import blueprint
from blueprints.pool.forms import AssignForm
from models import Customer, User
from operations.pool import assign
from policy.permissions import Permission
from queries.pool import assignable


@blueprint.get("/<int:customer_id>/assignment")
@requires(Permission.TRANSFER_CUSTOMERS)
def assignment(customer_id):
    """The form."""
    customer = visible_or_404(Customer, customer_id)
    return render_template("pool/assignment.html", customer=customer, form=AssignForm(assignable(current_user)))


@blueprint.post("/<int:customer_id>/assignment")
@requires(Permission.TRANSFER_CUSTOMERS)
def assign_it(customer_id):
    """The chosen person owns the customer from now on and is told."""
    customer, form = visible_or_404(Customer, customer_id), AssignForm(assignable(current_user))
    if form.validate() and attempt(form, lambda: _assign(customer_id, form)) is not None:
        flash(_("Assigned; the new owner has been told."), "success")
        return go(f"/customers/{customer_id}")
    return refused("pool/_assignment.html", "pool/assignment.html", customer=customer, form=form)


def _assign(customer_id: int, form: AssignForm) -> Customer:
    to = visible_or_404(User, form.user_id.data)
    return assign(customer_id, to, current_user, form.note.data)
