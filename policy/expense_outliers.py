"""A3.4: spending that stands out, with its reason; and how long a claim took, step by step."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

FEWEST_PEERS = 4
DAY = Decimal(86_400)


@dataclass(frozen=True)
class FarAbove:
    """Somebody who spent ``times`` what the one in the middle of all did."""

    person: int
    spent: Decimal
    middle: Decimal
    times: Decimal


def far_above(spent: Mapping[int, Decimal], times: Decimal, least: Decimal) -> list[FarAbove]:
    """Who spent at least ``times`` the median of all, and at least ``least`` yuan; the highest first. Of fewer than four
    people nobody stands out."""
    if len(spent) < FEWEST_PEERS:
        return []
    middle = Decimal(median(spent.values()))
    found = [
        FarAbove(person, amount, middle, amount / middle)
        for person, amount in spent.items()
        if middle > 0 and amount >= least and amount >= middle * times
    ]
    return sorted(found, key=lambda one: (-one.spent, one.person))


@dataclass(frozen=True)
class Way:
    """When a claim was submitted, approved by the manager, checked, and paid; None for a step that left no trace."""

    submitted_at: dt.datetime
    approved_at: dt.datetime | None
    checked_at: dt.datetime | None
    paid_at: dt.datetime

    @property
    def steps(self) -> tuple[Decimal | None, Decimal | None, Decimal | None, Decimal]:
        """Days with the manager, at the desk, until the payment, and altogether."""
        manager = _days(self.submitted_at, self.approved_at)
        desk = _days(self.approved_at, self.checked_at)
        payment = _days(self.checked_at, self.paid_at)
        return manager, desk, payment, _days(self.submitted_at, self.paid_at) or Decimal(0)


def _days(start: dt.datetime | None, end: dt.datetime | None) -> Decimal | None:
    if start is None or end is None:
        return None
    return max(Decimal((end - start).total_seconds()) / DAY, Decimal(0))


def averages(ways: Iterable[Way]) -> tuple[Decimal | None, ...]:
    """The mean of each step in days, and last the median of the whole; None where nothing is known."""
    columns = list(zip(*(way.steps for way in ways), strict=True))
    if not columns:
        return (None,) * 5
    known = [[one for one in column if one is not None] for column in columns]
    means = tuple(sum(column, Decimal(0)) / len(column) if column else None for column in known)
    return (*means, Decimal(median(known[-1])))
