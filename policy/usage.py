"""A3.2, A3.3, A3.5: what of the daily use is measured, and what of it may be excused.

Stated answers:

- A week asks for the quota in proportion to the working days on which the person was there, of five: leave, business
  trips, exemptions and holidays take days away, make-up days give some back, and it never asks for more than the quota.
- Days away that somebody enters for themselves count from the day on which they enter them; what lies before it, who
  leads them enters or excuses.
- An activity counts in the week in which it was done, when it was recorded by the end of that week, and is about a
  customer, opportunity or lead that was the person's own, or shared, in it. What is counted is judged at the week's end.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from policy.dispatch import AbsenceKind
from policy.entry import CustomerStatus
from policy.following import ActivityStatus
from policy.problems import Problem, refusals
from policy.words import N_, Word

DAY = dt.timedelta(days=1)
FULL_WEEK = 5
"""The working days of a week without holidays: of so many parts the quota is made."""
LEAST_TOGETHER = 3
"""From so many on it is said that activities were recorded all at once."""
TOGETHER = dt.timedelta(hours=1)


class UsageKind(Word):
    """A duty of daily use; a lapse of it is a fact, never a measure."""

    TRAVEL_SIGN_IN = "travel_sign_in", N_("Sign-in on a business trip")
    WEEKLY_QUOTA = "weekly_quota", N_("Weekly activities")
    DIGEST_READING = "digest_reading", N_("Reading the day's digest")


CLAUSES = {
    UsageKind.TRAVEL_SIGN_IN: "A3.2",
    UsageKind.WEEKLY_QUOTA: "A3.5",
    UsageKind.DIGEST_READING: "A3.3",
}
"""The clause that each duty rests on."""


class DayKind(Word):
    """What a day of a week asks of a person."""

    WORK = "work", N_("Working day")
    OFF = "off", N_("Not a working day")
    LEAVE = "leave", N_("On leave")
    TRAVEL = "travel", N_("On a business trip")
    EXEMPT = "exempt", N_("Exempt")
    NOT_YET = "not_yet", N_("Before the account was opened")


class NotCounted(Word):
    """Why an activity does not count for the week."""

    CANCELLED = "cancelled", N_("It was cancelled.")
    PLANNED = "planned", N_("It is planned and not recorded as done.")
    IMPORTED = "imported", N_("It was imported.")
    LATE = "late", N_("It was recorded after the end of the week.")
    ABOUT_NOTHING = "about_nothing", N_("It names no customer, opportunity or lead.")
    NOT_ENTERED = "not_entered", N_("Its customer is not submitted for review, so it does not count yet (A4.2).")
    NOT_OWN = "not_own", N_("Its customer, opportunity or lead was neither the person's own nor shared in this week.")


ENTERED = frozenset({CustomerStatus.SUBMITTED, CustomerStatus.APPROVED})
"""A customer that waits for somebody else's review is not held against the person who recorded an activity."""


@dataclass(frozen=True)
class DoneFacts:
    """One activity of a week, as the rule looks at it. ``own``: about something of the person's own, or shared."""

    status: ActivityStatus
    imported: bool
    recorded_at: dt.datetime | None
    named: bool
    customer: CustomerStatus | None
    own: bool


def why_not(facts: DoneFacts, week_end: dt.datetime) -> NotCounted | None:
    """Why the activity does not count for its week, which ends at this moment; None: it counts (A3.5)."""
    if facts.status is ActivityStatus.CANCELLED:
        return NotCounted.CANCELLED
    if facts.status is ActivityStatus.PLANNED:
        return NotCounted.PLANNED
    if facts.imported:
        return NotCounted.IMPORTED
    if facts.recorded_at is None or facts.recorded_at >= week_end:
        return NotCounted.LATE
    if not facts.named:
        return NotCounted.ABOUT_NOTHING
    if facts.customer is not None and facts.customer not in ENTERED:
        return NotCounted.NOT_ENTERED
    return None if facts.own else NotCounted.NOT_OWN


@dataclass(frozen=True)
class Away:
    """Days away, the last one included. ``entered_on`` is set where one entered them for oneself."""

    kind: DayKind
    from_on: dt.date
    until_on: dt.date
    entered_on: dt.date | None = None

    def covers(self, day: dt.date) -> bool:
        """Whether the day counts as away."""
        return max(self.from_on, self.entered_on or self.from_on) <= day <= self.until_on


AWAY = {AbsenceKind.LEAVE: DayKind.LEAVE, AbsenceKind.TRAVEL: DayKind.TRAVEL}


def monday_of(day: dt.date) -> dt.date:
    """The Monday of the week in which a day lies."""
    return day - day.weekday() * DAY


def day_kinds(
    monday: dt.date, works: Callable[[dt.date], bool], away: Sequence[Away], since: dt.date
) -> dict[dt.date, DayKind]:
    """What each day of the week asks of a person whose account was opened on ``since``."""
    week = [monday + place * DAY for place in range(7)]
    return {day: _kind_of(day, works(day), away, since) for day in week}


def _kind_of(day: dt.date, works: bool, away: Sequence[Away], since: dt.date) -> DayKind:
    if not works:
        return DayKind.OFF
    if day < since:
        return DayKind.NOT_YET
    return next((one.kind for one in away if one.covers(day)), DayKind.WORK)


def due(weekly: int, days: int) -> int:
    """How many activities a week with so many days at work asks for: in proportion of five, to the nearest one (A3.5)."""
    return (2 * weekly * min(days, FULL_WEEK) + FULL_WEEK) // (2 * FULL_WEEK)


