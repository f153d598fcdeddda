"""Limits that count working hours (A5)."""

import datetime as dt

import clock
from queries import parameters

OFFICE = ("office_opens", "office_closes")


def later(moment: dt.datetime, hours: int) -> dt.datetime:
    """The moment so many working hours after ``moment``, by the working hours in force on its day."""
    return clock.add_working_hours(moment, hours, *_asked(moment))


def due(moment: dt.datetime, limit: str) -> dt.datetime:
    """When a limit (the name of a parameter in working hours) that begins at ``moment`` ends."""
    hours, *office = _asked(moment, limit)
    return clock.add_working_hours(moment, hours, *office)


def between(begin: dt.datetime, end: dt.datetime) -> float:
    """The working hours from ``begin`` to ``end`` (not earlier), by the working hours in force on the first day."""
    return clock.working_hours_between(begin, end, *_asked(begin))


def approval_due(moment: dt.datetime, times: int = 1) -> dt.datetime:
    """When a decision that is awaited since ``moment`` is late: the same time of day, ``approval_days`` working days on.

    ``times`` 2 is when whoever is above hears of it.
    """
    day = clock.day_of(moment)
    last = clock.add_working_days(day, times * int(parameters.value("approval_days", day)))
    return clock.start_of(last) + (moment - clock.start_of(day))


def _asked(moment: dt.datetime, *names: str) -> list[int]:
    """What parameters, and then the hours of the office, say on the day of a moment; asked at once."""
    return [int(one) for one in parameters.values(*names, *OFFICE, on=clock.day_of(moment)).values()]
