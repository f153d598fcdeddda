"""An order: written from a contract, shown with its whole state at a glance, changed."""

from collections import defaultdict
from decimal import Decimal

from flask import abort, flash, render_template
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

import clock
from access import executes_order, requires, visible_or_404, works_on_order
from blueprints import arguments
from blueprints.doors import attempt, go, me, refused
from blueprints.orders import blueprint
from blueprints.orders.forms import EditOrderForm, ExecutionForm, NewOrderForm, ShipmentForm
from blueprints.orders.typing import BLANK_ROWS, typed_quantities, typed_rows
from models import Contract, SalesOrder, Shipment
from operations import orders
from policy.approvals import ApprovalKind
from policy.orders import MOVES, OrderStatus
from policy.permissions import Permission
from queries.approval_files import history
from queries.implementations import progress_of
from queries.ledgers import receivable_of
from queries.order_lists import shipped_so_far
from queries.order_people import implementing_units
from queries.orders import agreed, orderable, products, quote_lines, still_to_ship

WHOLE = (
    joinedload(SalesOrder.contract).selectinload(Contract.milestones),
    joinedload(SalesOrder.customer),
    joinedload(SalesOrder.owner),
    selectinload(SalesOrder.lines),
    selectinload(SalesOrder.shipments).selectinload(Shipment.lines),
    selectinload(SalesOrder.shipments).joinedload(Shipment.by),
    joinedload(SalesOrder.implementation),
)


def order_or_404(order_id: int) -> SalesOrder:
    """The order with all that its page shows."""
    return visible_or_404(SalesOrder, order_id, *WHOLE)


@blueprint.get("/new")
@requires(Permission.DRAFT_ORDERS)
def new():
    """Choose the contract, then the quantities: what is left of its quote stands there already."""
    contract_id = arguments.number("contract_id")
    if contract_id is None:
        return render_template("orders/choose.html", contracts=[row for row in orderable(me()) if works_on_order(row)])
    contract = _contract_or_404(contract_id)
    form = NewOrderForm(formdata=None, contract_id=contract.id, ship_to=contract.customer.address or "")
    return render_template("orders/new.html", **writing(form, contract))


def _contract_or_404(contract_id: int) -> Contract:
    contract = visible_or_404(Contract, contract_id, joinedload(Contract.customer))
    if not works_on_order(contract):
        abort(403)
    return contract


@blueprint.post("")
@requires(Permission.DRAFT_ORDERS)
def create():
    """Write it."""
    form = NewOrderForm()
    contract = _contract_or_404(form.contract_id.data or 0)
    wanted, typed = read(form, contract)
    if form.validate() and wanted and (made := attempt(form, lambda: _create(form, contract.id, wanted))):
        flash(_("The order is written. Submit it to the business manager."), "success")
        return go(f"/orders/{made.id}")
    form.problems = form.problems or typed.problems
    return refused("orders/_form.html", "orders/new.html", **writing(form, contract, typed))


def _create(form: NewOrderForm, contract_id: int, wanted: orders.Wanted) -> SalesOrder:
    return orders.create(contract_id, wanted, me(), form_key=form.form_key.data)


@blueprint.get("/<int:order_id>")
@requires(Permission.VIEW_ORDERS)
def show(order_id):
    """Approved, shipped, collected, implemented: where it stands, and what the reader does next."""
    return render_template("orders/show.html", **page(order_or_404(order_id)))


@blueprint.get("/<int:order_id>/edit")
@requires(Permission.DRAFT_ORDERS)
def edit(order_id):
    """Change what is not yet carried out."""
    order = workable_or_404(order_id)
    form = EditOrderForm(formdata=None, obj=order)
    return render_template("orders/edit.html", **writing(form, order.contract, order=order))


@blueprint.post("/<int:order_id>/edit")
@requires(Permission.DRAFT_ORDERS)
def save(order_id):
    """Save it; an approved one is reviewed again."""
    order, form = workable_or_404(order_id), EditOrderForm()
    contract = order.contract
    wanted, typed = read(form, contract)
    if form.validate() and wanted and attempt(form, lambda: orders.change(order_id, form.version.data, wanted, me())):
        flash(_("Saved."), "success")
        return go(f"/orders/{order_id}")
    form.problems = form.problems or typed.problems
    order = order_or_404(order_id)
    return refused("orders/_form.html", "orders/edit.html", **writing(form, order.contract, typed, order))


