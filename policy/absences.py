"""A5, A3.3: who is away, and when. No leads go to who is on leave."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from policy.problems import Kind, Problem, refusals
from policy.words import N_

_refused = refusals("A5")

LONGEST_DAYS = 366


@dataclass(frozen=True)
class AbsenceFacts:
    """Days to be entered. ``overlapping`` is the first day of an absence of the same person that shares a day."""

    from_on: dt.date
    until_on: dt.date
    today: dt.date
    allowed: bool = True
    active: bool = True
    overlapping: dt.date | None = None
    placeless: bool = False
    """It is a business trip that does not say where it leads."""


def absence_problems(facts: AbsenceFacts) -> Iterator[Problem]:
    """Why the absence cannot be entered like this."""
    if not facts.allowed:
        message = N_("You enter absences of your own, and of the people of your own units.")
        yield _refused("not_yours", message, N_("Choose somebody else."), "user_id")
        # Whether a colleague is away is not told either.
        return
    if not facts.active:
        yield _refused("inactive", N_("This person is no longer active."), N_("Choose somebody else."), "user_id")
    if facts.until_on < facts.from_on:
        message = N_("The last day lies before the first one.")
        yield _refused("not_in_order", message, N_("The last day is the last one away."), "until_on")
    elif facts.until_on < facts.today:
        message = N_("These days are over.")
        yield _refused("over", message, N_("An absence is entered for days to come."), "until_on")
    elif (facts.until_on - facts.from_on).days >= LONGEST_DAYS:
        message = N_("An absence is at most a year long.")
        yield _refused("too_long", message, N_("Enter the next year when it comes."), "until_on")
    if facts.placeless:
        message = N_("A business trip says where it leads.")
        yield Problem("A3.2", Kind.BLOCKS, message, N_("Enter the place."), "place", "no_place")
    if facts.overlapping is not None:
        message = N_("There is an absence from %(since_on)s that shares days with this one.")
        remedy = N_("Cancel that one first, or choose other days.")
        params = {"since_on": facts.overlapping.isoformat()}
        yield Problem("A5", Kind.BLOCKS, message, remedy, "from_on", "overlaps", params)


@dataclass(frozen=True)
class CancelFacts:
    """An absence to be cancelled."""

    allowed: bool
    cancelled: bool
    over: bool


def cancel_problems(facts: CancelFacts) -> Iterator[Problem]:
    """Why the absence cannot be cancelled."""
    if not facts.allowed:
        yield _refused("not_yours", N_("You enter absences of your own, and of the people of your own units."))
    if facts.cancelled:
        yield _refused("cancelled", N_("It is cancelled already."))
    elif facts.over:
        yield _refused("over", N_("These days are over."), N_("They stay as they were."))
