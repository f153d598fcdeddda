"""A6.5, A4.4, A3.4: recording activities. What a plan, a done activity and a change of either must fulfil."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from policy.following import ACTIVITY_MOVES, CONTACT_KINDS, ActivityKind, ActivityStatus
from policy.problems import Kind, Problem
from policy.words import N_

EVIDENCE = ("customer_id", "kind", "starts_at", "status", "summary", "progress", "key_value", "participants")
"""What an expense may rest on: an alteration after the activity was recorded as done stays visible (A3.4)."""


@dataclass(frozen=True)
class ActivityFacts:
    """An activity as it is to be recorded. Moments are aware; ``works_on`` covers owner, sharer, manager, assistant,
    who took part before, and customer service of a won customer. ``of_lead``: it names a lead; ``lead_open``: one that
    has not been converted, and so has no customer yet."""

    kind: ActivityKind
    status: ActivityStatus
    starts_at: dt.datetime
    ends_at: dt.datetime | None
    now: dt.datetime
    today: dt.date
    start_day: dt.date
    subject: str = ""
    summary: str = ""
    effect: str = ""
    progress: str = ""
    key_value: str = ""
    next_step: str = ""
    next_step_on: dt.date | None = None
    has_customer: bool = True
    works_on: bool = True
    customer_pooled: bool = False
    customer_approved: bool = True
    opportunity_fits: bool = True
    contacts_fit: bool = True
    moved: bool = True
    of_lead: bool = False
    lead_open: bool = False

    @property
    def done(self) -> bool:
        return self.status is ActivityStatus.DONE

    @property
    def contact(self) -> bool:
        return self.kind in CONTACT_KINDS


def recording_problems(facts: ActivityFacts) -> Iterator[Problem]:
    """Whether an activity may be recorded like this. ``moved`` is False when a change left its time alone."""
    yield from _customer_problems(facts)
    yield from _time_problems(facts)
    yield from _content_problems(facts)
    if facts.next_step_on and facts.next_step_on < facts.start_day:
        yield _blocks("A6.5", N_("The next step lies before the activity."), N_("Choose a later day."), "next_step_on")
    if facts.next_step_on and not facts.next_step.strip():
        message = N_("The day is there, but not what happens then.")
        yield _blocks("A6.5", message, N_("Write the next step."), "next_step")


def _customer_problems(facts: ActivityFacts) -> Iterator[Problem]:
    if facts.contact and not facts.has_customer and not facts.lead_open:
        yield _blocks("A6.5", N_("An activity with a customer names the customer."), N_("Choose it."), "customer_id")
    if facts.has_customer and facts.customer_pooled:
        message = N_("This customer is in the public pool: nobody works on it.")
        yield _blocks("A7.3", message, N_("Claim the customer first."), "customer_id", "pooled")
    elif facts.has_customer and not facts.works_on:
        message = N_("You do not work on this customer.")
        remedy = N_("Ask its owner to record it with you as taking part, or to share the customer with you.")
        yield _blocks("A4.4", message, remedy, "customer_id", "not_yours")
    if not facts.opportunity_fits:
        message = N_("This opportunity belongs to another customer.")
        yield _blocks("A6.5", message, N_("Choose one of this customer's opportunities."), "opportunity_id")
    if not facts.contacts_fit:
        message = N_("A contact belongs to another customer.")
        yield _blocks("A6.3", message, N_("Choose among this customer's contacts."), "contacts")
    if facts.has_customer and facts.done and not facts.customer_approved:
        message = N_("The customer is not approved yet: this activity counts only from its approval on.")
        yield Problem("A4.2", Kind.WARNS, message, code="customer_not_approved")


def _time_problems(facts: ActivityFacts) -> Iterator[Problem]:
    if facts.done and facts.starts_at > facts.now:
        message = N_("What is done cannot lie in the future.")
        yield _blocks("A6.5", message, N_("Correct the time, or record it as planned."), "starts_at", "done_in_future")
    if facts.ends_at and facts.ends_at < facts.starts_at:
        yield _blocks("A6.5", N_("It ends before it begins."), N_("Correct the times."), "ends_at")
    elif facts.done and facts.ends_at and facts.ends_at > facts.now:
        yield _blocks("A6.5", N_("What is done cannot end in the future."), N_("Correct the end."), "ends_at")
    if facts.status is ActivityStatus.PLANNED and facts.moved and facts.start_day < facts.today:
        message = N_("A plan does not lie in the past.")
        yield _blocks("A6.5", message, N_("Choose a later time, or record it as done."), "starts_at", "plan_in_past")


def _content_problems(facts: ActivityFacts) -> Iterator[Problem]:
    if not facts.done:
        if not facts.subject.strip() and not facts.summary.strip():
            yield _blocks("A6.5", N_("A plan says what it is about."), N_("Write a subject."), "subject")
        return
    if not facts.summary.strip():
        yield _blocks("A6.5", N_("What happened is missing."), N_("Write it in a sentence or two."), "summary")
    if not facts.contact:
        return
    if not facts.effect.strip() and not facts.of_lead:
        message = N_("The effect on the customer is missing.")
        yield _blocks("A6.5", message, N_("Write what it changed for the customer."), "effect")
    if not (facts.progress.strip() and facts.key_value.strip()):
        message = N_("Without real progress and key value no expense can rest on this activity.")
        yield Problem("A3.4", Kind.WARNS, message, code="no_progress")


@dataclass(frozen=True)
class ChangeFacts:
    """A change of an activity: whether lines of claims that are no longer drafts rest on it, and what would alter."""

    status: ActivityStatus
    lines_resting: int = 0
    customer_changes: bool = False
    day_changes: bool = False


def change_problems(facts: ChangeFacts) -> Iterator[Problem]:
    """Whether an activity may be altered: not once cancelled, and not under the expenses that rest on it (A3.4)."""
    if facts.status is ActivityStatus.CANCELLED:
        yield _blocks("A6.5", N_("This activity was cancelled."), N_("Record a new one."), "", "cancelled")
    if facts.lines_resting and (facts.customer_changes or facts.day_changes):
        field = "customer_id" if facts.customer_changes else "starts_at"
        yield _resting(N_("An expense rests on this activity: its customer and day stay as they are."), field)


def move_problems(verb: str, facts: ChangeFacts, reason: str = "") -> Iterator[Problem]:
    """Whether an activity may be completed or cancelled now; cancelling says why."""
    if (verb, facts.status) not in ACTIVITY_MOVES:
        message = N_("This activity no longer stands where that is possible.")
        yield _blocks("A6.5", message, N_("Look at what it says now."), "", "no_such_move")
    if verb == "cancel" and facts.lines_resting:
        yield _resting(N_("An expense rests on this activity: it cannot be cancelled."))
    if verb == "cancel" and not reason.strip():
        yield _blocks("A6.5", N_("Cancelling says why."), N_("Write the reason."), "reason", "no_reason")


def _resting(message: str, field: str = "") -> Problem:
    remedy = N_("Withdraw the expense claim first, or correct the other particulars: the change stays visible.")
    return _blocks("A3.4", message, remedy, field, "expense_rests")


def _blocks(clause: str, message: str, remedy: str, field: str, code: str = "") -> Problem:
    return Problem(clause, Kind.BLOCKS, message, remedy, field=field, code=code or f"{field}_missing_or_wrong")
