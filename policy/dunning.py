"""A9.4: pressing for payment. Each step has a date, what came of it, and when somebody looks again."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from policy.filler import hollow
from policy.problems import Problem
from policy.receivables import FUTURE, DunningKind, refused
from policy.words import N_

FURTHEST = 366
"""So many days ahead a next step may lie at most."""


def next_look(overdue_from: dt.date | None, agreed: dt.date | None) -> dt.date | None:
    """The day on which somebody presses next: the day after the oldest open amount is due, or what was agreed since."""
    if overdue_from is None:
        return None
    first = overdue_from + dt.timedelta(days=1)
    return max(first, agreed) if agreed else first


@dataclass(frozen=True)
class DunningFacts:
    """A step of pressing for payment; ``overdue`` is what was due before today and is open, ``stopped`` whether delivery is."""

    kind: DunningKind
    on: dt.date
    today: dt.date
    overdue: Decimal
    result: str
    next_on: dt.date | None
    stopped: bool = False


def dunning_problems(facts: DunningFacts) -> Iterator[Problem]:
    """Why a step is not recorded: each has a date, a result and the day of the next step."""
    resumes = facts.kind is DunningKind.RESUME
    if resumes and not facts.stopped:
        yield refused("not_stopped", N_("Delivery on this contract is not stopped."), field="kind")
    elif facts.overdue <= 0 and not resumes:
        yield refused("nothing_overdue", N_("Nothing of this contract is overdue."))
    elif facts.kind is DunningKind.STOP and facts.stopped:
        yield refused("stopped", N_("Delivery on this contract is stopped already."), field="kind")
    if facts.on > facts.today:
        yield refused("future", FUTURE, field="on")
    if hollow(facts.result):
        yield refused("result", N_("Say what came of it, in words that mean something."), field="result")
    if resumes and facts.next_on is None:
        return
    if facts.next_on is None or facts.next_on <= facts.today:
        yield refused(
            "next", N_("The next step lies after today."), N_("Name the day on which you look again."), "next_on"
        )
    elif (facts.next_on - facts.today).days > FURTHEST:
        yield refused("too_far", N_("The next step lies more than a year ahead."), field="next_on")
