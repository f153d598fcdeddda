"""A8: giving a customer to another owner, and following it together."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from policy.entry import CustomerStatus
from policy.problems import Kind, Problem
from policy.roles import Role
from policy.words import N_

OWNING = frozenset({Role.DIRECT_SALES, Role.CHANNEL_SALES, Role.DEPARTMENT_MANAGER, Role.GENERAL_MANAGER})
"""Who may own a customer: who sells, and who leads those who sell."""


def sells(roles: Collection[Role]) -> bool:
    """Whether one of the roles may own customers."""
    return bool(OWNING & set(roles))


ALREADY_SHARED = Problem(
    "A8.2", Kind.BLOCKS, N_("This colleague works on the customer already."), "", "user_id", "already_shared"
)


def _reason(clause: str, reason: str) -> Iterator[Problem]:
    if not reason.strip():
        yield Problem(clause, Kind.BLOCKS, N_("This needs a reason."), N_("Say why."), "reason", "no_reason")


def _active(clause: str, active: bool) -> Iterator[Problem]:
    if not active:
        yield Problem(
            clause,
            Kind.BLOCKS,
            N_("This colleague is not active any more."),
            N_("Choose somebody else."),
            "user_id",
            "inactive",
        )


@dataclass(frozen=True)
class ShareFacts:
    """A colleague is to work on the customer as well; ``owner`` is whether it is the owner."""

    status: CustomerStatus
    owner: bool
    active: bool
    reason: str


def share_problems(facts: ShareFacts) -> Iterator[Problem]:
    """Why a customer is not followed together with this colleague (A8.2)."""
    if facts.status is not CustomerStatus.APPROVED:
        yield Problem(
            "A8.2",
            Kind.BLOCKS,
            N_("Only an approved customer is followed together."),
            N_("Have it approved first."),
            code="not_approved",
        )
    if facts.owner:
        yield Problem("A8.2", Kind.BLOCKS, N_("This colleague owns the customer."), "", "user_id", "owner")
    yield from _active("A8.2", facts.active)
    yield from _reason("A8.2", facts.reason)


def share_end_problems(ruled: bool, own: bool) -> Iterator[Problem]:
    """Why a colleague's part does not end (A8.2): one that a ruling made is given up by the colleague alone."""
    if ruled and not own:
        yield Problem(
            "A8.2",
            Kind.BLOCKS,
            N_("A ruling made this share: nobody but the colleague ends it."),
            N_("Within its term a party may appeal against the ruling."),
            code="ruled",
        )


@dataclass(frozen=True)
class TransferFacts:
    """A manager gives the customer to somebody; ``owner`` is whether they own it already, ``claims`` whether they claim
    it in a conflict that runs."""

    owner: bool
    active: bool
    sells: bool
    reason: str
    claims: bool = False


def transfer_problems(facts: TransferFacts) -> Iterator[Problem]:
    """Why the customer is not transferred to this person (A8.1: with a reason, never in silence)."""
    if facts.owner:
        yield Problem("A8.1", Kind.BLOCKS, N_("This colleague owns the customer already."), "", "user_id", "owner")
    if not facts.sells:
        yield Problem(
            "A8.1",
            Kind.BLOCKS,
            N_("This colleague does not own customers."),
            N_("Choose somebody who sells, or leads those who sell."),
            "user_id",
            "not_selling",
        )
    if facts.claims:
        yield Problem(
            "A8.1",
            Kind.BLOCKS,
            N_("This colleague claims the customer in a conflict that runs: nobody takes over by any other way."),
            N_("Wait for the ruling, or have the claim withdrawn."),
            "user_id",
            "claims",
        )
    yield from _active("A8.1", facts.active)
    yield from _reason("A8.1", facts.reason)
