"""A3.4: limits of expenses: what they are counted by, and whether they warn or block."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from policy.expenses import Category
from policy.problems import Problem, refusals
from policy.words import N_, Word

_refused = refusals("A3.4")


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


@dataclass(frozen=True)
class LimitSetting:
    """A limit that somebody wants to set. ``own``: it is for a company whose expenses the person checks."""

    own: bool
    basis: Basis
    category: Category | None
    amount: Decimal
    from_on: dt.date
    until_on: dt.date | None
    today: dt.date


OF_STAYS, OF_TABLES = {None, Category.LODGING}, {None, Category.ENTERTAINMENT, Category.MEALS}


def setting_problems(setting: LimitSetting) -> Iterator[Problem]:
    """Why a limit is not set: it holds from today on at the earliest, and speaks of what can be counted."""
    if not setting.own:
        yield _refused("not_yours", N_("Limits are set for the company whose expenses you check."))
    if setting.from_on < setting.today:
        remedy = N_("Let it begin today or later: what was spent before was spent by the rules of then.")
        yield _refused("begins_in_the_past", N_("A limit does not begin in the past."), remedy, "from_on")
    if setting.until_on is not None and setting.until_on < setting.from_on:
        yield _refused("ends_early", N_("It ends before it begins."), field="until_on")
    if setting.basis is Basis.NIGHT and setting.category not in OF_STAYS:
        yield _refused("no_nights", N_("Only lodging is counted by nights."), field="basis")
    if setting.basis is Basis.HEAD and setting.category not in OF_TABLES:
        yield _refused("no_heads", N_("Only meals and entertainment are counted by heads."), field="basis")
