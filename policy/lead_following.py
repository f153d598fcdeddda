"""A5, A12.3: following up a lead. Who accepts it, gives it back or records on it, and which record counts for the limit."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from policy.following import CONTACT_KINDS, ActivityKind
from policy.leads import HELD, LeadStatus
from policy.problems import Problem, refusals
from policy.words import N_

_refused = refusals("A5")


@dataclass(frozen=True)
class HandsFacts:
    """A lead and the person who does something with it. ``holds``: it was dispatched to them; ``leads``: they lead the
    unit of who holds it, or assist there (A4.4)."""

    status: LeadStatus
    holds: bool
    leads: bool = False
    reason: str = ""


def accept_problems(facts: HandsFacts) -> Iterator[Problem]:
    """Why the person cannot accept the lead: only who received it does. That it stands there is for the chain to say."""
    if not facts.holds:
        message = N_("Only who received a lead accepts it.")
        yield _refused("not_receiver", message, N_("Record a follow-up on their behalf, or dispatch it anew."))


def give_back_problems(facts: HandsFacts) -> Iterator[Problem]:
    """Why the person cannot give the lead back: it is somebody else's, or no reason is named."""
    if not facts.holds:
        message = N_("Only who received a lead gives it back.")
        yield _refused("not_receiver", message, N_("Who dispatches may dispatch it anew, with a reason."))
    if not facts.reason.strip():
        message = N_("Giving a lead back says why.")
        yield _refused("no_reason", message, N_("Write what the next one should know."), "reason")


def record_problems(facts: HandsFacts) -> Iterator[Problem]:
    """Why the person cannot record anything on the lead now (A5, A4.4)."""
    if facts.status is LeadStatus.CONVERTED:
        message = N_("This lead was converted.")
        yield _refused("converted", message, N_("Record it on the customer and the opportunity that came of it."))
    elif facts.status not in HELD:
        message = N_("This lead is in nobody's hands.")
        yield _refused("not_held", message, N_("It is followed up once it has been dispatched."))
    elif not (facts.holds or facts.leads):
        message = N_("This lead was dispatched to somebody else.")
        yield _refused(
            "not_yours", message, N_("Who received it records what is done, or who leads that unit."), "", "A4.4"
        )


def follow_up_problems(kind: ActivityKind, happened_at: dt.datetime, arrived_at: dt.datetime) -> Iterator[Problem]:
    """Why an activity is no follow-up: it reaches nobody, or lies before the inquiry came in (A5)."""
    if kind not in CONTACT_KINDS:
        message = N_("Internal preparation is no follow-up: nobody was reached.")
        yield _refused("reaches_nobody", message, N_("Choose the way in which you reached the customer."), "kind")
    if happened_at < arrived_at.replace(second=0, microsecond=0):
        message = N_("That was before the inquiry came in.")
        yield _refused("before_arrival", message, N_("Correct the time."), "starts_at")


@dataclass(frozen=True)
class Held:
    """One dispatch of a lead: who had it in hands, from when until when (None: still); ``converted`` if it ended so."""

    user_id: int
    since: dt.datetime
    until: dt.datetime | None = None
    converted: bool = False


@dataclass(frozen=True)
class Follow:
    """A done follow-up: whose it is, and when it was recorded as done. Imported and cancelled ones are none."""

    user_id: int
    recorded_at: dt.datetime


def first_record(held: Held, follows: Iterable[Follow]) -> dt.datetime | None:
    """When a dispatch was first followed up: by the receiver's first record, or the conversion itself (A12.3).

    The moment of recording counts, not the one that is stated: nobody is in time by dating back.
    """
    moments = [
        follow.recorded_at
        for follow in follows
        if follow.user_id == held.user_id
        and held.since <= follow.recorded_at
        and (held.until is None or follow.recorded_at <= held.until)
    ]
    if held.converted and held.until is not None:
        moments.append(held.until)
    return min(moments, default=None)
