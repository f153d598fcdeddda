"""A12.4: from what was counted to points, places, the first, the last, and what follows from them."""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from policy.periods import month_after, month_before
from policy.ranking import Dimension

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Bar:
    """What it takes to be ranked: new customers and new opportunities that count, with shares as their parts."""

    customers: int
    opportunities: int

    def cleared(self, counted: Mapping[Dimension, Decimal]) -> bool:
        """Whether somebody takes part."""
        customers = counted.get(Dimension.NEW_CUSTOMERS, NOTHING)
        return customers >= self.customers and counted.get(Dimension.NEW_OPPORTUNITIES, NOTHING) >= self.opportunities


@dataclass(frozen=True)
class Points:
    """The place in one dimension among ``of`` who take part, and the points for it."""

    place: int
    of: int
    points: Decimal


def places(scores: Mapping[Hashable, Decimal]) -> dict[Hashable, int]:
    """The place of each: 1 for the highest; equal scores share the better place, and the next one is left free."""
    ordered = sorted(scores.values(), reverse=True)
    first = {}
    for place, score in enumerate(ordered, 1):
        first.setdefault(score, place)
    return {one: first[score] for one, score in scores.items()}


def points(
    counted: Mapping[Hashable, Mapping[Dimension, Decimal]], weights: Mapping[Dimension, Decimal]
) -> dict[Hashable, dict[Dimension, Points]]:
    """The points of all who take part: the first in a dimension has its whole weight, each place below one part less.

    The place counts and not the distance, so that no single figure, however large it was typed, outweighs the rest.
    Who has nothing of a dimension has no points in it.
    """
    of, found = len(counted), {one: {} for one in counted}
    for dimension in Dimension:
        values = {one: Decimal(had.get(dimension, NOTHING)) for one, had in counted.items()}
        for one, place in places(values).items():
            share = Decimal(of - place + 1) / of if values[one] > 0 else NOTHING
            earned = (Decimal(weights.get(dimension, NOTHING)) * share).quantize(Decimal("0.0001"))
            found[one][dimension] = Points(place, of, earned)
    return found


def first_ones(scores: Mapping[Hashable, Decimal], most: int) -> frozenset:
    """Who is at the top: the places down to ``most``; where several share the last of them, all of them are in."""
    return frozenset(one for one, place in places(scores).items() if place <= most)


def last_ones(scores: Mapping[Hashable, Decimal], most: int, top: Collection) -> frozenset:
    """Who is among the last: at most ``most``, never one who is at the top. Equal scores stand or fall together: those
    who would make it more than ``most`` are spared."""
    found: set = set()
    for score in sorted(set(scores.values())):
        equal = {one for one, its in scores.items() if its == score}
        if equal & set(top) or len(found) + len(equal) > most:
            break
        found |= equal
    return frozenset(found)


def streak(months_last: Collection[str], month: str) -> int:
    """How many months in a row, up to this one, somebody was among the last. A month without a place ends the row."""
    count = 0
    while month in months_last:
        count, month = count + 1, month_before(month)
    return count


def earns_reward(commendations: int, rewards: int, each: int) -> bool:
    """Whether one more reward is due: one for every so many commendations."""
    return commendations // each > rewards


def months_due(last: str | None, latest: str, most: int = 12) -> list[str]:
    """The months to be drawn: all since the last one that was, at most a year back; at first only the latest."""
    if last is None:
        return [latest]
    found = []
    while last < latest:
        last = month_after(last)
        found.append(last)
    return found[-most:]
