"""A9.3, A9.4: deliveries of an order: in parts, never above what was ordered, not while they are stopped."""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from policy.orders import OrderStatus, move_problems, quantity_problems, refused, spelled
from policy.problems import Problem
from policy.words import N_


@dataclass(frozen=True)
class Leaving:
    """One line of a delivery: how much was ordered, how much has left before, how much leaves now."""

    label: str
    service: bool
    ordered: Decimal
    shipped: Decimal
    quantity: Decimal


@dataclass(frozen=True)
class ShipmentFacts:
    """A delivery. ``stopped`` since when sales management has stopped deliveries for the contract (A9.4)."""

    status: OrderStatus
    started_on: dt.date | None
    shipped_on: dt.date
    today: dt.date
    lines: Collection[Leaving]
    stopped: dt.date | None = None


def shipment_problems(facts: ShipmentFacts) -> Iterator[Problem]:
    """Why this does not leave: never above what was ordered, only while the order is carried out (A9.3)."""
    yield from move_problems("ship", facts.status)
    if facts.stopped:
        message = N_("Sales management stopped deliveries under this contract on %(day)s.")
        remedy = N_("Settle what is overdue first; sales management then lets deliveries go on.")
        yield refused("stopped", message, remedy, "", "A9.4", day=facts.stopped.isoformat())
    if facts.shipped_on > facts.today or (facts.started_on and facts.shipped_on < facts.started_on):
        message = N_("A delivery leaves between the start of the execution and today.")
        yield refused("day", message, N_("Correct the day."), "shipped_on")
    if not facts.lines:
        yield refused("nothing", N_("Nothing leaves with this delivery."), N_("Write a quantity."), "lines")
    for line in facts.lines:
        if line.service:
            message = N_("“%(label)s” is a service: it is implemented, not shipped.")
            yield refused("service", message, N_("Leave it out."), "lines", label=line.label)
            continue
        yield from quantity_problems(line.label, line.quantity)
        if line.shipped + line.quantity > line.ordered:
            message = N_("“%(label)s”: %(quantity)s is more than is still to be shipped, %(left)s.")
            said = {"quantity": spelled(line.quantity), "left": spelled(line.ordered - line.shipped)}
            remedy = N_("Ship at most what was ordered.")
            yield refused("more_than_ordered", message, remedy, "lines", label=line.label, **said)
