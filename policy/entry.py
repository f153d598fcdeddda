"""A4: entering customers. What is complete, who enters which kind, the entry clock, review."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from policy.problems import Kind, Problem
from policy.words import N_, Word


class CustomerKind(Word):
    """Which business a customer belongs to; decides who enters it (A4.0)."""

    DIRECT = "direct", N_("Direct customer")
    AGENT = "agent", N_("Agent")
    AGENT_END = "agent_end", N_("Agent's end customer")


class CustomerStatus(Word):
    """Where a customer stands in A4.2. Only an approved one counts anywhere."""

    DRAFT = "draft", N_("Draft")
    SUBMITTED = "submitted", N_("Submitted")
    RETURNED = "returned", N_("Returned")
    APPROVED = "approved", N_("Approved")
    LAPSED = "lapsed", N_("Lapsed")


MOVES = {
    ("submit", CustomerStatus.DRAFT): CustomerStatus.SUBMITTED,
    ("submit", CustomerStatus.RETURNED): CustomerStatus.SUBMITTED,
    ("withdraw", CustomerStatus.SUBMITTED): CustomerStatus.DRAFT,
    ("approve", CustomerStatus.SUBMITTED): CustomerStatus.APPROVED,
    ("return", CustomerStatus.SUBMITTED): CustomerStatus.RETURNED,
    ("lapse", CustomerStatus.DRAFT): CustomerStatus.LAPSED,
    ("lapse", CustomerStatus.RETURNED): CustomerStatus.LAPSED,
}


class Grade(Word):
    """How much a customer is worth to the company."""

    A = "A", N_("A – key")
    B = "B", N_("B – important")
    C = "C", N_("C – ordinary")
    D = "D", N_("D – occasional")


class DecisionRole(Word):
    """What a contact decides in a purchase."""

    DECISION_MAKER = "decision_maker", N_("Decision maker")
    INFLUENCER = "influencer", N_("Influencer")
    USER = "user", N_("User")
    GATEKEEPER = "gatekeeper", N_("Gatekeeper")
    UNKNOWN = "unknown", N_("Not known yet")


DIRECT_KINDS = frozenset({CustomerKind.DIRECT})
CHANNEL_KINDS = frozenset({CustomerKind.AGENT, CustomerKind.AGENT_END})


def kinds_entered(direct: bool, channel: bool) -> frozenset[CustomerKind]:
    """The kinds that a person enters (A4.0): direct sales the direct ones, channel sales agents and their customers."""
    return (DIRECT_KINDS if direct else frozenset()) | (CHANNEL_KINDS if channel else frozenset())


@dataclass(frozen=True)
class EntryFacts:
    """What a person asks to enter. ``agent`` is whether an agent is named, ``agent_known`` whether it is an approved one."""

    kind: CustomerKind
    kinds: frozenset[CustomerKind]
    name: str
    name_key: str
    agent: bool = False
    agent_known: bool = False


def entry_problems(facts: EntryFacts) -> Iterator[Problem]:
    """What stands against keeping a customer even as a draft (A4.0, A4.1)."""
    if facts.kind not in facts.kinds:
        yield Problem(
            "A4.0",
            Kind.BLOCKS,
            N_("Customers of this kind are not entered by you."),
            N_("Direct sales enter direct customers; channel sales enter agents and agents' end customers."),
            "kind",
            "kind_not_yours",
        )
    if len(facts.name_key) < 2:
        yield Problem(
            "A4.1",
            Kind.BLOCKS,
            N_("This is not the name of a company."),
            N_("Write the registered name as it stands on the business licence."),
            "name",
            "no_name",
        )
    yield from _agent_problems(facts)


def _agent_problems(facts: EntryFacts) -> Iterator[Problem]:
    if facts.kind is CustomerKind.AGENT_END and facts.agent and not facts.agent_known:
        yield Problem(
            "A4.0",
            Kind.BLOCKS,
            N_("The agent named here is not an approved agent."),
            N_("Choose an agent whose own record is approved."),
            "agent_id",
            "agent_unknown",
        )
    if facts.kind is not CustomerKind.AGENT_END and facts.agent:
        yield Problem(
            "A4.0",
            Kind.BLOCKS,
            N_("Only an agent's end customer names an agent."),
            N_("Leave the agent empty, or choose the other kind."),
            "agent_id",
            "agent_needless",
        )


@dataclass(frozen=True)
class SubmissionFacts:
    """A draft that is to be submitted. ``reachable`` counts the active contacts with name and phone; ``longer`` is
    whether the longer time was asked for; ``reviewer`` whether a manager or assistant submits on the owner's behalf."""

    status: CustomerStatus
    kind: CustomerKind
    agent: bool
    province: str
    city: str
    industry: str
    reachable: int
    today: dt.date
    due_on: dt.date
    longer: bool
    longer_days: int
    reviewer: bool = False


