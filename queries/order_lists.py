"""Lists of orders: each department's work list, and all that one may see (A9.3)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import joinedload

from access import visible
from extensions import db
from models import Customer, Milestone, OrderLine, Receivable, SalesOrder, User
from policy.orders import CARRIED_OUT, OrderStatus
from policy.permissions import Permission
from policy.words import N_
from queries.pages import Page, keyset
from scopes import Scope, scope_of

TABS = {
    "execute": (N_("To be carried out"), Permission.EXECUTE_ORDERS),
    "ship": (N_("To be shipped"), Permission.EXECUTE_ORDERS),
    "collect": (N_("To be collected for"), Permission.KEEP_RECEIVABLES),
    "mine": (N_("Mine"), Permission.DRAFT_ORDERS),
    "all": (N_("All that I may see"), Permission.VIEW_ORDERS),
}
"""The work lists: what each is called, and whose it is."""


def tabs_of(user: User) -> dict[str, str]:
    """The lists of the person by key, with their message ids; what there is to do comes first."""
    me = scope_of(user)
    held = me.permissions - (frozenset() if _executes(me) else {Permission.EXECUTE_ORDERS})
    return {key: label for key, (label, permission) in TABS.items() if permission in held}


def _executes(me: Scope) -> bool:
    """Business staff, or who leads a whole partner company, which has none (``access.executes_order``)."""
    return Permission.KEEP_CONTRACTS in me.permissions or me.company <= me.managed


def work_list(user: User, tab: str) -> Select:
    """The orders of one list."""
    query = visible(SalesOrder, user)
    if tab == "execute":
        query = query.where(SalesOrder.status == OrderStatus.APPROVED)
    elif tab == "ship":
        left = exists().where(
            OrderLine.order_id == SalesOrder.id, OrderLine.service.is_(False), OrderLine.shipped < OrderLine.quantity
        )
        query = query.where(SalesOrder.status == OrderStatus.EXECUTING, left.correlate(SalesOrder))
    elif tab == "collect":
        query = query.where(SalesOrder.status.in_(sorted(CARRIED_OUT)), _uncollected())
    elif tab == "mine":
        query = query.where(SalesOrder.owner_id == user.id)
    return query


def _uncollected() -> ColumnElement[bool]:
    """Of whose contract not all payments have come in yet."""
    agreed = select(func.coalesce(func.sum(Milestone.amount), 0)).where(Milestone.contract_id == SalesOrder.contract_id)
    came = select(Receivable.collected).where(Receivable.contract_id == SalesOrder.contract_id)
    agreed, came = (one.correlate(SalesOrder).scalar_subquery() for one in (agreed, came))
    return func.coalesce(came, 0) < agreed


def orders(
    user: User, tab: str, status: OrderStatus | None = None, term: str = "", after: str = "", before: str = ""
) -> Page:
    """One page of a list, the latest first."""
    query = work_list(user, tab).options(
        joinedload(SalesOrder.customer), joinedload(SalesOrder.owner), joinedload(SalesOrder.implementation)
    )
    if status:
        query = query.where(SalesOrder.status == status)
    if term:
        named = exists().where(Customer.id == SalesOrder.customer_id, Customer.name.contains(term, autoescape=True))
        query = query.where(or_(SalesOrder.number.startswith(term.upper(), autoescape=True), named))
    return keyset(query, SalesOrder.id, SalesOrder.id, after=after, before=before)


@dataclass(frozen=True)
class Shipped:
    """How much of the goods of an order has left."""

    shipped: Decimal = Decimal(0)
    ordered: Decimal = Decimal(0)

    @property
    def whole(self) -> bool:
        return self.shipped >= self.ordered


def shipped_so_far(lines: Iterable[OrderLine]) -> Shipped:
    """How much of the goods among these lines has left."""
    goods = [line for line in lines if not line.service]
    return Shipped(
        sum((line.shipped for line in goods), Decimal(0)), sum((line.quantity for line in goods), Decimal(0))
    )


def shipped_of(ids: Collection[int]) -> dict[int, Shipped]:
    """How much of the goods of these orders has left, in one select; orders without goods are left out."""
    query = select(OrderLine.order_id, func.sum(OrderLine.shipped), func.sum(OrderLine.quantity))
    query = query.where(OrderLine.order_id.in_(sorted(ids)), OrderLine.service.is_(False))
    return {row[0]: Shipped(row[1], row[2]) for row in db.session.execute(query.group_by(OrderLine.order_id))}


def of_contract(user: User, contract_id: int) -> list:
    """The latest orders of a contract, as far as the reader may know them."""
    rows = visible(SalesOrder, user).where(SalesOrder.contract_id == contract_id)
    columns = (SalesOrder.id, SalesOrder.number, SalesOrder.status, SalesOrder.amount, SalesOrder.created_at)
    return list(db.session.execute(rows.with_only_columns(*columns).order_by(SalesOrder.id.desc()).limit(50)))
