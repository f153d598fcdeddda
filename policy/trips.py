"""A3.4, A3.2: trips that are approved before money is spent, and advances on them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from policy.words import N_, Word


class TripStatus(Word):
    """Where a trip request stands."""

    DRAFT = "draft", N_("Draft")
    SUBMITTED = "submitted", N_("Submitted")
    APPROVED = "approved", N_("Approved")
    RETURNED = "returned", N_("Returned")
    CANCELLED = "cancelled", N_("Cancelled")


class AdvanceStatus(Word):
    """Where an advance stands."""

    APPROVED = "approved", N_("To be paid out")
    PAID = "paid", N_("Paid out")
    SETTLED = "settled", N_("Settled")
    CANCELLED = "cancelled", N_("Cancelled")


EDITABLE = frozenset({TripStatus.DRAFT, TripStatus.RETURNED})
"""States in which the traveller writes."""

LONGEST_DAYS = 92
SEPARATORS = str.maketrans(dict.fromkeys(",，;；/→-—\n", "、"))


@dataclass(frozen=True)
class TripFacts:
    """The trip from which a claim was made, for the examination of its lines. ``activity_ids``: what was planned."""

    from_on: dt.date
    until_on: dt.date
    cities: tuple[str, ...]
    approved: bool
    activity_ids: frozenset[int] = frozenset()


def cities_of(text: str) -> tuple[str, ...]:
    """The cities of a journey in their order, however they were separated when they were typed, without 市."""
    parts = (part.strip() for part in text.translate(SEPARATORS).split("、"))
    return tuple(part.removesuffix("市") if len(part) > 2 else part for part in parts if part)


@dataclass(frozen=True)
class AdvanceLeft:
    """An advance that was paid out, and how much of it is still open."""

    id: int
    paid_on: dt.date
    left: Decimal


def shares(accepted: Decimal, already: Decimal, advances: Iterable[AdvanceLeft]) -> list[tuple[int, Decimal]]:
    """How much of which advance a claim uses up, the oldest first: never more than was accepted, nor than is open."""
    left, found = accepted - already, []
    for advance in sorted(advances, key=lambda one: (one.paid_on, one.id)):
        part = min(left, advance.left)
        if part > 0:
            found.append((advance.id, part))
            left -= part
    return found
