"""What is true of sales orders: what their contract still allows, what has left, what was collected (A9.3)."""

from collections.abc import Collection, Iterable
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

import clock
from access import visible
from extensions import db
from models import (
    Contract,
    OrderLine,
    Product,
    QuoteLine,
    SalesOrder,
    User,
)
from policy.contracting import ContractStatus
from policy.orders import HOLDING, Agreed, Line, OrderFacts
from policy.shipping import Leaving, ShipmentFacts
from queries.ledgers import stopped_since

MOST_CONTRACTS = 200
MOST_PRODUCTS = 500


def orderable(user: User) -> list[Contract]:
    """The signed contracts that the person may order from, the latest first."""
    query = visible(Contract, user).where(Contract.status == ContractStatus.SIGNED)
    query = query.options(joinedload(Contract.customer)).order_by(Contract.id.desc())
    return list(db.session.scalars(query.limit(MOST_CONTRACTS)))


def quote_lines(contract: Contract) -> list[QuoteLine]:
    """The lines of the quote that a contract rests on; none where it rests on no quote."""
    if contract.quote_id is None:
        return []
    query = select(QuoteLine).where(QuoteLine.quote_id == contract.quote_id).options(joinedload(QuoteLine.product))
    return list(db.session.scalars(query.order_by(QuoteLine.position, QuoteLine.id)))


def held(contract_id: int, but: int = 0) -> dict[tuple[int, Decimal], Decimal]:
    """How much the orders of a contract hold by product and price, without the order ``but``."""
    query = (
        select(OrderLine.product_id, OrderLine.net_price, func.sum(OrderLine.quantity))
        .join(SalesOrder, SalesOrder.id == OrderLine.order_id)
        .where(SalesOrder.contract_id == contract_id, SalesOrder.status.in_(sorted(HOLDING)), SalesOrder.id != but)
        .group_by(OrderLine.product_id, OrderLine.net_price)
    )
    return {(product, price): quantity for product, price, quantity in db.session.execute(query)}


def agreed(contract: Contract, lines: Collection[QuoteLine], but: int = 0) -> Agreed | None:
    """What the quote of a contract leaves for an order; None without a quote, an open quantity in a price contract."""
    if contract.quote_id is None:
        return None
    left: dict[tuple[int, Decimal], Decimal | None] = {}
    for line in lines:
        key = (line.product_id, line.net_price)
        left[key] = (left.get(key) or Decimal(0)) + line.quantity if contract.amount else None
    for key, quantity in (held(contract.id, but) if contract.amount else {}).items():
        if (quoted := left.get(key)) is not None:
            left[key] = quoted - quantity
    return left


def ordered(contract_id: int, but: int = 0) -> Decimal:
    """What the orders of a contract amount to with tax, without the order ``but``."""
    query = select(func.sum(SalesOrder.amount)).where(
        SalesOrder.contract_id == contract_id, SalesOrder.status.in_(sorted(HOLDING)), SalesOrder.id != but
    )
    return db.session.scalar(query) or Decimal(0)


def order_facts(contract: Contract, lines: Collection[Line], wanted_on, but: int = 0) -> OrderFacts:
    """An order with these lines as its contract sees it; ``but``: the order itself."""
    return OrderFacts(
        contract=contract.status,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        today=clock.today(),
        amount=contract.amount,
        ordered=ordered(contract.id, but),
        agreed=agreed(contract, quote_lines(contract), but),
        lines=tuple(lines),
        wanted_on=wanted_on,
        withdrawn=withdrawn({line.product_id for line in lines}),
    )


def withdrawn(product_ids: Collection[int]) -> frozenset[int]:
    """Those of these products that are not sold any more."""
    rows = select(Product.id).where(Product.id.in_(sorted(product_ids)), Product.active.is_(False))
    return frozenset(db.session.scalars(rows))


def lines_of(lines: Iterable[OrderLine]) -> list[Line]:
    """Lines as the policy reads them."""
    return [Line(line.product_id, line.label, line.quantity, line.net_price, line.tax_rate) for line in lines]


def shipment_facts(order: SalesOrder, shipped_on, wanted: dict[int, Decimal]) -> ShipmentFacts:
    """A delivery of these quantities by id of the order line; what is no line of the order is left out."""
    leaving = [
        Leaving(line.label, line.service, line.quantity, line.shipped, wanted[line.id])
        for line in order.lines
        if line.id in wanted
    ]
    started = clock.day_of(order.started_at) if order.started_at else None
    stopped = stopped_since(order.contract_id)
    return ShipmentFacts(order.status, started, shipped_on, clock.today(), leaving, stopped)


def still_to_ship(order: SalesOrder) -> list[OrderLine]:
    """The goods of an order of which something has not left yet."""
    return [line for line in order.lines if not line.service and line.shipped < line.quantity]


def number_prefix(day) -> str:
    """What the numbers of the orders of a month begin with."""
    return f"SO-{day:%Y%m}-"


def latest_number(prefix: str) -> str | None:
    """The highest number of a month."""
    of_month = (SalesOrder.number >= f"{prefix}0", SalesOrder.number <= f"{prefix}99999999")
    falling = func.length(SalesOrder.number).desc(), SalesOrder.number.desc()
    return db.session.scalar(select(SalesOrder.number).where(*of_month).order_by(*falling).limit(1))


def products(user: User) -> list[Product]:
    """What is sold, for a choice."""
    query = visible(Product, user).where(Product.active).order_by(Product.code)
    return list(db.session.scalars(query.limit(MOST_PRODUCTS)))
