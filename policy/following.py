"""A6: following opportunities. Activities, stages, expected dates, closing and its confirmation."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from policy.problems import Kind, Problem
from policy.words import N_, Word


class ActivityKind(Word):
    """What was done with or for a customer."""

    VISIT = "visit", N_("Visit")
    MEETING = "meeting", N_("Meeting")
    CALL = "call", N_("Call")
    DEMO = "demo", N_("Demonstration")
    MAIL = "mail", N_("E-mail")
    FAIR = "fair", N_("Trade fair")
    INTERNAL = "internal", N_("Internal preparation")


CONTACT_KINDS = frozenset(ActivityKind) - {ActivityKind.INTERNAL}
"""Kinds that reach the customer: done, they are contact activities and reset the tracking clock (A7)."""


class ActivityStatus(Word):
    """Whether an activity has happened."""

    PLANNED = "planned", N_("Planned")
    DONE = "done", N_("Done")
    CANCELLED = "cancelled", N_("Cancelled")


class OpportunityStatus(Word):
    """Open, or how it ended (A6.7)."""

    OPEN = "open", N_("Open")
    WON = "won", N_("Won")
    LOST = "lost", N_("Lost")
    INVALID = "invalid", N_("Invalid")


class Cause(Word):
    """Why an opportunity ended as it did, for the figures (A10); the reason in words stands beside it."""

    PRICE = "price", N_("Price")
    PRODUCT = "product", N_("Product and functions")
    RELATION = "relation", N_("Relation to the customer")
    SERVICE = "service", N_("Service and delivery")
    BUDGET = "budget", N_("Budget of the customer")
    TIMING = "timing", N_("Time of the project")
    COMPETITOR = "competitor", N_("Competitor was chosen")
    OTHER = "other", N_("Something else")


ACTIVITY_MOVES = {
    ("complete", ActivityStatus.PLANNED): ActivityStatus.DONE,
    ("cancel", ActivityStatus.PLANNED): ActivityStatus.CANCELLED,
    ("cancel", ActivityStatus.DONE): ActivityStatus.CANCELLED,
}

CLOSED = frozenset(OpportunityStatus) - {OpportunityStatus.OPEN}
DECIDED = frozenset({OpportunityStatus.WON, OpportunityStatus.LOST})
"""Ends that have a cause (A10)."""


@dataclass(frozen=True)
class OpportunityFacts:
    """What is known of an opportunity that is registered or changed; days are the company's."""

    expected_on: dt.date
    today: dt.date
    expected_before: dt.date | None = None
    reason: str = ""
    status: OpportunityStatus = OpportunityStatus.OPEN
    customer_approved: bool = True
    customer_pooled: bool = False
    stage_active: bool = True


def opportunity_problems(facts: OpportunityFacts) -> Iterator[Problem]:
    """Whether an opportunity may be registered, or changed, like this (A6.2, A6.7, A8.1)."""
    if facts.status in CLOSED:
        yield closed_problem()
        return
    if facts.customer_pooled:
        message = N_("This customer is in the public pool: nobody works on it.")
        remedy = N_("Claim the customer first.")
        yield Problem("A7.3", Kind.BLOCKS, message, remedy, field="customer_id", code="pooled")
    if not facts.stage_active:
        yield unknown_stage()
    yield from _date_problems(facts)
    if not facts.customer_approved:
        message = N_("The customer is not approved yet: this opportunity counts only from its approval on.")
        yield Problem("A4.2", Kind.WARNS, message, code="customer_not_approved")


def _date_problems(facts: OpportunityFacts) -> Iterator[Problem]:
    if facts.expected_on != facts.expected_before and facts.expected_on < facts.today:
        yield Problem(
            "A6.2",
            Kind.BLOCKS,
            N_("The expected signing date lies in the past."),
            N_("Enter the day on which you now expect to sign."),
            field="expected_on",
            code="expected_in_past",
        )
    if facts.expected_before not in (None, facts.expected_on) and not facts.reason.strip():
        yield Problem(
            "A6.2",
            Kind.BLOCKS,
            N_("A change of the expected signing date says why."),
            N_("Write the reason: it stays visible beside the first date."),
            field="expected_reason",
            code="date_without_reason",
        )


@dataclass(frozen=True)
class StageFacts:
    """A move from stage to stage. Positions are places in the pipeline; ``to_position`` is None for no such stage."""

    status: OpportunityStatus
    from_position: int
    to_position: int | None
    to_active: bool
    steps: int
    expected_on: dt.date
    today: dt.date
    contacted: bool
    note: str = ""

    @property
    def forward(self) -> bool:
        return self.to_position is not None and self.to_position > self.from_position


def stage_problems(facts: StageFacts) -> Iterator[Problem]:
    """Whether an opportunity may move to another stage (A6.1, A6.2, A6.5).

    ``steps`` counts the active stages from here to there: more than one forward skips, fewer than one goes back.
    """
    if facts.status in CLOSED:
        yield closed_problem()
        return
    if facts.to_position is None or not facts.to_active:
        yield unknown_stage()
        return
    if facts.expected_on < facts.today:
        yield Problem(
            "A6.2",
            Kind.BLOCKS,
            N_("The expected signing date has passed."),
            N_("Renew the expected signing date first, with the reason."),
            field="stage_id",
            code="expected_date_passed",
        )
    if facts.forward and not facts.contacted:
        yield Problem(
            "A6.5",
            Kind.BLOCKS,
            N_("An opportunity does not move forward without contact with its customer."),
            N_("Record the visit, call or other contact that moved it, then move it."),
            field="stage_id",
            code="no_contact",
        )
    if not facts.note.strip() and (not facts.forward or facts.steps > 1):
        yield _move_without_note(facts.forward)


def _move_without_note(forward: bool) -> Problem:
    message = N_("Skipping a stage needs a note.") if forward else N_("Going back a stage needs a note.")
    return Problem("A6.1", Kind.BLOCKS, message, N_("Write what happened."), field="note", code="move_without_note")


def closed_problem() -> Problem:
    """A closed opportunity stands still."""
    return Problem(
        "A6.7",
        Kind.BLOCKS,
        N_("This opportunity is closed."),
        N_("Its record can be mended only after the manager or assistant sent the closing back."),
        code="closed",
    )


def unknown_stage() -> Problem:
    """The stage does not exist or is out of use."""
    return Problem(
        "A6.1",
        Kind.BLOCKS,
        N_("This stage does not exist or is no longer in use."),
        N_("Choose one of the stages in use."),
        field="stage_id",
        code="unknown_stage",
    )
