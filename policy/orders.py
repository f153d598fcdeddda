"""A9.3, A9.5: sales orders, what a contract allows in them, their execution and their deliveries.

Stated answers: an order is made from a signed contract. Where the contract rests on a quote, an order takes products at
the quote's prices and, over all orders together, at most its quantities; a *standing price contract* (a contract without
an amount of its own) fixes the prices and leaves the quantities open until it ends. A contract without a quote is bound by
its amount. What is changed after the approval is reviewed again. A delivery that was cancelled stays on record and is
taken off what has left.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from policy.approvals import StepPlan
from policy.contracting import ContractStatus
from policy.problems import Kind, Problem, refusals
from policy.quote_sums import to_fen
from policy.roles import Role
from policy.words import N_, Word

refused = refusals("A9.3")


class OrderStatus(Word):
    """Where a sales order stands."""

    DRAFT = "draft", N_("Draft")
    PENDING = "pending", N_("Waiting for approval")
    RETURNED = "returned", N_("Returned")
    APPROVED = "approved", N_("Approved")
    EXECUTING = "executing", N_("Being carried out")
    DONE = "done", N_("Carried out")
    CANCELLED = "cancelled", N_("Cancelled")


class ImplementationStatus(Word):
    """Where an implementation order stands."""

    OPEN = "open", N_("To be planned")
    RUNNING = "running", N_("Being implemented")
    ACCEPTED = "accepted", N_("Accepted by the customer")


class TaskStatus(Word):
    """A column of the task board."""

    TODO = "todo", N_("To do")
    DOING = "doing", N_("Doing")
    BLOCKED = "blocked", N_("Held up")
    DONE = "done", N_("Done")


S = OrderStatus
MOVES = {
    ("edit", S.DRAFT): S.DRAFT,
    ("edit", S.RETURNED): S.RETURNED,
    ("edit", S.APPROVED): S.DRAFT,
    ("submit", S.DRAFT): S.PENDING,
    ("submit", S.RETURNED): S.PENDING,
    ("withdraw", S.PENDING): S.DRAFT,
    ("approve", S.PENDING): S.APPROVED,
    ("return", S.PENDING): S.RETURNED,
    ("void", S.PENDING): S.DRAFT,
    ("void", S.APPROVED): S.DRAFT,
    ("execute", S.APPROVED): S.EXECUTING,
    ("ship", S.EXECUTING): S.EXECUTING,
    ("finish", S.EXECUTING): S.DONE,
    ("reopen", S.DONE): S.EXECUTING,
    ("cancel", S.DRAFT): S.CANCELLED,
    ("cancel", S.RETURNED): S.CANCELLED,
    ("cancel", S.APPROVED): S.CANCELLED,
}
"""What a deed makes of an order."""

HOLDING = frozenset({S.PENDING, S.APPROVED, S.EXECUTING, S.DONE})
"""Orders whose quantities are taken from what the contract allows."""
CARRIED_OUT = frozenset({S.EXECUTING, S.DONE})
MOST_LINES = 200
LARGEST_QUANTITY = Decimal(1_000_000)

REVIEW = StepPlan(
    1, Role.BUSINESS_MANAGER, "A9.3", N_("The business manager reviews every order before business staff carry it out.")
)
"""The one step of the route of every order."""


def move_problems(verb: str, status: OrderStatus) -> Iterator[Problem]:
    """Why this is not done to an order that stands here."""
    if (verb, status) not in MOVES:
        message = N_("The order is not in a state for this: %(status)s.")
        yield refused("state", message, N_("Look at what it says now."), status=status)


@dataclass(frozen=True)
class Line:
    """What an order asks for in one line; prices of one unit without tax, ``tax_rate`` as a ratio."""

    product_id: int
    label: str
    quantity: Decimal | None
    net_price: Decimal
    tax_rate: Decimal

    @property
    def net(self) -> Decimal:
        """In whole fen; a line without a quantity amounts to nothing."""
        return to_fen((self.quantity or Decimal(0)) * self.net_price)

    @property
    def gross(self) -> Decimal:
        """With tax, in whole fen."""
        return self.net + to_fen(self.net * self.tax_rate)


Agreed = Mapping[tuple[int, Decimal], Decimal | None]
"""What a quote leaves for an order: by product and price the quantity, None where it is open."""


@dataclass(frozen=True)
class OrderFacts:
    """An order as its contract sees it. ``agreed`` is None for a contract without a quote.

    ``amount`` is the contract's with tax (0: a standing price contract), ``ordered`` what other orders hold of it,
    ``withdrawn`` the products that are not sold any more.
    """

    contract: ContractStatus
    starts_on: dt.date | None
    ends_on: dt.date | None
    today: dt.date
    amount: Decimal
    ordered: Decimal
    agreed: Agreed | None
    lines: Collection[Line]
    wanted_on: dt.date | None = None
    withdrawn: Collection[int] = ()

    @property
    def standing(self) -> bool:
        return self.amount == 0

    @property
    def total(self) -> Decimal:
        return sum((line.gross for line in self.lines), Decimal(0))


def contract_problems(facts: OrderFacts) -> Iterator[Problem]:
    """Why nothing is ordered from the contract: it is signed, and has not ended (A9.3)."""
    if facts.contract is not ContractStatus.SIGNED:
        message = N_("An order follows a signed contract; this one is: %(status)s.")
        yield refused("not_signed", message, N_("Have the contract signed first."), status=facts.contract)
    elif facts.ends_on and facts.ends_on < facts.today:
        message = N_("The contract ended on %(day)s.")
        yield refused("ended", message, N_("Extend the contract by a change order."), day=facts.ends_on.isoformat())


def order_problems(facts: OrderFacts) -> Iterator[Problem]:
    """Why the order is not what the contract allows; the amount only warns where quantities are agreed anyway."""
    yield from contract_problems(facts)
    if not facts.lines:
        message = N_("An order asks for something.")
        yield refused("empty", message, N_("Write a quantity in at least one line."), "lines")
    if len(facts.lines) > MOST_LINES:
        message = N_("An order has at most %(most)s lines.")
        yield refused("too_long", message, N_("Make two orders of it."), "lines", most=MOST_LINES)
    for line in facts.lines:
        yield from quantity_problems(line.label, line.quantity)
        if line.product_id in facts.withdrawn:
            yield _withdrawn_problem(line.label, agreed=facts.agreed is not None)
    if facts.agreed is not None:
        yield from _agreed_problems(facts, facts.agreed)
    elif facts.standing:
        message = N_("A price contract without an amount allows only the products of its quote; it has none.")
        yield refused("no_prices", message, N_("Change the contract so that it names its prices."), "lines")
    yield from _amount_problems(facts)
    if facts.wanted_on and facts.wanted_on < facts.today:
        message = N_("The day on which it is wanted has passed.")
        yield Problem("A9.3", Kind.WARNS, message, N_("Ask the customer for a new day."), "wanted_on", "late")


def _withdrawn_problem(label: str, agreed: bool) -> Problem:
    """What was agreed is owed, so that the business manager looks at it; what was not is not sold any more."""
    message = N_("“%(label)s” is not sold any more.")
    if not agreed:
        return refused("withdrawn", message, N_("Order something else."), "lines", label=label)
    remedy = N_("It was agreed: see whether it can still be delivered, or change the contract.")
    return Problem("A9.3", Kind.WARNS, message, remedy, "lines", "withdrawn", {"label": label})


def spelled(quantity: Decimal) -> str:
    """A quantity without zeros that say nothing: ``1.5``, not ``1.500``."""
    return f"{quantity.normalize():f}"


def quantity_problems(label: str, quantity: Decimal | None) -> Iterator[Problem]:
    """What is wrong with a quantity by itself: more than 0, at most three places, at most a million."""
    if quantity is None or not quantity.is_finite() or not 0 < quantity <= LARGEST_QUANTITY:
        message = N_("“%(label)s”: the quantity is more than 0 and at most %(most)s.")
        yield refused("quantity", message, N_("Correct the quantity."), "lines", label=label, most=LARGEST_QUANTITY)
    elif quantity != quantity.quantize(Decimal("0.001")):
        message = N_("“%(label)s”: a quantity has at most three decimals.")
        yield refused("places", message, N_("Correct the quantity."), "lines", label=label)


def _agreed_problems(facts: OrderFacts, agreed: Agreed) -> Iterator[Problem]:
    wanted: dict[tuple[int, Decimal], Decimal] = {}
    labels = {(line.product_id, line.net_price): line.label for line in facts.lines}
    for line in facts.lines:
        key = (line.product_id, line.net_price)
        wanted[key] = wanted.get(key, Decimal(0)) + (line.quantity or Decimal(0))
    for key, quantity in wanted.items():
        if key not in agreed:
            message = N_("“%(label)s” was not agreed at this price.")
            remedy = N_("Order what the quote of the contract names, or change the contract.")
            yield refused("not_agreed", message, remedy, "lines", label=labels[key])
        elif (left := agreed[key]) is not None and quantity > left:
            message = N_("“%(label)s”: %(quantity)s is more than the contract leaves, %(left)s.")
            remedy = N_("Order at most what is left, or change the contract.")
            said = {"label": labels[key], "quantity": spelled(quantity), "left": spelled(max(left, Decimal(0)))}
            yield refused("more_than_agreed", message, remedy, "lines", **said)


def _amount_problems(facts: OrderFacts) -> Iterator[Problem]:
    if facts.standing or facts.ordered + facts.total <= facts.amount:
        return
    message = N_("All orders together make %(total)s yuan; the contract is over %(amount)s.")
    kind = Kind.BLOCKS if facts.agreed is None else Kind.WARNS
    said = {"total": f"{facts.ordered + facts.total:,.2f}", "amount": f"{facts.amount:,.2f}"}
    remedy = N_("Order less, or change the contract.")
    yield Problem("A9.3", kind, message, remedy, "lines", "more_than_contract", said)


@dataclass(frozen=True)
class ExecutionFacts:
    """The start of the execution. ``unit``: an implementation unit was chosen; ``due_on`` is when it is to be done."""

    status: OrderStatus
    services: bool
    unit: bool
    due_on: dt.date | None
    today: dt.date


def execution_problems(facts: ExecutionFacts) -> Iterator[Problem]:
    """Why the execution does not start: approved, and services go to a unit that implements them (A9.3, A9.5)."""
    yield from move_problems("execute", facts.status)
    if facts.services and not facts.unit:
        message = N_("The order has services: somebody has to implement them.")
        yield refused("no_unit", message, N_("Choose the unit that implements."), "unit_id", "A9.5")
    if facts.unit and facts.due_on and facts.due_on < facts.today:
        message = N_("The implementation would have to be done in the past.")
        yield refused("past", message, N_("Correct the day."), "due_on", "A9.5")


def is_done(goods: Collection[tuple[Decimal, Decimal]], implementation: ImplementationStatus | None) -> bool:
    """Whether everything was carried out: all goods (ordered, shipped) have left, and the customer has accepted."""
    left = all(shipped >= ordered for ordered, shipped in goods)
    return left and implementation in (None, ImplementationStatus.ACCEPTED)
