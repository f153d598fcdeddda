"""A9.4: receivables. What may be invoiced, corrected, allocated and refunded, how old an amount is, and dunning."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from policy.filler import hollow
from policy.problems import Problem, refusals
from policy.words import N_, Word

CLAUSE = "A9.4"
refused = refusals(CLAUSE)


class PaymentMethod(Word):
    """How money came in."""

    TRANSFER = "transfer", N_("Bank transfer")
    ACCEPTANCE = "acceptance", N_("Bank acceptance bill")
    CHEQUE = "cheque", N_("Cheque")
    CASH = "cash", N_("Cash")
    OTHER = "other", N_("Other")


class EntryKind(Word):
    """One movement of a contract's ledger. What is never edited is corrected by its opposite."""

    INVOICE = "invoice", N_("Invoice")
    RED_INVOICE = "red_invoice", N_("Red-letter invoice")
    COLLECTION = "collection", N_("Collection")
    REFUND = "refund", N_("Refund")
    COLLECTION_WITHDRAWN = "collection_withdrawn", N_("Collection withdrawn")
    REFUND_WITHDRAWN = "refund_withdrawn", N_("Refund withdrawn")


class DunningKind(Word):
    """A step of pressing for payment."""

    REMIND = "remind", N_("Reminder")
    CALL = "call", N_("Call")
    LETTER = "letter", N_("Letter")
    STOP = "stop", N_("Delivery stopped")
    RESUME = "resume", N_("Delivery resumed")


class PaperKind(Word):
    """The forms in which a statement is handed out."""

    SHEET = "sheet", N_("Spreadsheet")
    PAPER = "paper", N_("PDF")


class Ageing(Word):
    """How long an amount is overdue."""

    NOT_DUE = "not_due", N_("Not due")
    UP_TO_30 = "up_to_30", N_("1–30 days")
    UP_TO_60 = "up_to_60", N_("31–60 days")
    UP_TO_90 = "up_to_90", N_("61–90 days")
    OLDER = "older", N_("More than 90 days")


OLDEST = ((0, Ageing.NOT_DUE), (30, Ageing.UP_TO_30), (60, Ageing.UP_TO_60), (90, Ageing.UP_TO_90))
"""Up to so many days over the due day an amount counts as this old."""


def ageing(due_on: dt.date, today: dt.date) -> Ageing:
    """How old an open amount is that was due on a day; on the day itself it is not overdue yet."""
    over = (today - due_on).days
    return next((age for most, age in OLDEST if over <= most), Ageing.OLDER)


def due_between(age: Ageing, today: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """The first and the last due day of what is so old today; None where there is no such end."""
    days = [most for most, _age in OLDEST]
    place = list(Ageing).index(age)
    first = None if age is Ageing.OLDER else today - dt.timedelta(days=days[place])
    last = None if place == 0 else today - dt.timedelta(days=days[place - 1] + 1)
    return first, last


REFERENCE_TAKEN = refused(
    "reference_taken",
    N_("A collection with this bank reference is recorded already."),
    N_("Look it up in the list: the same money is recorded once."),
    "reference",
)
REFUND_TAKEN = refused(
    "reference_taken",
    N_("A refund with this bank reference is recorded already."),
    N_("Look it up at its collection: the same money goes back once."),
    "reference",
)
FUTURE = N_("This day lies in the future.")


def yuan(amount: Decimal) -> str:
    return f"¥{amount:,.2f}"


@dataclass(frozen=True)
class CollectionFacts:
    """Money that is said to have come in."""

    amount: Decimal
    received_on: dt.date
    today: dt.date
    reference: str


def collection_problems(facts: CollectionFacts) -> Iterator[Problem]:
    """Why a collection is not recorded."""
    if facts.amount <= 0:
        yield refused("amount", N_("The amount must be above zero."), field="amount")
    if facts.received_on > facts.today:
        yield refused("future", FUTURE, field="received_on")
    if not facts.reference.strip():
        yield refused(
            "reference", N_("The bank reference is missing."), N_("It tells one payment from another."), "reference"
        )


@dataclass(frozen=True)
class Part:
    """What is to be set against one invoice or milestone; ``open`` is what it still takes, None when it is not one's own."""

    name: str
    amount: Decimal
    open: Decimal | None


def allocation_problems(parts: Sequence[Part], rest: Decimal) -> Iterator[Problem]:
    """Why a collection is not allocated so: never above its rest, nor above what the invoice or milestone has open."""
    for part in parts:
        if part.open is None:
            yield refused("foreign", N_("This does not belong to the payer's contract."), field=part.name)
        elif part.amount <= 0:
            yield refused("amount", N_("The amount must be above zero."), field=part.name)
        elif part.amount > part.open:
            yield refused(
                "above_open",
                N_("Only %(open)s of it are open."),
                N_("What is more stays with the collection, as a prepayment."),
                part.name,
                open=yuan(part.open),
            )
    if sum((part.amount for part in parts), Decimal(0)) > rest:
        yield refused(
            "above_rest",
            N_("That is more than the collection has left: %(rest)s."),
            N_("Lower the amounts until they fit."),
            rest=yuan(rest),
        )


@dataclass(frozen=True)
class RefundFacts:
    """Money that went back. ``free`` is what of the collection is neither allocated nor refunded."""

    amount: Decimal
    free: Decimal
    refunded_on: dt.date
    received_on: dt.date
    today: dt.date
    reason: str


def refund_problems(facts: RefundFacts) -> Iterator[Problem]:
    """Why a refund is not recorded: never above what is unallocated."""
    if facts.amount <= 0:
        yield refused("amount", N_("The amount must be above zero."), field="amount")
    if facts.amount > facts.free:
        yield refused(
            "above_free",
            N_("Only %(free)s of this collection are not allocated."),
            N_("Take an allocation back first, or refund less."),
            "amount",
            free=yuan(facts.free),
        )
    if facts.refunded_on > facts.today:
        yield refused("future", FUTURE, field="refunded_on")
    if facts.refunded_on < facts.received_on:
        yield refused("too_early", N_("It cannot go back before it came in."), field="refunded_on")
    if hollow(facts.reason):
        yield refused("reason", N_("Say why, in words that mean something."), field="reason")


@dataclass(frozen=True)
class WithdrawalFacts:
    """A collection or refund that is said to be recorded wrongly. ``paid_back`` is what of a collection went back."""

    withdrawn: bool
    paid_back: Decimal
    reason: str


def withdrawal_problems(facts: WithdrawalFacts) -> Iterator[Problem]:
    """Why a record of money is not withdrawn."""
    if facts.withdrawn:
        yield refused("withdrawn", N_("It was withdrawn already."), N_("Look at what it says now."))
        return
    if facts.paid_back > 0:
        yield refused(
            "paid_back",
            N_("%(amount)s of it went back to the payer, so it did come in."),
            N_("Withdraw the refund first, if that was recorded wrongly as well."),
            amount=yuan(facts.paid_back),
        )
    if hollow(facts.reason):
        yield refused("reason", N_("Say why, in words that mean something."), field="reason")
