"""A12: what enters the ledger of violations, once per fact, and how missed duties of daily use add up to harm."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from policy.problems import Problem, refusals
from policy.words import N_

_refused = refusals("A12")


def lead_key(dispatch_id: int) -> str:
    """Names the fact that a dispatched lead lapsed: late and without a record are one fact of one dispatch."""
    return f"lead:{dispatch_id}"


def lapse_key(lapse_id: int) -> str:
    """Names the fact that one duty of daily use was missed, where a checker called that alone a violation."""
    return f"usage:{lapse_id}"


def finding_key(subject_type: str, subject_id: int, kind: str, found_on: dt.date) -> str:
    """Names what a check found, so that it counts once although it comes back week after week."""
    return f"finding:{kind}:{subject_type}:{subject_id}:{found_on:%Y%m%d}"


def harm_key(user_id: int, lapses: Iterable[int]) -> str:
    """Names the harm that certain missed duties make up together."""
    ids = ".".join(str(one) for one in sorted(lapses))
    return f"harm:{user_id}:{hashlib.sha256(ids.encode()).hexdigest()[:24]}"


@dataclass(frozen=True)
class Missed:
    """A duty of daily use that was missed and not excused; ``on`` is its last day."""

    id: int
    on: dt.date


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day so many months earlier, or the last day of that month."""
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    last = (dt.date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - dt.timedelta(days=1)).day
    return dt.date(year, month + 1, min(day.day, last))


def harms(missed: Iterable[Missed], numbers: Callable[[dt.date], tuple[int, int]]) -> Iterator[tuple[Missed, ...]]:
    """The groups of missed duties that make up harm (A12.1): ``harm_lapses`` of them within ``assessment_months``.

    ``numbers`` gives both parameters as of a day. What has made up one harm does not count for another.
    """
    waiting: list[Missed] = []
    for one in sorted(missed, key=lambda each: (each.on, each.id)):
        needed, months = numbers(one.on)
        since = months_before(one.on, months)
        waiting = [each for each in waiting if each.on > since] + [one]
        if len(waiting) >= needed:
            yield tuple(waiting)
            waiting = []


@dataclass(frozen=True)
class WithdrawFacts:
    """A violation is to be taken out of the count."""

    may: bool
    oneself: bool
    withdrawn: bool
    reason: str
    others: str = ""
    """Who else could, where the one who withdraws would bear a part of what follows (A12.1); empty where nobody can."""


def withdraw_problems(facts: WithdrawFacts) -> Iterator[Problem]:
    """Why the violation cannot be withdrawn."""
    if facts.oneself:
        message = N_("Nobody decides about a violation of their own.")
        yield _refused("oneself", message, N_("Somebody else who assesses withdraws it, where it is wrong."))
    elif not facts.may:
        message = N_("You do not assess the people of this unit.")
        yield _refused("not_yours", message, N_("The general manager or sales management does."))
    elif facts.others:
        message = N_("You head the department and would bear a part of it: somebody else decides.")
        yield _refused("bears_part", message, N_("These can: %(others)s."), clause="A12.1", others=facts.others)
    if facts.withdrawn:
        yield _refused("withdrawn", N_("It is withdrawn already."))
    if not facts.reason.strip():
        yield _refused("no_reason", N_("Say why."), N_("The person reads it."), "reason")
