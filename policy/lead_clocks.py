"""A5, A12.3: the limits of a lead that pass: who is told how long after, and what is kept for the assessment."""

import datetime as dt
from dataclasses import dataclass

from policy.dispatch import DispatchEnd
from policy.leads import HELD, LapseKind, LeadStatus
from policy.words import N_, Word

LEVELS = (1, 2, 3)
"""The rungs of the ladder: who must do the step, at its limit; the manager in charge; sales management."""


class Audience(Word):
    """Who hears that a limit of a lead has passed."""

    SCREENERS = "screeners", N_("Marketing")
    BUSINESS = "business", N_("Business desk")
    RECEIVER = "receiver", N_("Who received it")
    BUSINESS_MANAGER = "business_manager", N_("Business manager")
    RECEIVERS_MANAGER = "receivers_manager", N_("Manager of who received it")
    SALES_MANAGEMENT = "sales_management", N_("Sales management")


def audience(status: LeadStatus, level: int) -> Audience:
    """Who is told on this rung while a lead stands here."""
    if level == 3:
        return Audience.SALES_MANAGEMENT
    if status in HELD:
        return Audience.RECEIVER if level == 1 else Audience.RECEIVERS_MANAGER
    if level == 2:
        return Audience.BUSINESS_MANAGER
    return Audience.SCREENERS if status is LeadStatus.NEW else Audience.BUSINESS


def level_reached(rungs: tuple[dt.datetime, ...], now: dt.datetime) -> int:
    """How far up the ladder a clock is: the highest rung whose moment has come, 0 when none has."""
    return max((level for level, moment in enumerate(rungs, start=1) if now >= moment), default=0)


@dataclass(frozen=True)
class DispatchFacts:
    """One dispatch of a lead, judged by its own times: ``due_at`` is the limit of the first follow-up, ``twice_at`` the
    moment at which that limit has passed a second time, ``followed_up_at`` the first record of the receiver. ``valid`` is
    whether the lead is one, as far as is known now."""

    due_at: dt.datetime
    twice_at: dt.datetime
    followed_up_at: dt.datetime | None
    ended_at: dt.datetime | None
    ended: DispatchEnd | None
    valid: bool
    now: dt.datetime


def lapses(facts: DispatchFacts) -> set[LapseKind]:
    """What A12.3 finds of a dispatch.

    *Late* is a lead whose first follow-up came after its limit, or has not come although the limit passed in the
    receiver's hands; who gave it back, or lost it to a colleague, before the limit is not late.

    *Unrecorded* is a valid lead without any record of a follow-up: when it was converted like that, when it left the
    receiver's hands after the limit like that, and when it still lies there after the limit has passed twice.
    """
    found = set()
    if facts.followed_up_at is not None:
        return {LapseKind.LATE} if facts.followed_up_at > facts.due_at else found
    held_until = min(facts.ended_at or facts.now, facts.now)
    if held_until > facts.due_at:
        found.add(LapseKind.LATE)
    left_late = facts.ended_at is not None and facts.ended_at > facts.due_at
    lies_on = facts.ended_at is None and facts.now > facts.twice_at
    if facts.valid and (facts.ended is DispatchEnd.CONVERTED or left_late or lies_on):
        found.add(LapseKind.UNRECORDED)
    return found
