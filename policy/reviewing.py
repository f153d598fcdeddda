"""A4.2, A4.3, A4.5: deciding about a submitted customer, the longer time, and who completes a won one."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from policy.entry import CustomerStatus, move_problems
from policy.problems import Kind, Problem
from policy.words import N_


@dataclass(frozen=True)
class ExtensionFacts:
    """The longer time is asked for: ``until`` is the day on which that would end."""

    status: CustomerStatus
    longer: bool
    reason: str
    until: dt.date
    today: dt.date


def extension_problems(facts: ExtensionFacts) -> Iterator[Problem]:
    """Why the entry clock is not extended (A4.3): once, with a reason, and only while the longer time lasts."""
    if facts.status not in (CustomerStatus.DRAFT, CustomerStatus.RETURNED):
        yield from move_problems("submit", facts.status)
    if facts.longer:
        yield Problem("A4.3", Kind.BLOCKS, N_("The longer time was given already."), code="extended")
    if not facts.reason.strip():
        yield Problem(
            "A4.3",
            Kind.BLOCKS,
            N_("The longer time needs a reason."),
            N_("Say what makes this customer a special case."),
            "reason",
            "no_reason",
        )
    if facts.today > facts.until:
        yield Problem(
            "A4.3",
            Kind.BLOCKS,
            N_("The longer time would have ended on %(until)s as well."),
            N_("Ask your manager or the assistant to submit it on your behalf."),
            code="too_late",
            params={"until": facts.until.isoformat()},
        )


@dataclass(frozen=True)
class ReviewFacts:
    """A decision is about to be made. ``own`` is whether the reviewer owns or recorded the customer."""

    verb: str
    status: CustomerStatus
    own: bool
    reasons: int = 0


def review_problems(facts: ReviewFacts) -> Iterator[Problem]:
    """Why a decision about a submitted customer does not stand (A4.2)."""
    yield from move_problems(facts.verb, facts.status)
    if facts.own:
        yield Problem(
            "A4.2",
            Kind.BLOCKS,
            N_("Nobody reviews a customer of their own."),
            N_("Another manager or assistant decides."),
            code="own_customer",
        )
    if facts.verb == "return" and not facts.reasons:
        yield Problem(
            "A4.2",
            Kind.BLOCKS,
            N_("A return needs a reason."),
            N_("Say at least at one field what is wrong."),
            "note",
            "no_reason",
        )


def profile_problems(status: CustomerStatus, won: bool) -> Iterator[Problem]:
    """Customer service completes the profile and process data of won customers only (A4.5)."""
    if status is not CustomerStatus.APPROVED or not won:
        yield Problem(
            "A4.5",
            Kind.BLOCKS,
            N_("Customer service completes the profile of won customers only."),
            N_("Before that the salesperson keeps the record."),
            code="not_won",
        )
