"""A9.4: the arithmetic of a contract's ledger. It always balances: invoiced less collected is open less prepaid."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from policy.receivables import EntryKind

NOTHING = Decimal(0)
EFFECT = {
    EntryKind.INVOICE: 1,
    EntryKind.RED_INVOICE: -1,
    EntryKind.COLLECTION: -1,
    EntryKind.COLLECTION_WITHDRAWN: 1,
    EntryKind.REFUND: 1,
    EntryKind.REFUND_WITHDRAWN: -1,
}
"""Which way a movement turns what the customer owes."""


@dataclass(frozen=True)
class Target:
    """What money can be set against: an invoice or a milestone, by its ``key``, with its due day and what is open."""

    key: tuple[str, int]
    due_on: dt.date
    open: Decimal


@dataclass(frozen=True)
class Movement:
    """One line of the ledger. ``amount`` is positive, except for an allocation of common money that was taken back."""

    on: dt.date
    kind: EntryKind
    amount: Decimal

    @property
    def effect(self) -> Decimal:
        """By how much it raises what the customer owes."""
        return EFFECT[self.kind] * self.amount


@dataclass(frozen=True)
class Sums:
    """Where a ledger stands: invoiced and collected net of what was taken back, and how much is set against invoices."""

    invoiced: Decimal = NOTHING
    collected: Decimal = NOTHING
    applied: Decimal = NOTHING

    @property
    def open(self) -> Decimal:
        """What is invoiced and not settled."""
        return self.invoiced - self.applied

    @property
    def prepaid(self) -> Decimal:
        """What came in and is set against no invoice."""
        return self.collected - self.applied

    @property
    def balance(self) -> Decimal:
        """What the customer owes in the end; below zero: what the company owes the customer."""
        return self.invoiced - self.collected


def add_up(movements: Iterable[Movement], applied: Decimal = NOTHING) -> Sums:
    """The sums of a ledger, in whatever order its movements are given."""
    invoiced = collected = NOTHING
    for movement in movements:
        if movement.kind in {EntryKind.INVOICE, EntryKind.RED_INVOICE}:
            invoiced += movement.effect
        else:
            collected -= movement.effect
    return Sums(invoiced, collected, applied)


def running(movements: Sequence[Movement]) -> list[Decimal]:
    """What the customer owes after each movement."""
    balance, standing = NOTHING, []
    for movement in movements:
        balance += movement.effect
        standing.append(balance)
    return standing


def proposed(rest: Decimal, targets: Iterable[Target]) -> dict[tuple[str, int], Decimal]:
    """How money is set against what is open, the oldest first; what is left over stays a prepayment.

    Invoices come before milestones, which are not invoiced yet.
    """
    parts = {}
    for target in sorted(targets, key=lambda one: (one.key[0] != "invoice", one.due_on, one.key)):
        if rest <= 0:
            break
        if target.open > 0:
            parts[target.key] = min(rest, target.open)
            rest -= parts[target.key]
    return parts


def released(over: Decimal, standing: Sequence[tuple[int, Decimal]]) -> dict[int, Decimal]:
    """How much of which allocation is taken back so that ``over`` comes free: the latest of ``standing`` first."""
    parts = {}
    for key, amount in reversed(standing):
        if over <= 0:
            break
        if amount > 0:
            parts[key] = min(over, amount)
            over -= parts[key]
    return parts
