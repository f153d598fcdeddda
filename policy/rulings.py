"""A8.1, A8.2: what may be ruled on a conflict, by whom, and how the credit is divided."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from policy.conflicts import Claiming, ConflictStatus, Instance, Outcome
from policy.credit import LEAST, MOST_GIVEN, WHOLE
from policy.filler import Hollow, hollow
from policy.problems import Problem, refusal
from policy.words import N_

CLAUSES = {Outcome.FIRST_KEEPS: "A8.1", Outcome.TOGETHER: "A8.2"}
"""Under which clause each outcome stands."""


@dataclass(frozen=True)
class PartyFacts:
    """One party as the ruling sees it; ``stated`` is whether the customer's preference or the relation is stated."""

    user_id: int
    claiming: Claiming
    active: bool
    stated: bool


@dataclass(frozen=True)
class RulingFacts:
    """A ruling, and who makes it.

    ``leads_all`` is whether the ruler leads the unit of every party, ``involved`` whether the ruler is a party or opened
    the file, ``ruled_first`` whether the ruling that is appealed against was theirs. ``shares`` are percent by user id;
    ``kept`` is what colleagues outside the conflict have already.
    """

    instance: Instance
    status: ConflictStatus
    outcome: Outcome | None
    reason: str
    parties: tuple[PartyFacts, ...]
    shares: Mapping[int, int | None] = field(default_factory=dict)
    kept: int = 0
    leads_all: bool = True
    involved: bool = False
    ruled_first: bool = False


AWAITED = {Instance.MANAGER: ConflictStatus.OPEN, Instance.APPEAL: ConflictStatus.APPEALED}


def ruling_problems(facts: RulingFacts) -> Iterator[Problem]:
    """Why this is not ruled (A8.1, A8.2)."""
    if facts.status is not AWAITED[facts.instance]:
        yield refusal("A8.1", "not_awaited", N_("No ruling is awaited here now."))
        return
    yield from ruler_problems(facts)
    if facts.outcome is None:
        yield refusal(
            "A8.1",
            "no_outcome",
            N_("Choose one: first recorded, first owned, or both follow it together."),
            "",
            "outcome",
        )
    said = hollow(facts.reason)
    if said is not None:
        remedy = N_("Say why, definitely: both sides read it.")
        message = N_("A ruling needs its reason.") if said is Hollow.BLANK else N_("This is no definite reason.")
        yield refusal("A8.1", "no_reason", message, remedy, "reason")
    if facts.outcome is Outcome.TOGETHER:
        yield from _together_problems(facts)


def ruler_problems(facts: RulingFacts) -> Iterator[Problem]:
    """Why this person does not rule: a party, who opened it, who ruled it before, who does not lead all parties."""
    to_sales_management = N_("Sales management rules it.")
    if facts.involved:
        yield refusal("A8.1", "involved", N_("Nobody rules on a conflict of their own."), to_sales_management)
    if not facts.leads_all:
        yield refusal(
            "A8.1", "leads_not_all", N_("Only who leads all parties rules on their conflict."), to_sales_management
        )
    if facts.ruled_first:
        yield refusal(
            "A8.1",
            "ruled_first",
            N_("Who ruled first does not rule on the appeal."),
            N_("Somebody else of sales management, or of the company's leaders, rules on it."),
        )


def _together_problems(facts: RulingFacts) -> Iterator[Problem]:
    later = [party for party in facts.parties if party.claiming is Claiming.LATER and party.active]
    first = [party for party in facts.parties if party.claiming is Claiming.FIRST and party.active]
    if not first:
        yield refusal(
            "A8.2",
            "first_gone",
            N_("Who recorded it first is not active any more."),
            N_("Hand the customer over first: the new owner takes the place."),
            "outcome",
        )
    if not later:
        yield refusal(
            "A8.2",
            "later_gone",
            N_("Who came later is not active any more: nobody is there to share with."),
            N_("First recorded, first owned is the only ruling left."),
            "outcome",
        )
    if not all(party.stated for party in later):
        yield refusal(
            "A8.2",
            "not_stated",
            N_("Who came later has stated neither the customer's preference nor the relation to it."),
            N_("Ask for it: both follow it together only where that speaks for it."),
            "outcome",
        )
    if first and later:
        yield from share_problems(
            {party.user_id: facts.shares.get(party.user_id) for party in first + later}, facts.kept
        )


def share_problems(shares: Mapping[int, int | None], kept: int = 0) -> Iterator[Problem]:
    """Why the credit is not divided like this: whole percent, 1 to 99 for every party, 100 with what others have."""
    if any(share is None or not LEAST <= share <= MOST_GIVEN for share in shares.values()):
        yield refusal(
            "A8.2",
            "share_range",
            N_("Every party has a share of %(least)s to %(most)s percent."),
            "",
            "shares",
            least=LEAST,
            most=MOST_GIVEN,
        )
        return
    total = sum(shares.values()) + kept
    if total != WHOLE:
        yield refusal(
            "A8.2",
            "share_sum",
            N_("The shares make %(total)s percent together, not 100."),
            N_("Divide the credit so that it makes 100 percent."),
            "shares",
            total=total,
        )
