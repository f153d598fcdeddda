"""Deliveries (A9.3): in parts, with their waybill, never above what was ordered; cancelled ones stay on record."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import clock
from extensions import db
from models import SalesOrder, Shipment, ShipmentLine, User
from operations import Refused, changes, locked, notify, once, record, refuse_if, transaction
from operations.orders import settle
from policy.orders import CARRIED_OUT, move_problems
from policy.problems import Kind, Problem
from policy.shipping import shipment_problems
from policy.words import N_
from queries.orders import shipment_facts

GONE = Problem("A9.3", Kind.BLOCKS, N_("This delivery was cancelled already."), "", "", "gone")


@dataclass(frozen=True)
class Leaves:
    """What leaves: quantities by id of the order line, on which day, with whom."""

    shipped_on: dt.date
    carrier: str = ""
    waybill: str = ""
    quantities: Mapping[int, Decimal] = field(default_factory=dict)


def ship(order_id: int, leaves: Leaves, by: User, *, form_key: str = "") -> Shipment:
    """Record a delivery of an order. Of two at once the second is judged by what the first has left. Raises ``Refused``."""
    with transaction():
        once(form_key, by.id, f"/orders/{order_id}")
        order = locked(SalesOrder, order_id)
        db.session.expire(order, ["lines"])
        wanted = {line_id: quantity for line_id, quantity in leaves.quantities.items() if quantity}
        refuse_if(shipment_problems(shipment_facts(order, leaves.shipped_on, wanted)))
        shipment = Shipment(order=order, shipped_on=leaves.shipped_on, by_id=by.id, at=clock.now())
        shipment.carrier, shipment.waybill = leaves.carrier, leaves.waybill
        for line in order.lines:
            if quantity := wanted.get(line.id):
                line.shipped += quantity
                shipment.lines.append(ShipmentLine(line_id=line.id, quantity=quantity))
        db.session.add(shipment)
        record("shipped", order, by, after=_said(order, shipment, wanted))
        _tell(order, "order_shipped", f"shipment:{shipment.id}", by, waybill=leaves.waybill or "–")
        settle(order, by)
    return shipment


def cancel(order_id: int, shipment_id: int, reason: str, by: User) -> Shipment:
    """Take a delivery back: what left with it is still to be shipped. The row stays. Raises ``Refused``."""
    with transaction():
        order = locked(SalesOrder, order_id)
        db.session.expire(order, ["lines", "shipments"])
        shipment = next((one for one in order.shipments if one.id == shipment_id), None)
        if shipment is None or shipment.cancelled_at is not None:
            raise Refused([GONE])
        if order.status not in CARRIED_OUT:
            refuse_if(move_problems("ship", order.status))
        if not reason.strip():
            message = N_("Who cancels a delivery says why.")
            raise Refused([Problem("A9.3", Kind.BLOCKS, message, N_("Write the reason."), "reason", "no_reason")])
        back = {row.line_id: row.quantity for row in shipment.lines}
        for line in order.lines:
            line.shipped -= back.get(line.id, Decimal(0))
        shipment.cancelled_at = clock.now()
        record("shipment_cancelled", order, by, before=_said(order, shipment, back), note=reason)
        _tell(order, "order_shipment_cancelled", f"shipment_cancelled:{shipment.id}", by, reason=reason)
        settle(order, by)
    return shipment


def correct(order_id: int, shipment_id: int, carrier: str, waybill: str, by: User) -> Shipment:
    """Correct with whom a delivery travels; what left with it is corrected by cancelling it. Raises ``Refused``."""
    with transaction():
        order = locked(SalesOrder, order_id)
        db.session.expire(order, ["shipments"])
        shipment = next((one for one in order.shipments if one.id == shipment_id), None)
        if shipment is None or shipment.cancelled_at is not None:
            raise Refused([GONE])
        before, after = changes(shipment, {"carrier": carrier, "waybill": waybill})
        if after:
            record("shipment_corrected", order, by, before=before, after=after)
    return shipment


def _said(order: SalesOrder, shipment: Shipment, quantities: Mapping[int, Decimal]) -> dict:
    lines = [f"{line.label} × {quantities[line.id]:f}" for line in order.lines if line.id in quantities]
    return {"shipped_on": shipment.shipped_on, "waybill": shipment.waybill, "lines": lines}


def _tell(order: SalesOrder, event: str, key: str, by: User, **more: str) -> None:
    if order.owner_id != by.id:
        about = {"number": order.number, "customer": order.customer.name, "by": by.name, **more}
        notify(order.owner_id, event, f"/orders/{order.id}", key=key, **about)
