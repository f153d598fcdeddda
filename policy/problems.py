"""What a rule answers with: the clause, a sentence, the remedy, and how grave it is. Never just False."""

import dataclasses
from collections.abc import Iterable
from typing import Any

from policy.words import N_, Word


class Kind(Word):
    """How grave a problem is."""

    BLOCKS = "blocks", N_("Blocked")
    NEEDS_APPROVAL = "needs_approval", N_("Needs approval")
    WARNS = "warns", N_("Please look")
    FINE = "fine", N_("Fine")


@dataclasses.dataclass(frozen=True)
class Problem:
    """One answer of a rule.

    ``message`` and ``remedy`` are message ids (English, marked with ``N_``) with ``%(name)s`` places filled from
    ``params`` after translation. ``clause`` is e.g. ``"A3.4"``, or ``""`` for plain form errors. ``field`` names the
    form field at fault, ``code`` is stable for tests, statistics and reusable phrases.
    """

    clause: str
    kind: Kind
    message: str
    remedy: str = ""
    field: str = ""
    code: str = ""
    params: dict[str, Any] = dataclasses.field(default_factory=dict, hash=False)

    @property
    def blocks(self) -> bool:
        return self.kind is Kind.BLOCKS


def blocking(problems: Iterable[Problem]) -> list[Problem]:
    """The problems that refuse the deed."""
    return [problem for problem in problems if problem.blocks]


def doubts(problems: Iterable[Problem]) -> int:
    """How many problems ask somebody to look."""
    return sum(problem.kind is Kind.WARNS for problem in problems)
