"""Giving a customer to the public pool by hand: its owner, or a manager, with the reason."""

from flask import abort, flash, render_template
from flask_babel import gettext as _
from flask_login import current_user

from access import can, requires, visible_or_404
from blueprints.doors import attempt, go, refused
from blueprints.pool import blueprint
from blueprints.pool.forms import GiveUpForm
from models import Customer
from operations.pool import give_up
from policy.permissions import Permission
from scopes import scope_of


@blueprint.get("/<int:customer_id>/release")
@requires(Permission.VIEW_POOL)
def release_form(customer_id):
    """The form."""
    customer = _mine_to_release(customer_id)
    return render_template("pool/release.html", customer=customer, form=GiveUpForm(obj=customer))


@blueprint.post("/<int:customer_id>/release")
@requires(Permission.VIEW_POOL)
def release_it(customer_id):
    """It is in the pool from now on; plans are cancelled, and the former owner is told."""
    customer, form = _mine_to_release(customer_id), GiveUpForm()
    if form.validate() and attempt(form, lambda: _give_up(customer_id, form)) is not None:
        flash(_("The customer is in the public pool now."), "success")
        return go("/pool")
    return refused("pool/_release.html", "pool/release.html", customer=customer, form=form)


def _give_up(customer_id: int, form: GiveUpForm):
    return give_up(customer_id, current_user, form.note.data, form.version.data)


def _mine_to_release(customer_id: int) -> Customer:
    customer = visible_or_404(Customer, customer_id)
    manages = can(Permission.RELEASE_TO_POOL) and customer.unit_id in scope_of(current_user).managed
    if customer.owner_id != current_user.id and not manages:
        abort(403)
    return customer
