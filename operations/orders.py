"""Sales orders (A9.3): written from a contract, submitted to the business manager, changed, cancelled."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

import clock
from extensions import db
from models import Contract, OrderLine, Product, SalesOrder, User
from operations import Refused, approvals, locked, once, record, refuse_if, transaction
from operations.approval_kinds import register
from operations.order_approvals import OrderReview
from policy.approvals import ApprovalKind
from policy.orders import MOVES, OrderStatus, is_done, move_problems, order_problems
from policy.problems import Kind, Problem
from policy.words import N_
from queries.orders import latest_number, lines_of, number_prefix, order_facts, quote_lines

TRIES = 25
register(ApprovalKind.ORDER, OrderReview())


@dataclass(frozen=True)
class Row:
    """One line that names its product, for a contract without a quote; the price of one unit is without tax."""

    product_id: int
    quantity: Decimal
    net_price: Decimal


@dataclass(frozen=True)
class Wanted:
    """What an order asks for: quantities by id of the line of the contract's quote, or rows where there is no quote."""

    ship_to: str = ""
    wanted_on: dt.date | None = None
    note: str = ""
    quantities: Mapping[int, Decimal] = field(default_factory=dict)
    rows: Sequence[Row] = ()


def create(contract_id: int, wanted: Wanted, by: User, *, form_key: str = "") -> SalesOrder:
    """Write an order from a contract, in the name of whose contract it is. Raises ``Refused``."""
    with transaction():
        sent = once(form_key, by.id)
        contract = locked(Contract, contract_id)
        order = SalesOrder(
            contract_id=contract.id,
            customer_id=contract.customer_id,
            owner_id=contract.owner_id,
            unit_id=contract.unit_id,
            status=OrderStatus.DRAFT,
            created_at=clock.now(),
            created_by_id=by.id,
        )
        lines = _lines(contract, wanted)
        refuse_if(order_problems(order_facts(contract, lines_of(lines), wanted.wanted_on)))
        _numbered(order)
        after = _fill(order, lines, wanted)
        record("order_created", order, by, after={"contract": contract.number, **after})
        if sent:
            sent.location = f"/orders/{order.id}"
    return order


def change(order_id: int, version: int | None, wanted: Wanted, by: User) -> SalesOrder:
    """Write it anew; what was approved before is reviewed again. Raises ``Refused``, ``Stale``."""
    with transaction():
        contract, order = with_contract(order_id, version)
        refuse_if(approvals.frozen(ApprovalKind.ORDER, order.id))
        refuse_if(move_problems("edit", order.status))
        lines = _lines(contract, wanted)
        refuse_if(order_problems(order_facts(contract, lines_of(lines), wanted.wanted_on, order.id)))
        before = _said(order)
        if order.status is OrderStatus.APPROVED:
            approvals.void(ApprovalKind.ORDER, order.id, by)
        order.status = MOVES.get(("edit", order.status), order.status)
        record("order_edited", order, by, before=before, after=_fill(order, lines, wanted))
    return order


def submit(order_id: int, version: int | None, by: User) -> SalesOrder:
    """Give it to the business manager (A9.3). Raises ``Refused``, ``Stale``."""
    with transaction():
        contract, order = with_contract(order_id, version)
        refuse_if(move_problems("submit", order.status))
        refuse_if(order_problems(order_facts(contract, lines_of(order.lines), order.wanted_on, order.id)))
        before, order.status = order.status, MOVES["submit", order.status]
        record("order_submitted", order, by, before={"status": before}, after={"status": order.status})
        approvals.submit(ApprovalKind.ORDER, order, by)
    return order


def withdraw(order_id: int, by: User) -> SalesOrder:
    """Take it back before it is decided. Raises ``Refused``."""
    with transaction():
        order = locked(SalesOrder, order_id)
        refuse_if(move_problems("withdraw", order.status))
        approvals.recall(ApprovalKind.ORDER, order, by)
    return order


