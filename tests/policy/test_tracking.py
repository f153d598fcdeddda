"""A7: the bands at their boundaries, the release, and what a contact counts for."""

import datetime as dt

import pytest

from policy.entry import Grade
from policy.tracking import (
    Band,
    GradedLimits,
    Limits,
    ReleaseFacts,
    band,
    clock_day,
    contact_moment,
    release_problems,
)

LIMITS = Limits(notice=30, alarm=60, release=90)
TODAY = dt.date(2026, 11, 23)


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, Band.FRESH), (29, Band.FRESH), (30, Band.NOTICE), (59, Band.NOTICE), (60, Band.ALARM), (90, Band.ALARM)],
)
def test_a_band_begins_on_its_day(days, expected):
    assert band(ago(days), TODAY, LIMITS) is expected


def test_the_leap_day_is_a_day():
    limits = Limits(1, 2, 30)
    assert limits.leaves_on(dt.date(2028, 1, 30)) == dt.date(2028, 2, 29)
    assert limits.leaves_on(dt.date(2028, 2, 29)) == dt.date(2028, 3, 30)
    assert limits.leaves_on(dt.date(2027, 1, 30)) == dt.date(2027, 3, 1)


def test_the_days_left_count_down_to_the_day_itself():
    assert [LIMITS.days_left(ago(days), TODAY) for days in (0, 89, 90, 95)] == [90, 1, 0, -5]


def test_an_alarm_never_comes_after_the_release_that_it_announces():
    odd = Limits(notice=80, alarm=60, release=40)
    assert (odd.days(Band.NOTICE), odd.days(Band.ALARM), odd.days(Band.POOL)) == (40, 40, 40)


class TestLimitsByGrade:
    GRADED = GradedLimits(30, 60, 90, {Grade.A: 180, Grade.D: 45})

    def test_a_grade_without_a_limit_of_its_own_has_the_common_one(self):
        assert [self.GRADED.of(grade).release for grade in Grade] == [180, 90, 90, 45]
        assert self.GRADED.of(Grade.B) == LIMITS

    def test_notice_and_alarm_come_before_the_release_of_every_grade(self):
        for grade in Grade:
            limits = self.GRADED.of(grade)
            assert limits.days(Band.NOTICE) <= limits.days(Band.ALARM) <= limits.days(Band.POOL)

    def test_each_grade_has_its_own_cut_off(self):
        assert self.GRADED.cut_offs(Band.POOL, TODAY) == {
            Grade.A: ago(180),
            Grade.B: ago(90),
            Grade.C: ago(90),
            Grade.D: ago(45),
        }
        assert self.GRADED.varied
        assert not GradedLimits(30, 60, 90, {Grade.A: 90}).varied


NOON = dt.datetime(2026, 11, 23, 4, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("happened", "recorded", "counts_for"),
    [
        (NOON - HOUR, NOON, NOON - HOUR),
        (NOON - 500 * HOUR, NOON, NOON - 500 * HOUR),
        (NOON + 9000 * HOUR, NOON - HOUR, NOON - HOUR),
        (NOON + 2 * HOUR, NOON + HOUR, NOON),
    ],
)
def test_a_contact_counts_for_when_it_happened_but_never_for_later_than_its_record(happened, recorded, counts_for):
    assert contact_moment(happened, recorded, NOON) == counts_for


def test_an_old_visit_recorded_late_does_not_bring_the_release_forward():
    assert clock_day(ago(10), ago(40)) == ago(10)
    assert clock_day(ago(40), ago(10)) == ago(10)
    assert clock_day(ago(40), None) == ago(40)


def facts(**changed) -> ReleaseFacts:
    told = {
        "owned": True,
        "approved": True,
        "clock_day": ago(90),
        "alarm_on": ago(30),
        "today": TODAY,
        "limits": LIMITS,
    }
    return ReleaseFacts(**{**told, **changed})


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({}, []),
        ({"clock_day": ago(89)}, ["in_contact"]),
        ({"alarm_on": None}, ["not_warned"]),
        ({"alarm_on": TODAY}, ["not_warned"]),
        ({"alarm_on": ago(1)}, []),
        ({"approved": False}, ["not_approved"]),
        ({"owned": False, "alarm_on": None}, ["pooled"]),
        ({"exempts": True, "moved_on": ago(30), "moves_days": 30}, ["moving"]),
        ({"exempts": True, "moved_on": ago(31), "moves_days": 30}, []),
        ({"exempts": True, "moved_on": None, "moves_days": 30}, []),
        ({"exempts": False, "moved_on": TODAY, "moves_days": 30}, []),
        ({"disputed": True}, ["disputed"]),
    ],
)
def test_a_customer_leaves_only_overdue_and_warned_the_day_before(changed, codes):
    problems = list(release_problems(facts(**changed)))
    assert [problem.code for problem in problems] == codes
    assert all(problem.clause == "A7.3" for problem in problems)
