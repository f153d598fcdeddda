"""A3.5: how many activities a week are expected of whom. The nearest unit that says something decides."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from policy.problems import Problem, refusals
from policy.roles import Role
from policy.words import N_

SALESPEOPLE = frozenset({Role.DIRECT_SALES, Role.CHANNEL_SALES})
"""Of whom the policy itself expects activities every week; of other roles only where a quota names them."""
MOST = 200

_refused = refusals("A3.5")


@dataclass(frozen=True)
class Line:
    """One row of a quota. ``role`` None: all salespeople of the unit; ``weekly`` None: it ends."""

    id: int
    unit_id: int
    role: Role | None
    weekly: int | None
    valid_from: dt.date


@dataclass(frozen=True)
class Standing:
    """What is expected a week, and which row says so; without a row it is the parameter."""

    weekly: int | None
    line: Line | None = None


def in_force(
    lines: Iterable[Line], units: Sequence[int], roles: Collection[Role], monday: dt.date, default: int
) -> Standing:
    """What is expected of a person in the week that begins on ``monday`` (A3.5).

    ``units`` are the person's unit and those above it, the own one first. In the nearest unit that says something the
    quota of a role goes before the one of all salespeople, and of several roles the highest counts.
    """
    latest: dict[tuple[int, Role | None], Line] = {}
    for line in sorted(lines, key=lambda line: (line.valid_from, line.id)):
        if line.valid_from <= monday:
            latest[line.unit_id, line.role] = line
    sells = bool(SALESPEOPLE & set(roles))
    for unit in units:
        named = [latest[unit, role] for role in sorted(roles) if (unit, role) in latest]
        standing = [line for line in named if line.weekly is not None]
        if standing:
            best = max(standing, key=lambda line: line.weekly)
            return Standing(best.weekly, best)
        general = latest.get((unit, None))
        if sells and general is not None and general.weekly is not None:
            return Standing(general.weekly, general)
    return Standing(default if sells else None)


@dataclass(frozen=True)
class QuotaFacts:
    """A quota to be set."""

    allowed: bool
    unit_active: bool
    weekly: int | None
    valid_from: dt.date
    today: dt.date
    reason: str
    standing: bool
    """Whether a quota of the same unit and role stands that could end."""


def next_monday(today: dt.date) -> dt.date:
    """The first Monday after a day: the first week that has not begun."""
    return today + dt.timedelta(days=7 - today.weekday())


def quota_problems(facts: QuotaFacts) -> Iterator[Problem]:
    """Why a quota cannot be set like this: a week that has begun keeps its quota (A3.5)."""
    if not facts.allowed or not facts.unit_active:
        message = N_("You set quotas for the units that you lead.")
        yield _refused("not_yours", message, N_("Choose another unit."), "unit_id")
    first = next_monday(facts.today)
    if facts.valid_from.weekday():
        message = N_("A quota begins on a Monday.")
        yield _refused("no_monday", message, N_("The next one is %(day)s."), "valid_from", day=first.isoformat())
    elif facts.valid_from < first:
        message = N_("A week that has begun keeps its quota.")
        yield _refused("begun", message, N_("The next one is %(day)s."), "valid_from", day=first.isoformat())
    if facts.weekly is None and not facts.standing:
        message = N_("There is no quota of this unit and role that could end.")
        yield _refused("none", message, N_("Enter how many activities a week are expected."), "weekly")
    if facts.weekly is not None and not 0 <= facts.weekly <= MOST:
        message = N_("A quota lies between 0 and %(most)s.")
        yield _refused("bounds", message, N_("Enter how many activities a week are expected."), "weekly", most=MOST)
    if not facts.reason.strip():
        yield _refused("no_reason", N_("A quota says why."), N_("Write the reason: it stays visible."), "reason")
