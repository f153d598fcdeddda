"""Implementation orders (A9.5): planned by a leader, and ended by the customer's acceptance, on which payments hang."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import FileStorage

import clock
from extensions import db
from models import Contract, Implementation, SalesOrder, Task, User
from operations import attachments, changes, locked, notify, record, refuse_if, transaction
from operations.orders import settle, with_contract
from policy.implementing import (
    AcceptanceFacts,
    PlanFacts,
    acceptance_problems,
    plan_problems,
    reaches_milestones,
)
from policy.orders import ImplementationStatus
from queries.implementations import files_of, other_statuses
from queries.order_people import collectors_of, executors_of, workers_of


def plan(implementation_id: int, version: int | None, values: dict[str, Any], by: User) -> Implementation:
    """Say who leads it, what it is about, and until when: ``leader_id``, ``content``, ``due_on``. Raises ``Refused``,
    ``Stale``."""
    with transaction():
        row = locked(Implementation, implementation_id, version)
        led_by = values["leader_id"]
        fits = led_by in (None, row.leader_id) or led_by in {one.id for one in workers_of(row.unit_id)}
        refuse_if(plan_problems(PlanFacts(row.status, fits, values["due_on"], row.due_on, clock.today())))
        before, after = changes(row, {name: values[name] for name in ("leader_id", "content", "due_on")})
        record("implementation_planned", row, by, before=before, after=after)
        if after.get("leader_id") and row.leader_id != by.id:
            about = {"number": row.order.number, "customer": row.customer.name, "by": by.name}
            key = f"implementation_led:{row.id}:{row.version}"
            notify(row.leader_id, "implementation_led", page(row), key=key, **about)
    return row


def page(row: Implementation) -> str:
    """Where it is shown."""
    return f"/implementations/{row.id}"


@dataclass(frozen=True)
class Acceptance:
    """What the customer's acceptance says; ``reason`` is why they accept although not all is done."""

    accepted_on: dt.date
    accepted_by: str
    reason: str = ""
    file: FileStorage | None = None


def accept(implementation_id: int, version: int | None, said: Acceptance, by: User) -> Implementation:
    """Record that the customer has accepted, with the signed paper; the milestones that hang on it are reached.

    Raises ``Refused``, ``Stale``.
    """
    with transaction():
        order_id = db.session.scalar(select(Implementation.order_id).where(Implementation.id == implementation_id))
        contract, order = with_contract(order_id or 0)
        row = locked(Implementation, implementation_id, version)
        if said.file:
            attachments.store(said.file, by, implementation_id=row.id)
            db.session.flush()
        refuse_if(acceptance_problems(_facts(row, said)))
        row.status, row.accepted_on = ImplementationStatus.ACCEPTED, said.accepted_on
        row.accepted_by, row.accepted_note = said.accepted_by, said.reason
        db.session.flush()
        reached = _reach(contract, row)
        after = {"accepted_on": said.accepted_on, "accepted_by": said.accepted_by, "milestones": reached}
        record("implementation_accepted", row, by, after=after, note=said.reason)
        _tell(order, row, reached, by)
        settle(order, by)
    return row


def _facts(row: Implementation, said: Acceptance) -> AcceptanceFacts:
    return AcceptanceFacts(
        status=row.status,
        tasks=tuple(db.session.scalars(select(Task.status).where(Task.implementation_id == row.id))),
        reason=said.reason,
        accepted_on=said.accepted_on,
        accepted_by=said.accepted_by,
        begun_on=clock.day_of(row.created_at),
        today=clock.today(),
        files=files_of(row.id),
    )


def _reach(contract: Contract, row: Implementation) -> list[str]:
    """The names of the milestones of a locked contract that the acceptance reaches."""
    if not reaches_milestones(other_statuses(contract.id, row.id)):
        return []
    reached = [one for one in contract.milestones if one.on_acceptance and one.reached_on is None]
    for milestone in reached:
        milestone.reached_on = row.accepted_on
    return [milestone.label for milestone in reached]


def _tell(order: SalesOrder, row: Implementation, reached: list[str], by: User) -> None:
    about = {"number": order.number, "customer": order.customer.name, "accepted_by": row.accepted_by}
    told = {order.owner_id, *(one.id for one in executors_of(order))} - {by.id}
    for person_id in sorted(told):
        notify(person_id, "implementation_accepted", page(row), key=f"accepted:{row.id}", **about)
    for person in collectors_of(order) if reached else ():
        more = about | {"milestones": ", ".join(reached)}
        notify(person.id, "milestones_reached", f"/orders/{order.id}", key=f"reached:{row.id}", **more)