def cancel(order_id: int, version: int | None, reason: str, by: User) -> SalesOrder:
    """Give it up before it is carried out, with the reason. Raises ``Refused``, ``Stale``."""
    with transaction():
        order = locked(SalesOrder, order_id, version)
        refuse_if(approvals.frozen(ApprovalKind.ORDER, order.id))
        refuse_if(move_problems("cancel", order.status))
        if not reason.strip():
            message = N_("Who cancels an order says why.")
            raise Refused([Problem("A9.3", Kind.BLOCKS, message, N_("Write the reason."), "reason", "no_reason")])
        before = order.status
        if before is OrderStatus.APPROVED:
            approvals.void(ApprovalKind.ORDER, order.id, by)
        order.status = OrderStatus.CANCELLED
        record("order_cancelled", order, by, before={"status": before}, after={"status": order.status}, note=reason)
    return order


def with_contract(order_id: int, version: int | None = None) -> tuple[Contract, SalesOrder]:
    """Both under lock, the contract first: of all orders together the contract knows the limits. Raises as ``locked``."""
    contract = locked(Contract, db.session.scalar(select(SalesOrder.contract_id).where(SalesOrder.id == order_id)) or 0)
    return contract, locked(SalesOrder, order_id, version)


def settle(order: SalesOrder, by: User | None) -> None:
    """Write down that a locked order is carried out, or that it is not any more. Joins the running transaction."""
    db.session.flush()
    goods = [(line.quantity, line.shipped) for line in order.lines if not line.service]
    done = is_done(goods, order.implementation.status if order.implementation else None)
    verb = "finish" if done else "reopen"
    if (verb, order.status) in MOVES:
        before, order.status = order.status, MOVES[verb, order.status]
        order.done_at = clock.now() if done else None
        record("order_done" if done else "order_reopened", order, by, before={"status": before})


def _lines(contract: Contract, wanted: Wanted) -> list[OrderLine]:
    if contract.quote_id is not None:
        quoted = [line for line in quote_lines(contract) if wanted.quantities.get(line.id)]
        rows = [(wanted.quantities[line.id], line.net_price, line.tax_rate, line, line.product) for line in quoted]
    else:
        known = {row.id: row for row in db.session.scalars(select(Product).where(Product.id.in_(_ids(wanted))))}
        named = [(row, known[row.product_id]) for row in wanted.rows if row.product_id in known]
        rows = [(row.quantity, row.net_price, product.tax_rate, None, product) for row, product in named]
    return [
        OrderLine(
            position=place,
            product_id=product.id,
            label=line.label if line else product.name,
            measure=line.measure if line else product.measure,
            service=product.service,
            quantity=quantity,
            net_price=price,
            tax_rate=tax_rate,
            shipped=Decimal(0),
        )
        for place, (quantity, price, tax_rate, line, product) in enumerate(rows, 1)
    ]


def _ids(wanted: Wanted) -> list[int]:
    return sorted({row.product_id for row in wanted.rows})


def _fill(order: SalesOrder, lines: list[OrderLine], wanted: Wanted) -> dict[str, Any]:
    order.lines = lines
    order.amount = sum((line.gross for line in lines_of(lines)), Decimal(0))
    order.ship_to, order.wanted_on, order.note = wanted.ship_to, wanted.wanted_on, wanted.note
    db.session.flush()
    return _said(order)


def _said(order: SalesOrder) -> dict[str, Any]:
    lines = [f"{line.label} × {line.quantity:f}" for line in order.lines]
    return {"amount": order.amount, "ship_to": order.ship_to, "wanted_on": order.wanted_on, "lines": lines}


def _numbered(order: SalesOrder) -> None:
    """Give the order the month's next number; whoever was faster took theirs, so try the one after."""
    prefix = number_prefix(clock.today())
    for _ in range(TRIES):
        last = latest_number(prefix)
        order.number = f"{prefix}{int(last[len(prefix) :]) + 1 if last else 1:04}"
        try:
            with db.session.begin_nested():
                db.session.add(order)
                db.session.flush()
        except IntegrityError:
            continue
        return
    raise Refused(
        [Problem("", Kind.BLOCKS, N_("Many people write orders just now."), N_("Send it again."), code="busy")]
    )
