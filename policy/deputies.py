"""Deputies: who decides for somebody who is away, on which days (A3.3), and when a decision is late."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from policy.problems import Kind, Problem, refusals
from policy.words import N_

_refused = refusals("A3.3")

LONGEST_DAYS = 366


@dataclass(frozen=True)
class DeputyFacts:
    """A deputy to be named. ``allowed``: by the person, or who enters their absences. ``overlapping`` is the first day of
    an earlier naming of the same person that shares a day; ``near``: both are of one company; ``grabbed``: who names would
    decide themselves in the place of somebody else."""

    from_on: dt.date
    until_on: dt.date
    today: dt.date
    allowed: bool
    oneself: bool
    active: bool
    near: bool
    decides: bool
    overlapping: dt.date | None = None
    grabbed: bool = False


def deputy_problems(facts: DeputyFacts) -> Iterator[Problem]:
    """Why the deputy is not named like this."""
    if not facts.allowed:
        message = N_("You name deputies for yourself, and for the people whom you lead.")
        yield _refused("not_yours", message, N_("Choose somebody else."), "user_id")
    elif not facts.decides:
        message = N_("This person decides about nothing.")
        yield _refused("decides_nothing", message, N_("A deputy is named for who approves."), "user_id")
    if facts.oneself:
        message = N_("Nobody is their own deputy.")
        yield _refused("oneself", message, N_("Choose somebody else."), "deputy_id")
    elif facts.grabbed:
        message = N_("Nobody makes themselves the deputy of somebody else.")
        yield _refused("grabbed", message, N_("Choose somebody else."), "deputy_id")
    elif not facts.active or not facts.near:
        message = N_("A deputy is an active colleague of the same company.")
        yield _refused("not_near", message, N_("Choose somebody else."), "deputy_id")
    yield from _day_problems(facts)


def _day_problems(facts: DeputyFacts) -> Iterator[Problem]:
    if facts.until_on < facts.from_on:
        message = N_("The last day lies before the first one.")
        yield _refused("not_in_order", message, N_("The last day is the last one away."), "until_on")
    elif facts.until_on < facts.today:
        yield _refused("over", N_("These days are over."), N_("A deputy is named for days to come."), "until_on")
    elif (facts.until_on - facts.from_on).days >= LONGEST_DAYS:
        message = N_("A deputy is named for at most a year.")
        yield _refused("too_long", message, N_("Name the next year's when it comes."), "until_on")
    if facts.overlapping is not None:
        message = N_("There is a deputy from %(since_on)s on days shared with these.")
        remedy = N_("End that one first, or choose other days.")
        params = {"since_on": facts.overlapping.isoformat()}
        yield Problem("A3.3", Kind.BLOCKS, message, remedy, "from_on", "overlaps", params)


def end_problems(allowed: bool, ended: bool) -> Iterator[Problem]:
    """Why a deputy's days are not ended."""
    if not allowed:
        message = N_("You name deputies for yourself, and for the people whom you lead.")
        yield _refused("not_yours", message, "")
    if ended:
        yield _refused("ended", N_("This has ended already."), "")


def level_reached(due_at: dt.datetime, second_at: dt.datetime, now: dt.datetime) -> int:
    """How far up a late step is told: 1 to who must decide, 2 to who is above; 0 in time."""
    return (now >= due_at) + (now >= second_at)
