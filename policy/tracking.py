"""A7: tracking limits. The time since the last contact activity decides notice, alarm and release."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from policy.entry import Grade
from policy.problems import Kind, Problem
from policy.words import N_, Word


class Band(Word):
    """How long a customer has been without contact."""

    FRESH = "fresh", N_("In contact")
    NOTICE = "notice", N_("30 days without contact")
    ALARM = "alarm", N_("60 days without contact")
    POOL = "pool", N_("Public pool")


class OwnershipReason(Word):
    """How a customer came to its owner, or left."""

    REGISTERED = "registered", N_("First recorded")
    CLAIMED = "claimed", N_("Claimed from the public pool")
    ASSIGNED = "assigned", N_("Assigned by a manager")
    TRANSFERRED = "transferred", N_("Transferred by a manager")
    RELEASED = "released", N_("Released to the public pool")
    GIVEN_UP = "given_up", N_("Given up to the public pool")


GRACE_DAYS = 1
"""A customer leaves this many days after its alarm was written down, at the earliest. Where nights were missed the
notice still comes first, and who reads it has the rest of that day to record a contact."""


@dataclass(frozen=True)
class Limits:
    """The days that hold for the customers of one grade. An alarm never comes after the release that
    it announces, nor a notice after the alarm, however the three numbers were set."""

    notice: int
    alarm: int
    release: int

    def days(self, band: Band) -> int:
        """After how many days without contact the band is reached."""
        return {
            Band.FRESH: 0,
            Band.NOTICE: min(self.notice, self.alarm, self.release),
            Band.ALARM: min(self.alarm, self.release),
            Band.POOL: self.release,
        }[band]

    def cut_off(self, band: Band, today: dt.date) -> dt.date:
        """The last clock day that has reached the band today: SQL compares with it."""
        return today - dt.timedelta(days=self.days(band))

    def leaves_on(self, clock_day: dt.date) -> dt.date:
        """The day on which the customer goes to the public pool if nobody gets in contact (A7.3)."""
        return clock_day + dt.timedelta(days=self.release)

    def days_left(self, clock_day: dt.date, today: dt.date) -> int:
        """Days until the customer leaves; 0 on the day itself, negative when a missed night kept it longer."""
        return (self.leaves_on(clock_day) - today).days


GRADED = {f"release_days_{grade.value.lower()}": grade for grade in Grade}
"""The parameters of the limits of single grades; 0 says that the common one holds."""


@dataclass(frozen=True)
class GradedLimits:
    """``notice_days``, ``alarm_days`` and ``release_days`` as they are set, with the limits of single grades (A7.3):
    ``own`` holds those of ``GRADED`` that are not 0, and every other grade has the common one."""

    notice: int
    alarm: int
    release: int
    own: Mapping[Grade, int] = field(default_factory=dict)

    def of(self, grade: Grade) -> Limits:
        """What holds for customers of the grade."""
        return Limits(self.notice, self.alarm, self.own.get(Grade(grade)) or self.release)

    @property
    def varied(self) -> bool:
        """Whether the grades have different limits."""
        return len(set(self.days_by_grade.values())) > 1

    @property
    def days_by_grade(self) -> dict[Grade, int]:
        """After how many days without contact a customer of each grade leaves."""
        return {grade: self.of(grade).release for grade in Grade}

    def cut_offs(self, band: Band, today: dt.date) -> dict[Grade, dt.date]:
        """Per grade the last clock day that has reached the band today."""
        return {grade: self.of(grade).cut_off(band, today) for grade in Grade}


def contact_moment(happened: dt.datetime, recorded: dt.datetime, now: dt.datetime) -> dt.datetime:
    """When a contact counts for: when it happened, but never later than when it was recorded, never in the future."""
    return min(happened, recorded, now)


def clock_day(owned_on: dt.date, contact_on: dt.date | None) -> dt.date:
    """The company day that the clock counts from: the later of getting the customer and its last contact."""
    return owned_on if contact_on is None else max(owned_on, contact_on)


def band(clock_day: dt.date, today: dt.date, limits: Limits) -> Band:
    """Where the clock of a customer with an owner stands. Release is a deed of its own: an overdue one is in alarm."""
    for reached in (Band.ALARM, Band.NOTICE):
        if clock_day <= limits.cut_off(reached, today):
            return reached
    return Band.FRESH


@dataclass(frozen=True)
class ReleaseFacts:
    """``alarm_on`` is the company day on which the alarm of this owner and this run of the clock was written down.

    ``exempts`` and ``moves_days`` are ``opportunity_exempts`` and ``opportunity_moves_days``; ``moved_on`` is the last
    day on which an open opportunity of the customer moved; ``disputed`` is whether a conflict runs (A8).
    """

    owned: bool
    approved: bool
    clock_day: dt.date
    alarm_on: dt.date | None
    today: dt.date
    limits: Limits
    exempts: bool = False
    moved_on: dt.date | None = None
    moves_days: int = 0
    disputed: bool = False


def moving_since(today: dt.date, moves_days: int) -> dt.date:
    """The first day on which something must have been done on an open opportunity, that it counts as moving."""
    return today - dt.timedelta(days=moves_days)


def release_problems(facts: ReleaseFacts) -> Iterator[Problem]:
    """Why a customer does not go to the pool by itself today (A7.3).

    An open opportunity is a reason to stay only where the parameter says so and only while it moves: that there is one
    keeps nobody. While a conflict runs the customer stays, so that nobody wins one by waiting (A8.1).
    """
    if not facts.owned:
        yield _stays(N_("It is in the public pool already."), "pooled")
        return
    if not facts.approved:
        yield _stays(N_("Only an approved customer is tracked."), "not_approved")
    if facts.limits.days_left(facts.clock_day, facts.today) > 0:
        yield _stays(N_("There was contact within the limit."), "in_contact")
    last = facts.today - dt.timedelta(days=GRACE_DAYS)
    if facts.alarm_on is None or facts.alarm_on > last:
        yield _stays(N_("The owner was not warned in time."), "not_warned")
    if facts.exempts and facts.moved_on and facts.moved_on >= moving_since(facts.today, facts.moves_days):
        yield _stays(N_("An open opportunity of it moves."), "moving")
    if facts.disputed:
        yield _stays(N_("A conflict about it is not settled yet."), "disputed")


def _stays(message: str, code: str) -> Problem:
    return Problem("A7.3", Kind.BLOCKS, message, code=code)
