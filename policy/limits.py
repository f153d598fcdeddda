"""A3.4: limits of expenses: what they are counted by, and whether they warn or block."""

from dataclasses import dataclass
from decimal import Decimal

from policy.words import N_, Word


class Basis(Word):
    """What an amount is held against a limit for."""

    LINE = "line", N_("per line")
    HEAD = "head", N_("per head")
    NIGHT = "night", N_("per night")
    DAY = "day", N_("per person and day")
    MONTH = "month", N_("per person and month")
    CUSTOMER_MONTH = "customer_month", N_("per customer and month")


class Effect(Word):
    """What follows when a limit is passed."""

    WARNS = "warns", N_("warns")
    BLOCKS = "blocks", N_("blocks")


class CityTier(Word):
    """How dear a city is."""

    FIRST = "first", N_("First-tier city")
    SECOND = "second", N_("Second-tier city")
    OTHER = "other", N_("Other places")


@dataclass(frozen=True)
class LimitFacts:
    """A limit that fits a line, and what is held against it.

    ``measured`` is the amount in the unit of ``basis``: the line itself, per head or night, or the sum of the day or month
    with all lines of the same person, category (or customer) that the limit speaks of, this line included; None where it
    cannot be told (no headcount). ``near`` is the sum of the claimant's lines of the same kind for the same customer within
    the days of splitting, this one included; ``near_lines`` how many they are.
    """

    basis: Basis
    effect: Effect
    amount: Decimal
    measured: Decimal | None
    near: Decimal = Decimal(0)
    near_lines: int = 1

    @property
    def passed(self) -> bool:
        """Whether the limit is passed."""
        return self.measured is not None and self.measured > self.amount