@dataclass(frozen=True)
class Together:
    """So many activities were recorded within an hour, the first and the last of them at these moments."""

    count: int
    first: dt.datetime
    last: dt.datetime


def together(recorded: Iterable[dt.datetime]) -> Together | None:
    """The most activities that were recorded within one hour; None when they are too few to speak of."""
    moments, best, start = sorted(recorded), None, 0
    for place, moment in enumerate(moments):
        while moment - moments[start] > TOGETHER:
            start += 1
        count = place - start + 1
        if count >= LEAST_TOGETHER and (best is None or count > best.count):
            best = Together(count, moments[start], moment)
    return best


def silences(
    trip: Collection[dt.date], there: Collection[dt.date], upto: dt.date, limit: Callable[[dt.date], int]
) -> tuple[list[tuple[dt.date, dt.date]], list[dt.date]]:
    """The stretches of a business trip, up to a day that is over, in which the person was not there for as long as the
    limit of the day says, and the days of the silence that still runs (A3.2).

    ``there``: days with a sign-in or an entry, and days on which the person is exempt. After a lapse the count begins anew.
    """
    found, run = [], []
    for day in sorted(day for day in trip if day <= upto):
        if day in there or (run and day - run[-1] != DAY):
            run = []
        if day in there:
            continue
        run.append(day)
        if len(run) >= limit(day):
            found.append((run[0], day))
            run = []
    return found, run if run and run[-1] == upto else []


def remind(silent: int, reminder_days: int, signin_days: int) -> bool:
    """Whether who is on a business trip, silent for so many whole days, is reminded: always before the lapse (A3.2)."""
    return silent >= min(reminder_days, signin_days - 1)


_refused = refusals("A3")


@dataclass(frozen=True)
class ExcuseFacts:
    """A lapse to be excused, and by whom."""

    leads: bool
    own: bool
    excused: bool
    reason: str
    judged: bool = False
    """A checker called it a violation, and it stands."""


def excuse_problems(facts: ExcuseFacts) -> Iterator[Problem]:
    """Why a lapse cannot be excused: nobody excuses their own, and only with a reason."""
    if facts.own:
        message = N_("Nobody excuses a lapse of their own.")
        yield _refused("own", message, N_("Ask who leads you to excuse it."))
    elif not facts.leads:
        yield _refused("not_led", N_("Lapses are excused by who leads the person."), N_("Ask the manager."))
    if facts.excused:
        yield _refused("excused", N_("It is excused already."))
    elif facts.judged:
        message = N_("It was judged a violation (A11): an excuse does not undo that.")
        yield _refused("judged", message, N_("Who assesses withdraws the violation, where it is wrong."))
    if not facts.reason.strip():
        yield _refused("no_reason", N_("An excuse says why."), N_("Write the reason: it stays visible."), "reason")


LONGEST_EXEMPTION = 366


@dataclass(frozen=True)
class ExemptionFacts:
    """An exemption to be granted, and by whom."""

    leads: bool
    own: bool
    active: bool
    from_on: dt.date
    until_on: dt.date
    today: dt.date
    reason: str
    overlapping: dt.date | None = None


def exemption_problems(facts: ExemptionFacts) -> Iterator[Problem]:
    """Why a person cannot be exempted like this: for days to come, with a reason, by who leads them."""
    if facts.own:
        yield _refused("own", N_("Nobody exempts themselves."), N_("Ask who leads you."), "user_id")
    elif not facts.leads:
        message = N_("You exempt the people of the units that you lead.")
        yield _refused("not_led", message, N_("Choose somebody else."), "user_id")
        return
    if not facts.active:
        yield _refused("inactive", N_("This person is no longer active."), N_("Choose somebody else."), "user_id")
    if facts.until_on < facts.from_on:
        message = N_("The last day lies before the first one.")
        yield _refused("not_in_order", message, N_("The last day is the last one exempt."), "until_on")
    elif facts.from_on < facts.today:
        message = N_("An exemption is given for days to come.")
        remedy = N_("What was missed before is excused: lapse by lapse, each with its reason.")
        yield _refused("past", message, remedy, "from_on")
    elif (facts.until_on - facts.from_on).days >= LONGEST_EXEMPTION:
        message = N_("An exemption is at most a year long.")
        yield _refused("too_long", message, N_("Give the next one when it comes."), "until_on")
    if facts.overlapping is not None:
        message = N_("There is an exemption from %(since_on)s that shares days with this one.")
        since = facts.overlapping.isoformat()
        yield _refused("overlaps", message, N_("End that one first, or choose other days."), "from_on", since_on=since)
    if not facts.reason.strip():
        yield _refused("no_reason", N_("An exemption says why."), N_("Write the reason: it stays visible."), "reason")


def end_problems(leads: bool, own: bool, ended: bool, over: bool) -> Iterator[Problem]:
    """Why an exemption cannot be ended."""
    if own or not leads:
        yield _refused("not_led", N_("You exempt the people of the units that you lead."))
    if ended or over:
        yield _refused("over", N_("It has ended already."))


def tally(days: Mapping[dt.date, DayKind]) -> dict[str, int]:
    """How many days of each kind a week has, by the word's code."""
    counted: dict[str, int] = {}
    for kind in days.values():
        counted[kind.value] = counted.get(kind.value, 0) + 1
    return counted
