"""Limits that count working hours (A5)."""

import datetime as dt

import clock
from queries import parameters


def later(moment: dt.datetime, hours: int) -> dt.datetime:
    """The moment so many working hours after ``moment``, by the working hours in force on its day."""
    day = clock.day_of(moment)
    opens, closes = (int(parameters.value(name, day)) for name in ("office_opens", "office_closes"))
    return clock.add_working_hours(moment, hours, opens, closes)


def due(moment: dt.datetime, limit: str) -> dt.datetime:
    """When a limit (the name of a parameter in working hours) that begins at ``moment`` ends."""
    return later(moment, int(parameters.value(limit, clock.day_of(moment))))


def between(begin: dt.datetime, end: dt.datetime) -> float:
    """The working hours from ``begin`` to ``end`` (not earlier), by the working hours in force on the first day."""
    day = clock.day_of(begin)
    opens, closes = (int(parameters.value(name, day)) for name in ("office_opens", "office_closes"))
    return clock.working_hours_between(begin, end, opens, closes)


def approval_due(moment: dt.datetime, times: int = 1) -> dt.datetime:
    """When a decision that is awaited since ``moment`` is late: the same time of day, ``approval_days`` working days on.

    ``times`` 2 is when whoever is above hears of it.
    """
    day = clock.day_of(moment)
    last = clock.add_working_days(day, times * int(parameters.value("approval_days", day)))
    return clock.start_of(last) + (moment - clock.start_of(day))
