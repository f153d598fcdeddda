"""Days, months and working days are the company's."""

import datetime as dt

import pytest

import clock


@pytest.mark.parametrize(
    ("moment", "day"),
    [("2026-11-22T15:59:59+00:00", dt.date(2026, 11, 22)), ("2026-11-22T16:00:00+00:00", dt.date(2026, 11, 23))],
)
def test_the_company_day_begins_at_midnight_in_shanghai(moment, day):
    assert clock.day_of(dt.datetime.fromisoformat(moment)) == day


def test_a_typed_wall_clock_time_is_company_time():
    assert clock.from_local(dt.datetime(2026, 11, 23, 9)).isoformat() == "2026-11-23T01:00:00+00:00"  # noqa: DTZ001
    assert clock.start_of(dt.date(2026, 11, 23)).isoformat() == "2026-11-22T16:00:00+00:00"


def test_public_holidays_are_no_working_days_and_make_up_days_are():
    assert not clock.is_working_day(dt.date(2026, 10, 1))
    assert clock.is_working_day(dt.date(2026, 10, 10)), "a Saturday worked for the National Day week"
    assert not clock.is_working_day(dt.date(2026, 11, 22))


def test_one_working_day_after_the_eve_of_national_day_lies_after_the_holidays():
    assert clock.add_working_days(dt.date(2026, 9, 30), 1) == dt.date(2026, 10, 8)
    assert clock.add_working_days(dt.date(2026, 11, 20), 1) == dt.date(2026, 11, 23)
    assert clock.add_working_days(dt.date(2026, 11, 20), 0) == dt.date(2026, 11, 20)


def test_working_hours_go_on_the_next_working_day_and_leave_weekends_out():
    friday = clock.from_local(dt.datetime(2026, 11, 20, 17))  # noqa: DTZ001
    assert clock.add_working_hours(friday, 4, 9, 18) == clock.from_local(dt.datetime(2026, 11, 23, 12))  # noqa: DTZ001
    assert clock.add_working_hours(friday, 1, 9, 18) == clock.from_local(dt.datetime(2026, 11, 20, 18))  # noqa: DTZ001
    saturday = clock.from_local(dt.datetime(2026, 11, 21, 10))  # noqa: DTZ001
    assert clock.add_working_hours(saturday, 0, 9, 18) == clock.from_local(dt.datetime(2026, 11, 23, 9))  # noqa: DTZ001
    assert clock.add_working_hours(saturday, 24, 9, 18) == clock.from_local(dt.datetime(2026, 11, 25, 15))  # noqa: DTZ001


def test_working_hours_that_make_no_day_count_the_clock_round():
    evening = clock.from_local(dt.datetime(2026, 11, 20, 20))  # noqa: DTZ001
    assert clock.add_working_hours(evening, 3, 9, 9) == clock.from_local(dt.datetime(2026, 11, 20, 23))  # noqa: DTZ001


@pytest.mark.parametrize("hours", [0, 1, 4, 9, 24, 100])
@pytest.mark.parametrize("day", [20, 21, 23])
def test_working_hours_between_two_moments_are_counted_as_they_are_added(day, hours):
    begin = clock.from_local(dt.datetime(2026, 11, day, 13, 30))  # noqa: DTZ001
    end = clock.add_working_hours(begin, hours, 9, 18)
    assert clock.working_hours_between(begin, end, 9, 18) == hours
    assert clock.working_hours_between(begin, begin, 9, 18) == 0
