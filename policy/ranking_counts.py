"""A12.4: which records of a month count in the ranking, for whom and how much, and why the others do not."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from policy.ranking import LeftOut

WHOLE = Decimal(100)


@dataclass(frozen=True)
class Item:
    """One record. ``by`` entered it ``at`` that moment; ``credit`` is percent by person; ``worth`` what a whole one adds.

    ``flaw`` is what already speaks against it. ``twins``: two records with a key in common are twins.
    """

    id: int
    by: int
    at: dt.datetime
    credit: Mapping[int, int]
    worth: Decimal = Decimal(1)
    flaw: LeftOut | None = None
    twins: tuple = ()


@dataclass
class Tally:
    """What of one dimension one person has: the sum, what was counted with its percent, what was left out by reason."""

    value: Decimal = Decimal(0)
    counted: list[tuple[int, int]] = field(default_factory=list)
    left_out: dict[LeftOut, list[int]] = field(default_factory=dict)

    def add(self, other: "Tally") -> None:
        """Take in what somebody else has, for a partner company as a whole."""
        self.value += other.value
        self.counted += other.counted
        for reason, ids in other.left_out.items():
            self.left_out.setdefault(reason, []).extend(ids)


def in_bulk(moments: Collection[dt.datetime], records: int, minutes: int) -> frozenset[dt.datetime]:
    """Those moments of one person's entries that lie, with more than ``records``, within so many minutes."""
    ordered, span, first, found = sorted(moments), dt.timedelta(minutes=minutes), 0, set()
    marked = 0
    for last, moment in enumerate(ordered):
        while moment - ordered[first] > span:
            first += 1
        if last - first + 1 > records:
            found.update(ordered[max(first, marked) : last + 1])
            marked = last + 1
    return frozenset(found)


def sift(
    items: Sequence[Item], crowd: Mapping[int, Collection[dt.datetime]], earlier: Iterable, records: int, minutes: int
) -> dict[int, LeftOut | None]:
    """By id why a record is left out, None where it counts. ``crowd`` are the moments of all entries by person;
    ``earlier`` the keys of twins entered before the month."""
    bulks = {person: in_bulk(moments, records, minutes) for person, moments in crowd.items()}
    known, found = set(earlier), {}
    for item in sorted(items, key=lambda item: (item.at, item.id)):
        found[item.id] = item.flaw or _flaw(item, known, bulks)
        if item.flaw in (None, LeftOut.IMPORTED):
            known.update(item.twins)
    return found


def _flaw(item: Item, known: set, bulks: Mapping[int, frozenset]) -> LeftOut | None:
    if known.intersection(item.twins):
        return LeftOut.TWIN
    return LeftOut.BULK if item.at in bulks.get(item.by, ()) else None


def tallies(items: Iterable[Item], verdicts: Mapping[int, LeftOut | None]) -> dict[int, Tally]:
    """What each person has of the records: their part of what counts, and what of theirs was left out."""
    found: dict[int, Tally] = defaultdict(Tally)
    for item in items:
        for person, percent in item.credit.items():
            if not percent:
                continue
            if (reason := verdicts[item.id]) is None:
                found[person].value += item.worth * percent / WHOLE
                found[person].counted.append((item.id, percent))
            else:
                found[person].left_out.setdefault(reason, []).append(item.id)
    return dict(found)
