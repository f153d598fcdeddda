"""Who may know of prices, quotes, contracts, orders and their implementation (A9.1 to A9.5)."""

from sqlalchemy import ColumnElement, and_, exists, false, or_, true

from models import (
    Approval,
    Contract,
    ContractChange,
    ContractTemplate,
    Implementation,
    PriceList,
    Quote,
    SalesOrder,
    Task,
    Unit,
)
from policy.approvals import ApprovalKind
from policy.orders import OrderStatus
from policy.permissions import Permission
from scopes import Scope
from sights.conditions import names_one, within
from sights.decisions import approvals
from sights.records import held_customers, of_customer


def price_lists(me: Scope) -> ColumnElement[bool]:
    """The lists of one's own company, and those of headquarters, whose products partners sell as well."""
    if Permission.VIEW_PRODUCTS not in me.permissions:
        return false()
    if me.everything:
        return true()
    top = exists().where(Unit.id == PriceList.company_id, Unit.parent_id.is_(None)).correlate(PriceList)
    return or_(within(PriceList.company_id, me.company), top)


def products(me: Scope) -> ColumnElement[bool]:
    return true() if Permission.VIEW_PRODUCTS in me.permissions else false()


def quotes(me: Scope) -> ColumnElement[bool]:
    """What was offered is for who follows the customer and who leads them (A13)."""
    if Permission.VIEW_QUOTES not in me.permissions:
        return false()
    if me.everything:
        return true()
    held = of_customer(Quote, me, held_customers)
    return or_(Quote.owner_id == me.user_id, within(Quote.unit_id, me.managed), held)


def templates(me: Scope) -> ColumnElement[bool]:
    """Standard texts are those of the own company, and those of headquarters for who signs in its name."""
    if not {Permission.VIEW_CONTRACTS, Permission.SET_TEMPLATES} & me.permissions:
        return false()
    top = names_one(ContractTemplate.company_id, Unit, Unit.parent_id.is_(None))
    return or_(within(ContractTemplate.company_id, me.near), top)


def contracts(me: Scope) -> ColumnElement[bool]:
    """Who has it, who leads them, business of the company that has or signs it, and finance (A9.2)."""
    if Permission.VIEW_CONTRACTS not in me.permissions:
        return false()
    if me.everything:
        return true()
    ways = [Contract.owner_id == me.user_id, within(Contract.unit_id, me.managed)]
    if Permission.KEEP_CONTRACTS in me.permissions:
        ways += [within(Contract.unit_id, me.company), within(Contract.signing_unit_id, me.company)]
    ways.append(within(Contract.unit_id, me.checked))
    return or_(*ways)


def contracts_decided(me: Scope) -> ColumnElement[bool]:
    """The same, and whoever decides about the contract or a change of it, or stands in for who does.

    Two conditions, because each finds its approvals in an index; one with "or" inside would go through all of them.
    """
    if me.everything or Permission.VIEW_CONTRACTS not in me.permissions:
        return contracts(me)
    decides = approvals(me)
    about = exists().where(Approval.kind == ApprovalKind.CONTRACT, Approval.subject_id == Contract.id, decides)
    asked = Approval.kind == ApprovalKind.CHANGE, Approval.subject_id == ContractChange.id
    of_change = exists().where(ContractChange.contract_id == Contract.id, *asked, decides)
    return or_(contracts(me), about.correlate(Contract), of_change.correlate(Contract))


def orders(me: Scope) -> ColumnElement[bool]:
    """Who asked for it, who leads them; business and finance of the company that sells or signs, once it is submitted."""
    if Permission.VIEW_ORDERS not in me.permissions:
        return false()
    if me.everything:
        return true()
    ways = [SalesOrder.owner_id == me.user_id, within(SalesOrder.unit_id, me.managed)]
    told = within(SalesOrder.unit_id, me.checked)
    if Permission.KEEP_CONTRACTS in me.permissions:
        signed = exists().where(Contract.id == SalesOrder.contract_id, within(Contract.signing_unit_id, me.company))
        told = or_(told, within(SalesOrder.unit_id, me.company), signed.correlate(SalesOrder))
    return or_(*ways, and_(SalesOrder.status != OrderStatus.DRAFT, told))


def orders_decided(me: Scope) -> ColumnElement[bool]:
    """The same, and whoever decides about the order, or stands in for who does: also for a partner without business
    staff, whose orders are reviewed at headquarters."""
    if me.everything or Permission.VIEW_ORDERS not in me.permissions:
        return orders(me)
    about = exists().where(Approval.kind == ApprovalKind.ORDER, Approval.subject_id == SalesOrder.id, approvals(me))
    return or_(orders(me), about.correlate(SalesOrder))


def implementations(me: Scope) -> ColumnElement[bool]:
    """Whoever leads it, has a task of it, leads the department, or may see its order (A9.5)."""
    if Permission.VIEW_IMPLEMENTATIONS not in me.permissions:
        return false()
    if me.everything:
        return true()
    task = exists().where(Task.implementation_id == Implementation.id, Task.owner_id == me.user_id)
    ways = [
        Implementation.leader_id == me.user_id,
        within(Implementation.unit_id, me.managed),
        task.correlate(Implementation),
        names_one(Implementation.order_id, SalesOrder, orders(me)),
    ]
    return or_(*ways)
