"""A6.7: closing an opportunity in time, and the completeness that manager or sales assistant confirms."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from policy.approvals import StepPlan
from policy.following import CLOSED, OpportunityStatus, closed_problem
from policy.problems import Kind, Problem
from policy.roles import Role
from policy.words import N_


@dataclass(frozen=True)
class ClosingFacts:
    """A closing as it is to be recorded; days are the company's, ``due_on`` the last working day allowed."""

    status: OpportunityStatus
    result: OpportunityStatus
    reason: str
    result_on: dt.date
    created_on: dt.date
    today: dt.date
    due_on: dt.date
    amount_positive: bool = True
    customer_approved: bool = True


def closing_problems(facts: ClosingFacts) -> Iterator[Problem]:
    """Whether an opportunity may be closed like this; late closing is recorded and shown, never prevented."""
    if facts.status in CLOSED:
        yield closed_problem()
        return
    if facts.result not in CLOSED:
        yield _blocks(N_("Choose how it ended."), N_("Won, lost or invalid."), "status", "no_result")
    if not facts.reason.strip():
        yield _blocks(N_("A closing says why."), N_("Write what decided it."), "reason", "no_reason")
    if facts.result_on > facts.today:
        message = N_("The result cannot be known in the future.")
        yield _blocks(message, N_("Enter the day on which the result was known."), "result_on", "result_in_future")
    if facts.result_on < facts.created_on:
        message = N_("The result lies before the opportunity was registered.")
        remedy = N_("Enter the day on which the result was known.")
        yield _blocks(message, remedy, "result_on", "result_before_creation")
    if facts.result is OpportunityStatus.WON and not facts.customer_approved:
        message = N_("Only an approved customer can be won.")
        remedy = N_("Have the customer approved first.")
        yield Problem("A4.2", Kind.BLOCKS, message, remedy, code="customer_not_approved")
    if facts.today > facts.due_on:
        message = N_("Closed late: it was due on %(due_on)s.")
        yield Problem("A6.7", Kind.WARNS, message, code="late", params={"due_on": facts.due_on.isoformat()})


@dataclass(frozen=True)
class RecordFacts:
    """What the record of a closed opportunity holds."""

    result: OpportunityStatus
    competitors: int
    competitors_answered: int
    contacts_done: int
    contacts_with_effect: int
    attachments: int
    contact_people: int
    product_interest: str


def missing_from_record(facts: RecordFacts) -> Iterator[Problem]:
    """The checklist of A6.7: what is missing from the record. It guides whoever confirms, who decides."""
    if not facts.contacts_done:
        yield _misses("A6.5", N_("No done activity with the customer is recorded."), "no_activity")
    elif facts.contacts_with_effect < facts.contacts_done:
        yield _misses("A6.5", N_("An activity does not say what it effected."), "no_effect")
    if not facts.contact_people:
        yield _misses("A6.3", N_("The customer has no contact person."), "no_contact_person")
    if facts.result is not OpportunityStatus.INVALID:
        if not facts.competitors:
            yield _misses("A6.4", N_("No competitor is recorded."), "no_competitor")
        elif facts.competitors_answered < facts.competitors:
            yield _misses("A6.4", N_("A competitor is recorded without our answer."), "no_answer")
        if not facts.attachments:
            yield _misses("A6.6", N_("No attachment given to the customer is recorded."), "no_attachment")
    if not facts.product_interest.strip():
        yield _misses("A6.1", N_("The product interest is not recorded."), "no_interest")


CONFIRMATION = StepPlan(
    1,
    Role.DEPARTMENT_MANAGER,
    "A6.7",
    N_("Manager or sales assistant confirms that the record of a closed opportunity is complete."),
    assistants=True,
)
"""Who decides about a closing."""


def _blocks(message: str, remedy: str, field: str, code: str) -> Problem:
    return Problem("A6.7", Kind.BLOCKS, message, remedy, field=field, code=code)


def _misses(clause: str, message: str, code: str) -> Problem:
    return Problem(clause, Kind.WARNS, message, code=code)
