"""The execution order (A9.3): one transaction opens what each department has to do, and tells those people."""

import datetime as dt
from dataclasses import dataclass

import clock
from extensions import db
from models import Contract, Implementation, Milestone, SalesOrder, User
from operations import notify, record, refuse_if, transaction
from operations.orders import settle, with_contract
from policy.orders import MOVES, ExecutionFacts, ImplementationStatus, execution_problems
from queries.order_people import collectors_of, executors_of, implementing_units, planners_of
from queries.orders import still_to_ship


@dataclass(frozen=True)
class Plan:
    """What the execution opens beside the shipping list: the implementation with its unit, and when to collect for an
    order of a price contract, which has no payments of its own."""

    unit_id: int | None = None
    content: str = ""
    due_on: dt.date | None = None
    collect_on: dt.date | None = None


def execute(order_id: int, version: int | None, plan: Plan, by: User) -> SalesOrder:
    """Start the execution of an approved order. Raises ``Refused``, ``Stale``."""
    with transaction():
        contract, order = with_contract(order_id, version)
        services = any(line.service for line in order.lines)
        known = plan.unit_id in dict(implementing_units(by))
        refuse_if(execution_problems(ExecutionFacts(order.status, services, known, plan.due_on, clock.today())))
        order.status = MOVES["execute", order.status]
        order.started_at, order.started_by_id = clock.now(), by.id
        implementation = _implementation(order, plan) if known else None
        _collecting(contract, order, plan.collect_on)
        db.session.flush()
        opened = {"unit": implementation.unit_id if implementation else None, "to_ship": len(still_to_ship(order))}
        record("order_executed", order, by, after=opened)
        _tell(order, implementation, by)
        settle(order, by)
    return order


def _implementation(order: SalesOrder, plan: Plan) -> Implementation:
    implementation = Implementation(
        order=order,
        customer_id=order.customer_id,
        unit_id=plan.unit_id,
        status=ImplementationStatus.OPEN,
        content=plan.content,
        due_on=plan.due_on,
        created_at=clock.now(),
    )
    db.session.add(implementation)
    return implementation


def _collecting(contract: Contract, order: SalesOrder, collect_on: dt.date | None) -> None:
    """A price contract has no payments of its own: what is ordered under it becomes one."""
    if contract.amount == 0 and order.amount > 0:
        row = Milestone(label=order.number, amount=order.amount, position=len(contract.milestones) + 1)
        row.due_on, row.on_acceptance = collect_on or order.wanted_on or clock.today(), False
        contract.milestones.append(row)


def _tell(order: SalesOrder, implementation: Implementation | None, by: User) -> None:
    about = {"number": order.number, "customer": order.customer.name, "by": by.name}
    page, told = f"/orders/{order.id}", {by.id}
    if still_to_ship(order):
        for person in executors_of(order):
            if person.id not in told:
                notify(person.id, "order_to_ship", page, key=f"order_ship:{order.id}", **about)
    for person in collectors_of(order):
        notify(person.id, "order_to_collect", page, key=f"order_collect:{order.id}", **about)
    for person in planners_of(implementation) if implementation else ():
        place = f"/implementations/{implementation.id}"
        notify(person.id, "order_to_implement", place, key=f"order_implement:{order.id}", **about)
    notify(order.owner_id, "order_started", page, key=f"order_started:{order.id}", **about)
