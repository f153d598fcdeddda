"""A8: conflicts. Two people on the same customer or opportunity: who may claim, what is put forward, and the appeal."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from policy.filler import hollow
from policy.problems import Problem, refusal
from policy.words import N_, Word


class ConflictStatus(Word):
    """Where a conflict stands."""

    OPEN = "open", N_("To be ruled")
    RULED = "ruled", N_("Ruled")
    APPEALED = "appealed", N_("Appealed")
    SETTLED = "settled", N_("Settled")
    WITHDRAWN = "withdrawn", N_("Withdrawn")


class Claiming(Word):
    """In which order a claimant recorded (A8.1)."""

    FIRST = "first", N_("Recorded first")
    LATER = "later", N_("Came later")


class Outcome(Word):
    """What a ruling may say (A8.1, A8.2): nobody takes over by any other way."""

    FIRST_KEEPS = "first_keeps", N_("First recorded, first owned")
    TOGETHER = "together", N_("Both follow it together")


class Instance(Word):
    """Before whom a ruling was made."""

    MANAGER = "manager", N_("Ruling")
    APPEAL = "appeal", N_("Ruling on the appeal")


HEARING = frozenset({ConflictStatus.OPEN, ConflictStatus.APPEALED})
"""While the parties are heard: they may put forward and attach."""


def standing(status: ConflictStatus, appeal_until: dt.date | None, today: dt.date) -> ConflictStatus:
    """Where a conflict stands on a day: a ruling that nobody appealed against in its term is settled by itself."""
    over = status is ConflictStatus.RULED and appeal_until is not None and appeal_until < today
    return ConflictStatus.SETTLED if over else status


NOT_KNOWN = refusal(
    "A8.1",
    "not_known",
    N_("No customer is recorded under this name."),
    N_("Write the registered name exactly as it was refused when you recorded it, or record the customer yourself."),
    "name",
)
BEING_OPENED = refusal(
    "A8.1",
    "just_opened",
    N_("Somebody has just opened a conflict about this customer."),
    N_("Open it again: you join the file that runs."),
)


@dataclass(frozen=True)
class OpenFacts:
    """Somebody claims a customer that somebody else recorded first.

    ``near`` is whether it lies within the claimant's own company, ``recorded`` whether the record still holds its name,
    ``owner`` whether the claimant owns it, ``claims`` whether they claim it in the running file already; ``running`` is
    where that file stands, and ``heard`` whether their claim was ruled on already since the owner has it.
    """

    sells: bool
    active: bool
    near: bool
    recorded: bool
    owned: bool
    owner: bool
    claims: bool
    running: ConflictStatus | None
    heard: bool


def open_problems(facts: OpenFacts) -> Iterator[Problem]:
    """Why a conflict is not opened, or the running one not joined, by this claimant (A8.1)."""
    if not facts.active or not facts.sells:
        yield refusal(
            "A8.1",
            "not_selling",
            N_("This colleague does not own customers."),
            N_("Choose somebody who sells, or leads those who sell."),
            "user_id",
        )
    over = facts.running in {ConflictStatus.RULED, ConflictStatus.APPEALED} and not facts.claims
    if not facts.near and (over or not facts.recorded or not facts.owned):
        # Why not would tell more of another company's customer than its refused registration does (A13).
        yield refusal("A8.1", "not_now", N_("No conflict can be opened about it now."), N_("Ask sales management."))
        return
    if not facts.recorded:
        yield refusal("A8.1", "lapsed", N_("This record has lapsed: its name is free."), N_("Record the company anew."))
    elif facts.owner:
        yield refusal("A8.1", "own", N_("The claimant owns this customer already."))
    elif not facts.owned:
        yield refusal(
            "A8.1", "nobodys", N_("Nobody owns this customer."), N_("Claim it from the public pool of its company.")
        )
    if facts.claims:
        yield refusal("A8.1", "claims", N_("This claim is part of the running conflict already."))
    elif over:
        yield refusal(
            "A8.1",
            "being_settled",
            N_("A conflict about this customer has been ruled and is not settled yet."),
            N_("Wait until the term of the appeal is over."),
        )
    if facts.heard:
        yield refusal(
            "A8.1",
            "heard",
            N_("This claim was ruled on already: nobody takes over by any other way."),
            N_("Once the customer has another owner, it may be claimed again."),
        )


@dataclass(frozen=True)
class StatementFacts:
    """A party puts something forward; ``present`` is whether they are still a party."""

    status: ConflictStatus
    present: bool
    preference: str
    relation: str
    statement: str


def statement_problems(facts: StatementFacts) -> Iterator[Problem]:
    """Why nothing is put forward (A8.2)."""
    if facts.status not in HEARING or not facts.present:
        yield refusal("A8.2", "not_heard", N_("The parties are not heard any more."))
    elif not (facts.preference.strip() or facts.relation.strip() or facts.statement.strip()):
        yield refusal(
            "A8.2",
            "nothing_said",
            N_("Nothing is put forward."),
            N_("Say whom the customer prefers, what your relation is, or what happened."),
            "statement",
        )


def withdrawal_problems(status: ConflictStatus, claiming: Claiming | None, present: bool) -> Iterator[Problem]:
    """Why a claim is not withdrawn: only who came later withdraws it, and only before the ruling."""
    if claiming is not Claiming.LATER or not present:
        yield refusal("A8.1", "not_claiming", N_("Only who claims it withdraws the claim."))
    elif status is not ConflictStatus.OPEN:
        yield refusal("A8.1", "ruled", N_("It has been ruled: the claim cannot be withdrawn any more."))


@dataclass(frozen=True)
class AppealFacts:
    """A party appeals; ``status`` as it stands today, ``judged`` is whether somebody is there to rule on the appeal."""

    status: ConflictStatus
    party: bool
    appealed: bool
    reason: str
    judged: bool = True


def appeal_problems(facts: AppealFacts) -> Iterator[Problem]:
    """Why there is no appeal: once, by a party, within the term, with a reason."""
    if not facts.party:
        yield refusal("A8.1", "no_party", N_("Only a party appeals."))
    if facts.appealed:
        yield refusal("A8.1", "appealed", N_("There has been an appeal already: there is one only."))
    elif facts.status is ConflictStatus.SETTLED:
        yield refusal("A8.1", "term_over", N_("The term of the appeal is over: the ruling stands."))
    elif facts.status is not ConflictStatus.RULED:
        yield refusal("A8.1", "not_ruled", N_("There is no ruling to appeal against."))
    if not facts.judged:
        yield refusal(
            "A8.1",
            "nobody_rules",
            N_("Besides who ruled there is nobody in sales management who could rule on an appeal."),
            N_("The administrator gives somebody the role."),
        )
    if hollow(facts.reason) is not None:
        yield refusal(
            "A8.1",
            "no_reason",
            N_("An appeal needs a definite reason."),
            N_("Say what the ruling did not see."),
            "reason",
        )
