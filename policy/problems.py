"""What a rule answers with: the clause, a sentence, the remedy, and how grave it is. Never just False."""

import dataclasses
from collections.abc import Callable, Iterable
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


def refusal(clause: str, code: str, message: str, remedy: str = "", field: str = "", **params: Any) -> Problem:
    """A problem that blocks; ``params`` are what its sentences name."""
    return Problem(clause, Kind.BLOCKS, message, remedy, field, code, params)


def refusals(clause: str, field: str = "") -> Callable[..., Problem]:
    """How a chapter refuses: ``refusal`` under its clause and about its field, where a call names no other."""

    def refused(
        code: str, message: str, remedy: str = "", field: str = field, clause: str = clause, **params: Any
    ) -> Problem:
        return refusal(clause, code, message, remedy, field, **params)

    return refused


def blocking(problems: Iterable[Problem]) -> list[Problem]:
    """The problems that refuse the deed."""
    return [problem for problem in problems if problem.blocks]


def doubts(problems: Iterable[Problem]) -> int:
    """How many problems ask somebody to look."""
    return sum(problem.kind is Kind.WARNS for problem in problems)
