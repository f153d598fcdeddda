"""The start of the execution by business staff (A9.3)."""

from flask import abort
from flask_babel import gettext as _

from access import executes_order, requires
from blueprints.doors import attempt, me
from blueprints.orders import blueprint
from blueprints.orders.deeds import changed, refusal
from blueprints.orders.forms import ExecutionForm
from blueprints.orders.orders import offered, order_or_404
from models import SalesOrder
from operations.executions import Plan, execute
from policy.permissions import Permission


def executable_or_404(order_id: int) -> SalesOrder:
    """The order, for who carries it out; 403 for everybody else who may see it."""
    order = order_or_404(order_id)
    if not executes_order(order):
        abort(403)
    return order


@blueprint.post("/<int:order_id>/execution")
@requires(Permission.EXECUTE_ORDERS)
def start(order_id):
    """Open what each department has to do; those people are told."""
    form = offered(ExecutionForm(), executable_or_404(order_id))
    if form.validate() and attempt(form, lambda: _execute(order_id, form)):
        return changed(order_id, _("Started. Everybody who has to do something has been told."))
    return refusal(order_id, form, execution_form=form)


def _execute(order_id: int, form: ExecutionForm):
    plan = Plan(form.unit_id.data, form.content.data or "", form.due_on.data, form.collect_on.data)
    return execute(order_id, form.version.data, plan, me())
