"""What changed between two versions of what is decided, item by item: for who decides, and for nobody to overlook."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Change:
    """One part of the content: what it was and what it is; of lists what went and what came."""

    before: Any
    after: Any
    listed: bool = False

    def told(self, say: Callable[[Any], str]) -> "Change":
        """The same in words."""
        if self.listed:
            return Change([say(item) for item in self.before], [say(item) for item in self.after], True)
        return Change(say(self.before), say(self.after))


def changed(before: Any, after: Any) -> Change | None:
    """What changed in one part; None when nothing did. Of lists only the items that differ."""
    if before == after:
        return None
    if isinstance(before, list | None) and isinstance(after, list | None):
        return Change(_without(before or [], after or []), _without(after or [], before or []), True)
    return Change(before, after)


def _without(items: list, others: list) -> list:
    left = list(others)
    kept = []
    for item in items:
        if item in left:
            left.remove(item)
        else:
            kept.append(item)
    return kept
