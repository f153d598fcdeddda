"""What sales does with an order: submit it, take it back, give it up."""

from flask import flash
from flask_babel import gettext as _

from access import requires
from blueprints.doors import answer, attempt, by_htmx, me, refused
from blueprints.orders import blueprint
from blueprints.orders.forms import DeedForm
from blueprints.orders.orders import order_or_404, page, workable_or_404
from operations import orders
from policy.permissions import Permission


@blueprint.post("/<int:order_id>/submission")
@requires(Permission.DRAFT_ORDERS)
def submit(order_id):
    """To the business manager."""
    form = _form(order_id)
    return _do(order_id, form, lambda: orders.submit(order_id, form.version.data, me()), _("Submitted for review."))


@blueprint.post("/<int:order_id>/withdrawal")
@requires(Permission.DRAFT_ORDERS)
def withdraw(order_id):
    """Take it back before it is decided."""
    form = _form(order_id)
    return _do(order_id, form, lambda: orders.withdraw(order_id, me()), _("Taken back."))


@blueprint.post("/<int:order_id>/cancellation")
@requires(Permission.DRAFT_ORDERS)
def cancel(order_id):
    """Give it up, with the reason."""
    form = _form(order_id)

    def deed():
        return orders.cancel(order_id, form.version.data, form.reason.data or "", me())

    return _do(order_id, form, deed, _("Cancelled."))


def _form(order_id: int) -> DeedForm:
    workable_or_404(order_id)
    return DeedForm()


def _do(order_id: int, form: DeedForm, deed, said: str):
    if form.validate() and attempt(form, deed):
        return changed(order_id, said)
    return refusal(order_id, form)


def changed(order_id: int, said: str):
    """The order as it stands now."""
    if not by_htmx():
        flash(said, "success")
    return answer("orders/_order.html", f"/orders/{order_id}", **page(order_or_404(order_id)))


def refusal(order_id: int, form, **forms):
    """The order as it stands, with why it was refused."""
    shown = page(order_or_404(order_id), problems=form.problems, **forms)
    return refused("orders/_order.html", "orders/show.html", **shown)
