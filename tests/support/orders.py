"""Contracts and orders that tests begin with: rows made directly, orders through the real verbs."""

import datetime as dt
import itertools
from decimal import Decimal

import clock
from extensions import db
from models import (
    Approval,
    ApprovalStep,
    Contract,
    Customer,
    Implementation,
    Milestone,
    OrderLine,
    Product,
    Quote,
    QuoteLine,
    SalesOrder,
    Task,
    User,
)
from operations import approvals, executions, orders
from policy.approvals import ApprovalState
from policy.contracting import ContractStatus
from policy.orders import OrderStatus
from policy.quoting import QuoteStatus
from policy.seats import DECIDE
from queries.approval_files import standing
from queries.organisation import company_of
from tests.support.factories import new_customer, new_opportunity

_numbers = itertools.count(1)
TAX = Decimal("0.13")


def new_product(*, service: bool = False, **columns) -> Product:
    """A product, or a service."""
    number = next(_numbers)
    values = {"name": f"排产服务器{number}", "measure": "台", **columns}
    if service:
        values |= {"name": f"实施服务{number}", "measure": "人天"}
    product = Product(code=f"P-{number}", tax_rate=TAX, service=service, **values)
    db.session.add(product)
    db.session.commit()
    return product


def new_contract(
    owner: User, quantities=(("10", False), ("20", True)), *, standing: bool = False, quoted: bool = True, **columns
) -> Contract:
    """A signed contract over a quote with these quantities (and whether each is a service) at 100 yuan apiece; half of it
    is due in 30 days, half hangs on the acceptance."""
    customer = columns.pop("customer", None) or new_customer(owner)
    number, now = next(_numbers), clock.now()
    quote = _quote(owner, customer, quantities, number) if quoted else None
    amount = Decimal(0) if standing else quote.net_total + quote.tax_total if quote else Decimal("1130.00")
    contract = Contract(
        number=f"HT-{number}",
        title="排产系统一期",
        customer_id=customer.id,
        quote_id=quote.id if quote else None,
        signing_unit_id=columns.pop("signing_unit_id", None) or owner.unit_id,
        owner_id=owner.id,
        unit_id=owner.unit_id,
        amount=amount,
        discount=Decimal("0.8"),
        created_at=now,
        created_by_id=owner.id,
        **{"status": ContractStatus.SIGNED, "signed_on": clock.today(), **columns},
    )
    if amount:
        half = (amount / 2).quantize(Decimal("0.01"))
        due = clock.today() + dt.timedelta(days=30)
        contract.milestones = [
            Milestone(position=1, label="首付款", amount=half, due_on=due),
            Milestone(position=2, label="验收款", amount=amount - half, on_acceptance=True),
        ]
    db.session.add(contract)
    db.session.commit()
    return contract


def _quote(owner, customer, quantities, number) -> Quote:
    quote = Quote(
        number=f"BJ-{number}",
        customer_id=customer.id,
        opportunity_id=new_opportunity(customer, owner).id,
        owner_id=owner.id,
        unit_id=owner.unit_id,
        status=QuoteStatus.ACCEPTED,
        title="排产系统一期",
        valid_until=clock.today() + dt.timedelta(days=30),
        created_at=clock.now(),
        created_by_id=owner.id,
    )
    for place, (quantity, service) in enumerate(quantities, 1):
        quote.lines.append(_quoted(new_product(service=service), place, Decimal(quantity)))
    quote.net_total = sum(line.net_amount for line in quote.lines)
    quote.tax_total = sum(line.tax_amount for line in quote.lines)
    quote.list_total = quote.net_total
    db.session.add(quote)
    db.session.flush()
    return quote


def _quoted(product: Product, place: int, quantity: Decimal) -> QuoteLine:
    price = Decimal("100.00")
    return QuoteLine(
        position=place,
        product_id=product.id,
        label=product.name,
        measure=product.measure,
        quantity=quantity,
        list_price=price,
        net_price=price,
        tax_rate=TAX,
        list_amount=quantity * price,
        net_amount=quantity * price,
        tax_amount=(quantity * price * TAX).quantize(Decimal("0.01")),
        discount=Decimal(1),
    )


def asked_for(contract: Contract, *quantities: str, **more) -> orders.Wanted:
    """These quantities of the lines of the contract's quote, in their order; all of it without any."""
    lines = contract.quote.lines
    chosen = [Decimal(quantity) for quantity in quantities] or [line.quantity for line in lines]
    wanted = {line.id: quantity for line, quantity in zip(lines, chosen, strict=False)}
    return orders.Wanted(quantities=wanted, **more)


def decide(order: SalesOrder, by: User, agrees: bool = True, opinion: str = "") -> Approval:
    """Decide about the order that is pending."""
    found = approvals.pending(approvals.ApprovalKind.ORDER, order.id)
    step = next(one for one in found.steps if _theirs(found, one, by))
    return approvals.decide(found.id, step.id, found.fingerprint, agrees, opinion, by)


def _theirs(approval: Approval, step: ApprovalStep, by: User) -> bool:
    capacity, _for = standing(approval, step, by)
    return approval.state is ApprovalState.PENDING and capacity in DECIDE


def approved_order(cast, contract: Contract | None = None, *quantities: str) -> SalesOrder:
    """An order of sales1 that the business manager has approved."""
    contract = contract or new_contract(cast.sales1)
    order = orders.create(contract.id, asked_for(contract, *quantities), contract.owner)
    orders.submit(order.id, None, contract.owner)
    decide(order, cast.business_manager)
    return order


def executed_order(cast, contract: Contract | None = None, *quantities: str) -> SalesOrder:
    """The same, carried out by the business assistant with the implementation department."""
    order = approved_order(cast, contract, *quantities)
    plan = executions.Plan(unit_id=cast.unit("implementation").id, content="安装并培训")
    return executions.execute(order.id, None, plan, cast.business_assistant)


def things_of(realm: str, customer: Customer, owner: User, product: Product, implementer: User) -> dict:
    """An order of the owner that is being carried out, its implementation and a task, without asking any rule.

    At headquarters and its branch the implementation department has it, elsewhere the owner's own unit.
    """
    now, own = clock.now(), {"owner_id": owner.id, "unit_id": owner.unit_id}
    made = {"customer_id": customer.id, "created_at": now, "created_by_id": owner.id, **own}
    contract = Contract(number=f"HT-O-{realm}", title="排产系统", amount=Decimal(1000), discount=Decimal("0.8"), **made)
    contract.status, contract.signing_unit_id = ContractStatus.SIGNED, company_of(owner.unit_id)
    contract.signed_on = clock.today()
    db.session.add(contract)
    db.session.flush()
    order = SalesOrder(number=f"SO-{realm}", contract_id=contract.id, status=OrderStatus.EXECUTING, **made)
    order.approved_at = order.started_at = now
    each = {"product_id": product.id, "label": product.name, "quantity": Decimal(2), "net_price": Decimal(400)}
    order.lines.append(OrderLine(position=1, shipped=Decimal(0), **each))
    near = realm in ("hq", "east")
    unit_id = implementer.unit_id if near else owner.unit_id
    work = Implementation(order=order, customer_id=customer.id, unit_id=unit_id, created_at=now)
    task = Task(implementation=work, unit_id=unit_id, title="安装", created_at=now)
    task.owner_id = implementer.id if near else None
    db.session.add_all([order, work, task])
    db.session.flush()
    return {"sales_orders": order, "implementations": work, "tasks": task}
