"""What needs a person now of contracts, orders, deliveries, implementations and tasks (A9): counted on the home page."""

import datetime as dt

from sqlalchemy import Select, or_, select

import clock
from models import Contract, Implementation, SalesOrder, Task, User
from policy.contracting import ContractStatus
from policy.orders import ImplementationStatus, OrderStatus, TaskStatus
from policy.permissions import Permission
from policy.words import N_
from queries.implementations import planned_by, ready
from queries.order_lists import tabs_of, work_list
from scopes import Scope

P = Permission
SOON = dt.timedelta(days=30)
Counted = tuple[str, str, str, Select, str]
"""Name, message id, where it opens, the rows, the tone."""


def business(user: User, me: Scope) -> list[Counted]:
    """The numbers of this person's part in what follows a quote."""
    return [*_selling(me), *_carrying_out(user), *_planning(me), *_working(me)]


def _selling(me: Scope) -> list[Counted]:
    """Own contracts and orders that came back, that may be signed, that end soon."""
    found: list[Counted] = []
    if P.DRAFT_CONTRACTS in me.permissions:
        mine, list_ = select(Contract.id).where(Contract.owner_id == me.user_id), "/contracts?tab=mine"
        until = clock.today() + SOON
        ending = mine.where(Contract.status == ContractStatus.SIGNED, Contract.ends_on <= until)
        returned = mine.where(Contract.status == ContractStatus.RETURNED)
        approved = mine.where(Contract.status == ContractStatus.APPROVED)
        found += [
            ("contracts_returned", N_("Contracts returned to you"), f"{list_}&status=returned", returned, "warn"),
            ("contracts_to_sign", N_("Contracts to have signed"), f"{list_}&status=approved", approved, ""),
            ("contracts_ending", N_("Contracts that end soon"), f"{list_}&ends_before={until}", ending, "warn"),
        ]
    if P.DRAFT_ORDERS in me.permissions:
        mine, list_ = select(SalesOrder.id).where(SalesOrder.owner_id == me.user_id), "/orders?tab=mine"
        returned = mine.where(SalesOrder.status == OrderStatus.RETURNED)
        drafts = mine.where(SalesOrder.status == OrderStatus.DRAFT)
        found += [
            ("orders_returned", N_("Orders returned to you"), f"{list_}&status=returned", returned, "warn"),
            ("orders_drafts", N_("Orders not submitted"), f"{list_}&status=draft", drafts, ""),
        ]
    return found


def _carrying_out(user: User) -> list[Counted]:
    """What business staff have to start and to ship (A9.3)."""
    labels = {"execute": N_("Orders to carry out"), "ship": N_("Orders to ship")}
    return [
        (f"orders_{tab}", label, f"/orders?tab={tab}", work_list(user, tab), "warn")
        for tab, label in labels.items()
        if tab in tabs_of(user)
    ]


def _planning(me: Scope) -> list[Counted]:
    """Implementations that nobody has planned, that only wait for the customer, and tasks that are held up (A9.5)."""
    if P.PLAN_IMPLEMENTATIONS not in me.permissions:
        return []
    mine, list_ = select(Implementation.id).where(planned_by(me)), "/implementations?tab=mine"
    held = select(Task.id).join(Implementation, Implementation.id == Task.implementation_id).where(planned_by(me))
    held = held.where(Task.status == TaskStatus.BLOCKED, Implementation.status != ImplementationStatus.ACCEPTED)
    found: list[Counted] = [
        (
            "works_open",
            N_("Implementations to plan"),
            f"{list_}&status=open",
            mine.where(Implementation.status == ImplementationStatus.OPEN),
            "warn",
        ),
        ("works_ready", N_("Implementations to be accepted"), f"{list_}&ready=1", mine.where(ready()), ""),
    ]
    if me.managed:
        units = held.where(Task.unit_id.in_(sorted(me.managed)))
        found.append(("tasks_held_up", N_("Tasks held up"), "/tasks?whose=unit", units, "bad"))
    return found


def _working(me: Scope) -> list[Counted]:
    """The tasks in the person's own hands, those that are due first."""
    if P.WORK_TASKS not in me.permissions:
        return []
    mine = select(Task.id).where(Task.owner_id == me.user_id, Task.status != TaskStatus.DONE)
    due = mine.where(Task.due_on <= clock.today())
    later = mine.where(or_(Task.due_on.is_(None), Task.due_on > clock.today()))
    return [
        ("tasks_due", N_("Tasks due"), "/tasks", due, "bad"),
        ("tasks_open", N_("Tasks to do"), "/tasks#later", later, ""),
    ]
