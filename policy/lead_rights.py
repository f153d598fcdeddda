"""A12.3, A12.4, A5: the right to leads is a record: by whom, why, from when, until when, under which clause."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from policy.dispatch import RightKind
from policy.problems import Problem, refusals
from policy.words import N_

_refused = refusals("A12.3")

CLAUSES = {
    "A12.3": N_("Leads not followed up in time, or without a record"),
    "A12.4": N_("The month's ranking"),
    "A5": N_("Dispatch"),
}
"""The clauses that a right to leads may rest on, with what each is about."""


@dataclass(frozen=True)
class RightFacts:
    """A right to be recorded. ``within``: the person lies within the reach of who records it; ``oneself``: is it
    themselves; ``follows_leads``: there is something to grant or suspend."""

    kind: RightKind
    from_on: dt.date
    until_on: dt.date | None
    clause: str
    reason: str
    today: dt.date
    within: bool = True
    oneself: bool = False
    follows_leads: bool = True


def right_problems(facts: RightFacts) -> Iterator[Problem]:
    """Why the right cannot be recorded like this."""
    if not facts.within:
        message = N_("You decide about the right to leads of the people of your own units.")
        yield _refused("not_yours", message, N_("Choose somebody else."), "user_id")
    elif facts.oneself:
        message = N_("Nobody decides about their own right to leads.")
        yield _refused("oneself", message, N_("Ask your manager or the business manager."), "user_id")
    elif not facts.follows_leads:
        message = N_("This person does not follow leads, so there is no right to decide about.")
        yield _refused("not_following", message, N_("Choose somebody who does."), "user_id")
    if facts.clause not in CLAUSES:
        yield _refused("no_clause", N_("Say under which clause."), N_("Choose from the list."), "clause")
    if not facts.reason.strip():
        yield _refused("no_reason", N_("Say why."), N_("The person reads it."), "reason")
    if facts.from_on < facts.today:
        message = N_("A right holds from today on at the earliest: what was dispatched stays as it was.")
        yield _refused("in_the_past", message, N_("Choose today or a later day."), "from_on")
    if facts.until_on is not None and facts.until_on < facts.from_on:
        message = N_("The last day lies before the first one.")
        yield _refused(
            "not_in_order", message, N_("Leave the last day empty where it holds until further notice."), "until_on"
        )


@dataclass(frozen=True)
class EndFacts:
    """A record in force, or to come, is to end before its day."""

    within: bool
    oneself: bool
    over: bool
    reason: str


def end_problems(facts: EndFacts) -> Iterator[Problem]:
    """Why the record cannot be ended."""
    if not facts.within:
        message = N_("You decide about the right to leads of the people of your own units.")
        yield _refused("not_yours", message)
    elif facts.oneself:
        message = N_("Nobody decides about their own right to leads.")
        yield _refused("oneself", message, N_("Ask your manager or the business manager."))
    if facts.over:
        yield _refused("over", N_("It is over already."))
    if not facts.reason.strip():
        yield _refused("no_reason", N_("Say why."), N_("The person reads it."), "reason")
