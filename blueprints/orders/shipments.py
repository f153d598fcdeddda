"""Deliveries of an order: recorded with their waybill, taken back (A9.3)."""

from flask_babel import gettext as _

from access import requires
from blueprints.doors import attempt, me
from blueprints.orders import blueprint
from blueprints.orders.deeds import changed, refusal
from blueprints.orders.execution import executable_or_404
from blueprints.orders.forms import ReasonForm, ShipmentForm, WaybillForm
from blueprints.orders.typing import typed_quantities
from operations import shipments
from policy.permissions import Permission


@blueprint.post("/<int:order_id>/shipments")
@requires(Permission.EXECUTE_ORDERS)
def ship(order_id):
    """Record what leaves."""
    order, form = executable_or_404(order_id), ShipmentForm()
    typed = typed_quantities([line.id for line in order.lines])
    if form.validate() and not typed.problems and attempt(form, lambda: _ship(order_id, form, typed.values)):
        return changed(order_id, _("The delivery is recorded."))
    form.problems = form.problems or typed.problems
    return refusal(order_id, form, shipment_form=form, quantities=typed.texts)


def _ship(order_id: int, form: ShipmentForm, quantities):
    leaves = shipments.Leaves(form.shipped_on.data, form.carrier.data or "", form.waybill.data or "", quantities)
    return shipments.ship(order_id, leaves, me(), form_key=form.form_key.data)


@blueprint.post("/<int:order_id>/shipments/<int:shipment_id>/waybill")
@requires(Permission.EXECUTE_ORDERS)
def correct(order_id, shipment_id):
    """Correct carrier and waybill."""
    executable_or_404(order_id)
    form = WaybillForm()
    said = form.carrier.data or "", form.waybill.data or ""
    if form.validate() and attempt(form, lambda: shipments.correct(order_id, shipment_id, *said, me())):
        return changed(order_id, _("The waybill is corrected."))
    return refusal(order_id, form)


@blueprint.post("/<int:order_id>/shipments/<int:shipment_id>/cancellation")
@requires(Permission.EXECUTE_ORDERS)
def take_back(order_id, shipment_id):
    """Take a delivery back, with the reason."""
    executable_or_404(order_id)
    form = ReasonForm()
    if form.validate() and attempt(form, lambda: shipments.cancel(order_id, shipment_id, form.reason.data or "", me())):
        return changed(order_id, _("The delivery is cancelled: what left with it is to be shipped again."))
    return refusal(order_id, form)
