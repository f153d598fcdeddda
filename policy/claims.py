"""A3.4: the life of a claim. Its moves in one table, and who may make them."""

from collections.abc import Iterator
from dataclasses import dataclass

from policy.expenses import ClaimStatus
from policy.problems import Kind, Problem
from policy.words import N_

MOVES = {
    ("submit", ClaimStatus.DRAFT): ClaimStatus.SUBMITTED,
    ("submit", ClaimStatus.RETURNED): ClaimStatus.SUBMITTED,
    ("withdraw", ClaimStatus.SUBMITTED): ClaimStatus.DRAFT,
    ("withdraw", ClaimStatus.MANAGER_APPROVED): ClaimStatus.DRAFT,
    ("approve", ClaimStatus.SUBMITTED): ClaimStatus.MANAGER_APPROVED,
    ("send_back", ClaimStatus.SUBMITTED): ClaimStatus.RETURNED,
    ("take", ClaimStatus.MANAGER_APPROVED): ClaimStatus.IN_CHECK,
    ("take", ClaimStatus.IN_CHECK): ClaimStatus.IN_CHECK,
    ("release", ClaimStatus.IN_CHECK): ClaimStatus.MANAGER_APPROVED,
    ("judge", ClaimStatus.IN_CHECK): ClaimStatus.IN_CHECK,
    ("finish", ClaimStatus.IN_CHECK): ClaimStatus.APPROVED,
    ("refuse", ClaimStatus.IN_CHECK): ClaimStatus.RETURNED,
    ("reopen", ClaimStatus.APPROVED): ClaimStatus.IN_CHECK,
    ("pay", ClaimStatus.APPROVED): ClaimStatus.PAID,
    ("payment_returned", ClaimStatus.PAID): ClaimStatus.APPROVED,
    # what was decided does not cover lines that changed afterwards: the claim goes back to its claimant
    ("lines_changed", ClaimStatus.SUBMITTED): ClaimStatus.RETURNED,
    ("lines_changed", ClaimStatus.MANAGER_APPROVED): ClaimStatus.RETURNED,
    ("lines_changed", ClaimStatus.IN_CHECK): ClaimStatus.RETURNED,
    ("lines_changed", ClaimStatus.APPROVED): ClaimStatus.RETURNED,
}
"""The legal moves of a claim: (deed, state) → state. Buttons are offered and deeds refused from this table."""

EDITABLE = frozenset({ClaimStatus.DRAFT, ClaimStatus.RETURNED})
"""States in which the claimant writes; before finance checks, an edit first takes the claim back (``withdraw``)."""


UNDER_WAY = frozenset({ClaimStatus.SUBMITTED, ClaimStatus.MANAGER_APPROVED, ClaimStatus.IN_CHECK})
"""States in which a claim waits for somebody's decision about its lines."""


def after(deed: str, status: ClaimStatus) -> ClaimStatus:
    """The state that a deed leads to; ``KeyError`` when it is not legal, which ``deed_problems`` says first."""
    return MOVES[deed, status]


@dataclass(frozen=True)
class DeedFacts:
    """Who wants to do what to a claim. ``approver``: approved it as manager in this round. ``manages``: its unit is in
    the person's hands and the person may approve. ``checker``: has taken it into check. ``lapsed``: whoever has it in check
    has not decided anything for too long, so that somebody else may take it. ``batched``: it is in a payment batch."""

    deed: str
    status: ClaimStatus
    claimant: bool = False
    manages: bool = False
    approver: bool = False
    checker: bool = False
    lapsed: bool = False
    batched: bool = False


CLAIMANTS = frozenset({"submit", "withdraw"})
MANAGERS = frozenset({"approve", "send_back"})
CHECKERS = frozenset({"judge", "finish", "refuse"})


def deed_problems(facts: DeedFacts) -> Iterator[Problem]:
    """Why a deed is refused: nobody decides about their own claim, two people see every claim, and only legal moves."""
    if facts.deed in CLAIMANTS and not facts.claimant:
        yield _refusal(N_("Only its claimant does this."), "", "not_the_claimant")
    if facts.deed not in CLAIMANTS and facts.claimant:
        remedy = N_("It waits for the next one in line.")
        yield _refusal(N_("Nobody approves, checks or pays their own claim."), remedy, "own_claim")
    elif facts.deed in MANAGERS and not facts.manages:
        remedy = N_("It waits for a manager of the claimant's unit.")
        yield _refusal(N_("This claim is not yours to approve."), remedy, "not_the_manager")
    if facts.deed in CHECKERS | {"take", "reopen"} and facts.approver:
        remedy = N_("Leave it to somebody else of finance.")
        yield _refusal(N_("Whoever approved a claim as manager does not check it as well."), remedy, "approver_checks")
    if (facts.deed, facts.status) not in MOVES:
        remedy = N_("Look at where the claim stands now.")
        yield _refusal(N_("The claim has moved on; this cannot be done in its present state."), remedy, "wrong_state")
    elif facts.deed == "take" and facts.status is ClaimStatus.IN_CHECK and (facts.checker or not facts.lapsed):
        remedy = N_("It is free again when its checker gives it back, or decides nothing for a while.")
        yield _refusal(N_("This claim is in check already."), remedy, "taken")
    elif facts.deed in {"pay", "reopen"} and facts.batched:
        remedy = N_("Take it out of the batch first.")
        yield _refusal(N_("This claim is in a payment batch."), remedy, "in_batch")
    elif facts.deed in CHECKERS and not facts.checker:
        remedy = N_("Take the claim into check first.")
        yield _refusal(N_("Somebody else has this claim in check."), remedy, "not_the_checker")


def may(facts: DeedFacts) -> bool:
    """Whether the deed's button is offered."""
    return not any(True for _ in deed_problems(facts))


def _refusal(message: str, remedy: str, code: str) -> Problem:
    return Problem("A3.4", Kind.BLOCKS, message, remedy, code=code)
