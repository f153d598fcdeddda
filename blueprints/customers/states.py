"""Submitting, withdrawing, and the longer time of the entry clock (A4.1 to A4.3)."""

from collections.abc import Callable

from flask import abort, flash
from flask_babel import gettext as _
from flask_login import current_user

from access import must_work_on, requires, visible_or_404
from blueprints.customers import blueprint
from blueprints.customers.forms import ExtendForm, StateForm
from blueprints.customers.page import WHOLE, show_page
from blueprints.doors import attempt, go
from blueprints.fields import EditForm
from models import Customer
from operations.customers import extend, submit, withdraw
from operations.lapses import discard
from policy.permissions import Permission


@blueprint.post("/customers/<int:customer_id>/submit")
@requires(Permission.RECORD_ACTIVITIES)
def submit_customer(customer_id):
    """Hand it to the department manager or assistant."""
    form = StateForm()
    return _move(
        customer_id, form, lambda: submit(customer_id, form.version.data, current_user), _("Submitted for review.")
    )


@blueprint.post("/customers/<int:customer_id>/withdraw")
@requires(Permission.RECORD_ACTIVITIES)
def withdraw_customer(customer_id):
    """Take it back before a decision."""
    form = StateForm()
    return _move(customer_id, form, lambda: withdraw(customer_id, form.version.data, current_user), _("Taken back."))


@blueprint.post("/customers/<int:customer_id>/extend")
@requires(Permission.RECORD_ACTIVITIES)
def extend_entry(customer_id):
    """Ask for the longer time, with a reason."""
    form = ExtendForm()

    def deed():
        return extend(customer_id, form.version.data, form.reason.data, current_user)

    return _move(customer_id, form, deed, _("The entry clock has its longer time."))


@blueprint.post("/customers/<int:customer_id>/discard")
@requires(Permission.RECORD_ACTIVITIES)
def discard_record(customer_id):
    """Give up a draft that was a mistake: its name is free at once (A8.1)."""
    if visible_or_404(Customer, customer_id).owner_id != current_user.id:
        abort(403)
    form = StateForm()
    if form.validate() and attempt(form, lambda: discard(customer_id, form.version.data, current_user)) is not None:
        flash(_("Discarded: the name is free again."), "success")
        return go("/customers")
    return show_page(visible_or_404(Customer, customer_id, *WHOLE), 422, form)


def _move(customer_id: int, form: EditForm, deed: Callable[[], Customer], said: str):
    must_work_on(visible_or_404(Customer, customer_id))
    if form.validate() and attempt(form, deed) is not None:
        flash(said, "success")
        return go(f"/customers/{customer_id}")
    return show_page(visible_or_404(Customer, customer_id, *WHOLE), 422, form)