def missing(facts: SubmissionFacts) -> Iterator[Problem]:
    """What is still missing for the record to be complete (A4.1)."""
    for field, message in (
        ("province", N_("The province is missing.")),
        ("city", N_("The city is missing.")),
        ("industry", N_("The industry is missing.")),
    ):
        if not getattr(facts, field):
            yield Problem("A4.1", Kind.BLOCKS, message, N_("Fill it in, then submit."), field, f"no_{field}")
    if facts.kind is CustomerKind.AGENT_END and not facts.agent:
        yield Problem(
            "A4.0",
            Kind.BLOCKS,
            N_("The agent of this end customer is missing."),
            N_("Choose the agent through whom the customer buys."),
            "agent_id",
            "no_agent",
        )
    if not facts.reachable:
        yield Problem(
            "A4.1",
            Kind.BLOCKS,
            N_("A contact with name and phone is missing."),
            N_("Add at least one person at the customer who can be called."),
            "contacts",
            "no_contact",
        )


def submission_problems(facts: SubmissionFacts) -> Iterator[Problem]:
    """Why a draft is not submitted: wrong state, not complete (A4.1), or its entry clock has run out (A4.3)."""
    yield from move_problems("submit", facts.status)
    yield from missing(facts)
    if facts.today <= facts.due_on:
        return
    if not facts.longer:
        yield _clock_problem(
            N_("Entering this customer should have been finished by %(due_on)s."),
            N_("State the reason for the longer time of %(days)s days, then submit."),
            facts,
            Kind.BLOCKS,
        )
    else:
        yield _clock_problem(
            N_("The longer time for entering this customer ended on %(due_on)s."),
            N_("Ask your manager or the assistant to submit it on your behalf."),
            facts,
            Kind.WARNS if facts.reviewer else Kind.BLOCKS,
        )


def _clock_problem(message: str, remedy: str, facts: SubmissionFacts, kind: Kind) -> Problem:
    params = {"due_on": facts.due_on.isoformat(), "days": facts.longer_days}
    return Problem("A4.3", kind, message, remedy, "", "entry_clock", params)


def move_problems(verb: str, status: CustomerStatus) -> Iterator[Problem]:
    """Whether the verb leads anywhere from this state (A4.2)."""
    if (verb, status) not in MOVES:
        yield Problem(
            "A4.2",
            Kind.BLOCKS,
            N_("That is not possible any more: somebody has moved the record on."),
            N_("Load the page again and look at where it stands."),
            code="wrong_state",
        )


def due_on(created_on: dt.date, days: int) -> dt.date:
    """The last day for entering a customer that was begun on ``created_on`` (A4.3)."""
    return created_on + dt.timedelta(days=days)


def due_after_return(due: dt.date, submitted_on: dt.date, today: dt.date) -> dt.date:
    """The last day after a return: the days that the record lay with the reviewer do not count against the owner."""
    return due + max(today - submitted_on, dt.timedelta(0))
