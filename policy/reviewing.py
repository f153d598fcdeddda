"""A4.2, A4.3, A4.5: what is checked on a submitted customer, the longer time, and who completes a won one."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from policy.approvals import StepPlan
from policy.entry import CustomerStatus, move_problems
from policy.problems import Kind, Problem
from policy.roles import Role
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


CHECKED = {
    "name": N_("Registered name"),
    "credit_code": N_("Credit code"),
    "province": N_("Province"),
    "city": N_("City"),
    "industry": N_("Industry"),
    "phone": N_("Phone"),
    "address": N_("Address"),
    "contacts": N_("Contacts"),
}
"""What the reviewer checks, field by field; a reason may stand at each."""

REVIEW = StepPlan(
    1,
    Role.DEPARTMENT_MANAGER,
    "A4.2",
    N_("A new customer counts after manager or assistant checked customer, contact and phone."),
    assistants=True,
)
"""Who decides about a new customer."""


def longer_problems(reason: str) -> Iterator[Problem]:
    """What a reviewer looks at when the longer time was asked for (A4.3)."""
    if reason:
        message = N_("The longer time was asked for: %(reason)s")
        yield Problem("A4.3", Kind.WARNS, message, code="longer", params={"reason": reason})


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