def workable_or_404(order_id: int) -> SalesOrder:
    """The order, for who asks for it; 403 for everybody else who may see it."""
    order = order_or_404(order_id)
    if not works_on_order(order):
        abort(403)
    return order


def read(form, contract: Contract):
    """What the form asks for, and how it was typed; None where a line could not be read."""
    if contract.quote_id is not None:
        typed = typed_quantities([line.id for line in quote_lines(contract)])
        lines = {"quantities": typed.values}
    else:
        typed = typed_rows(row.id for row in products(me()))
        lines = {"rows": tuple(typed.values)}
    if typed.problems:
        return None, typed
    said = {"ship_to": form.ship_to.data or "", "wanted_on": form.wanted_on.data, "note": form.note.data or ""}
    return orders.Wanted(**said, **lines), typed


def writing(form, contract: Contract, typed=None, order: SalesOrder | None = None) -> dict:
    """Everything that the form of an order shows: what the contract leaves, and what was typed or stands there."""
    lines, shown = quote_lines(contract), {"form": form, "contract": contract, "order": order}
    if contract.quote_id is None:
        kept = [_row(line) for line in order.lines] if order else []
        texts = typed.texts if typed else kept
        blank = {"product_id": "", "quantity": "", "net_price": ""}
        return shown | {"products": products(me()), "texts": [*texts, *[blank] * BLANK_ROWS], "lines": None}
    left = agreed(contract, lines, order.id if order else 0) or {}
    texts = typed.texts if typed else _spread(lines, _amounts(order) if order else left)
    nothing_left = bool(left) and all(amount is not None and amount <= 0 for amount in left.values())
    return shown | {"lines": lines, "left": left, "texts": texts, "nothing_left": nothing_left}


def _amounts(order: SalesOrder) -> dict:
    found = defaultdict(Decimal)
    for line in order.lines:
        found[line.product_id, line.net_price] += line.quantity
    return found


def _spread(lines, amounts) -> dict[int, str]:
    """What stands in the fields of the quote's lines: amounts by product and price, the last line takes what is over."""
    rest, texts = {key: amount or Decimal(0) for key, amount in amounts.items()}, {}
    last = {(line.product_id, line.net_price): line.id for line in lines}
    for line in lines:
        key = (line.product_id, line.net_price)
        here = rest.get(key, Decimal(0))
        here = here if last[key] == line.id else min(here, line.quantity)
        rest[key] = rest.get(key, Decimal(0)) - here
        texts[line.id] = f"{here.normalize():f}" if here > 0 else ""
    return texts


def _row(line) -> dict[str, str]:
    return {
        "product_id": str(line.product_id),
        "quantity": f"{line.quantity.normalize():f}",
        "net_price": f"{line.net_price:.2f}",
    }


def page(order: SalesOrder, **forms) -> dict:
    """Everything that the page of an order shows."""
    works, executes = works_on_order(order), executes_order(order)
    work = order.implementation
    ledger = receivable_of(order.contract_id)
    going = order.status is OrderStatus.EXECUTING and bool(still_to_ship(order))
    stopped = ledger.stopped_on if ledger and going else None
    return {
        "order": order,
        "approvals": history(ApprovalKind.ORDER, order.id),
        "shipped": shipped_so_far(order.lines),
        "collected": ledger.collected if ledger else Decimal(0),
        "progress": progress_of([work.id])[work.id] if work else None,
        "may": {verb for verb in ("edit", "submit", "withdraw", "cancel") if works and (verb, order.status) in MOVES},
        "executes": executes and order.status is OrderStatus.APPROVED,
        "ships": executes,
        "execution_form": _execution_form(order) if executes and order.status is OrderStatus.APPROVED else None,
        "shipment_form": ShipmentForm(formdata=None) if executes and going and not stopped else None,
        "quantities": None,
        "stopped": stopped,
        "problems": [],
        **forms,
    }


def _execution_form(order: SalesOrder) -> ExecutionForm:
    wanted = order.wanted_on if order.wanted_on and order.wanted_on >= clock.today() else None
    return offered(ExecutionForm(formdata=None, version=order.version, due_on=wanted, content=order.note), order)


def offered(form: ExecutionForm, order: SalesOrder) -> ExecutionForm:
    """The form with the units that implement; the first one is chosen where the order has services."""
    units = implementing_units(me())
    services = any(line.service for line in order.lines)
    form.unit_id.choices = [("", _("Nothing to implement")), *units]
    if services and not form.unit_id.data and not form.is_submitted():
        form.unit_id.data = units[0][0] if units else None
    return form
