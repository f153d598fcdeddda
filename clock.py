"""The only place that asks what time it is. Moments are UTC; days, months and working days are the company's."""

import datetime as dt
import functools
from zoneinfo import ZoneInfo

import holidays

COMPANY_ZONE = ZoneInfo("Asia/Shanghai")


def now() -> dt.datetime:
    """This moment, aware, in UTC."""
    return dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """The company's calendar day."""
    return day_of(now())


def day_of(moment: dt.datetime) -> dt.date:
    """The company's calendar day on which a moment falls."""
    return moment.astimezone(COMPANY_ZONE).date()


def local(moment: dt.datetime) -> dt.datetime:
    """A moment in company time, for showing."""
    return moment.astimezone(COMPANY_ZONE)


def from_local(naive: dt.datetime) -> dt.datetime:
    """A wall-clock time that was typed in company time, as a UTC moment."""
    return naive.replace(tzinfo=COMPANY_ZONE).astimezone(dt.UTC)


def start_of(day: dt.date) -> dt.datetime:
    """The first moment of a company day, in UTC."""
    return from_local(dt.datetime.combine(day, dt.time.min))


@functools.cache
def _calendar() -> holidays.HolidayBase:
    return holidays.country_holidays("CN")


def is_working_day(day: dt.date) -> bool:
    """Whether the company works: no weekend or public holiday, but make-up working days count."""
    return _calendar().is_working_day(day)


def add_working_days(day: dt.date, count: int) -> dt.date:
    """The day that lies ``count`` (≥ 0) working days after ``day``."""
    while count > 0:
        day += dt.timedelta(days=1)
        count -= is_working_day(day)
    return day


def add_working_hours(moment: dt.datetime, hours: int, opens: int, closes: int) -> dt.datetime:
    """The moment ``hours`` (≥ 0) working hours after ``moment``; a working day lasts from ``opens`` to ``closes`` o'clock.

    What begins outside working hours begins with the next working day. Where the hours make no day (``closes`` is not
    after ``opens``) the clock round counts as one.
    """
    if closes <= opens:
        opens, closes = 0, 24
    left = dt.timedelta(hours=hours)
    day = day_of(moment)
    while True:
        if is_working_day(day):
            start, end = (start_of(day) + dt.timedelta(hours=hour) for hour in (opens, closes))
            begin = max(start, moment)
            if begin + left <= end and begin < end:
                return begin + left
            left -= max(end - begin, dt.timedelta())
        day += dt.timedelta(days=1)


def working_hours_between(begin: dt.datetime, end: dt.datetime, opens: int, closes: int) -> float:
    """The working hours from ``begin`` to ``end`` (not earlier), as ``add_working_hours`` counts them."""
    if closes <= opens:
        opens, closes = 0, 24
    day, last, spent = day_of(begin), day_of(end), dt.timedelta()
    while day <= last:
        if is_working_day(day):
            start, stop = (start_of(day) + dt.timedelta(hours=hour) for hour in (opens, closes))
            spent += max(min(stop, end) - max(start, begin), dt.timedelta())
        day += dt.timedelta(days=1)
    return spent / dt.timedelta(hours=1)
