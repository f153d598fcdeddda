"""What the tree of units may look like (A2)."""

from collections.abc import Iterator
from dataclasses import dataclass

from policy.problems import Kind, Problem
from policy.roles import UnitKind
from policy.words import N_

DEEPEST = 12


@dataclass(frozen=True)
class UnitFacts:
    """A unit as it would be. ``path`` is empty for a new one; ``height`` counts the levels from it down to its leaves.

    ``moves_customers``: it would come under another company (A13), with customers of people in it.
    """

    kind: UnitKind
    path: str = ""
    height: int = 1
    parent_path: str | None = None
    parent_active: bool = True
    headquarters_elsewhere: bool = False
    crosses_company: bool = False
    customers: int = 0


def unit_problems(facts: UnitFacts) -> Iterator[Problem]:
    """Why a unit may not be created, moved or changed like this."""
    if facts.parent_path is None:
        if facts.kind is not UnitKind.HEADQUARTERS:
            yield _refuse(N_("Only headquarters stands at the top."), N_("Choose the unit above."), "parent_id", "top")
    elif facts.kind is UnitKind.HEADQUARTERS:
        yield _refuse(N_("Headquarters stands at the top, below nothing."), "", "kind", "headquarters_below")
    elif facts.path and facts.parent_path.startswith(facts.path):
        remedy = N_("Choose a unit that is not part of this one.")
        yield _refuse(N_("A unit cannot lie below itself."), remedy, "parent_id", "cycle")
    elif not facts.parent_active:
        remedy = N_("Choose another, or make it active again first.")
        yield _refuse(N_("The unit above is no longer active."), remedy, "parent_id", "parent_inactive")
    elif facts.parent_path.count("/") - 1 + facts.height > DEEPEST:
        yield _refuse(N_("The tree has at most %(most)s levels."), "", "parent_id", "deep", most=DEEPEST)
    if facts.kind is UnitKind.HEADQUARTERS and facts.headquarters_elsewhere:
        yield _refuse(N_("There is one headquarters already."), "", "kind", "second_headquarters")
    if facts.crosses_company and facts.customers:
        yield Problem(
            "A13",
            Kind.BLOCKS,
            N_("%(count)s customers belong to this unit; they do not move to another company with it."),
            N_("Hand the customers over first."),
            "parent_id",
            "customers_stay",
            {"count": facts.customers},
        )


@dataclass(frozen=True)
class ClosingFacts:
    """What still stands in a unit that is to be deactivated."""

    people: int
    units: int


def deactivation_problems(facts: ClosingFacts) -> Iterator[Problem]:
    """Why a unit cannot be deactivated yet."""
    if facts.people:
        message = N_("%(count)s active people sit in this unit.")
        yield _refuse(message, N_("Move or deactivate them first."), "", "people_left", count=facts.people)
    if facts.units:
        message = N_("%(count)s active units lie below this one.")
        yield _refuse(message, N_("Move or deactivate them first."), "", "units_left", count=facts.units)


def _refuse(message: str, remedy: str, field: str, code: str, **params) -> Problem:
    return Problem("A2", Kind.BLOCKS, message, remedy, field, code, params)
