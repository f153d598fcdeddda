"""A3.2, A3.5: weeks against their quota, silences on business trips, what may be excused."""

import datetime as dt
from dataclasses import replace

import pytest

import clock
from policy.entry import CustomerStatus
from policy.following import ActivityStatus
from policy.quotas import Line, QuotaFacts, in_force, next_monday, quota_problems
from policy.roles import Role
from policy.usage import (
    Away,
    DayKind,
    DoneFacts,
    ExcuseFacts,
    ExemptionFacts,
    NotCounted,
    day_kinds,
    due,
    end_problems,
    excuse_problems,
    exemption_problems,
    monday_of,
    remind,
    silences,
    together,
    why_not,
)

DAY = dt.timedelta(days=1)
MONDAY = dt.date(2026, 3, 2)
END = dt.datetime(2026, 3, 8, 16, tzinfo=dt.UTC)
LONG_AGO = dt.date(2020, 1, 1)
DONE = DoneFacts(ActivityStatus.DONE, False, END - DAY, True, CustomerStatus.APPROVED, True)


def at_work(monday, *away, since=LONG_AGO):
    kinds = day_kinds(monday, clock.is_working_day, away, since)
    return sum(kind is DayKind.WORK for kind in kinds.values())


def leave(first, last, entered_on=None):
    return Away(DayKind.LEAVE, MONDAY + first * DAY, MONDAY + last * DAY, entered_on)


class TestWhatCounts:
    @pytest.mark.parametrize(
        ("changed", "why"),
        [
            ({}, None),
            ({"status": ActivityStatus.PLANNED}, NotCounted.PLANNED),
            ({"status": ActivityStatus.CANCELLED}, NotCounted.CANCELLED),
            ({"imported": True}, NotCounted.IMPORTED),
            ({"recorded_at": END}, NotCounted.LATE),
            ({"recorded_at": None}, NotCounted.LATE),
            ({"named": False, "customer": None}, NotCounted.ABOUT_NOTHING),
            ({"customer": CustomerStatus.DRAFT}, NotCounted.NOT_ENTERED),
            ({"customer": CustomerStatus.SUBMITTED}, None),
            ({"customer": None}, None),
            ({"own": False}, NotCounted.NOT_OWN),
        ],
    )
    def test_an_activity_counts_or_says_why_not(self, changed, why):
        assert why_not(replace(DONE, **changed), END) is why

    def test_what_is_recorded_all_at_once_is_shown_for_what_it_is(self):
        friday = dt.datetime(2026, 3, 6, 10, tzinfo=dt.UTC)
        spread = [friday - days * DAY for days in range(4)]
        assert together(spread) is None
        found = together([*spread, *(friday + minutes * dt.timedelta(minutes=1) for minutes in (1, 9, 58))])
        assert (found.count, found.first) == (4, friday)


class TestTheQuotaOfAWeek:
    def test_days_away_reduce_it_in_proportion_and_make_up_days_do_not_raise_it(self):
        assert [due(5, days) for days in range(7)] == [0, 1, 2, 3, 4, 5, 5]
        assert [due(1, days) for days in range(6)] == [0, 0, 0, 1, 1, 1]
        assert due(0, 5) == 0

    def test_leave_over_the_whole_week_asks_for_nothing(self):
        assert due(5, at_work(MONDAY, leave(-20, 20))) == 0

    def test_a_holiday_week_and_the_make_up_days_before_and_after_it(self):
        assert at_work(dt.date(2026, 9, 28)) == 3
        assert at_work(dt.date(2026, 10, 5)) == 3
        assert at_work(dt.date(2026, 2, 16)) == 0
        assert due(5, at_work(dt.date(2026, 2, 9))) == 5

    def test_days_away_that_one_enters_for_oneself_count_from_that_day_on(self):
        assert at_work(MONDAY, leave(0, 4)) == 0
        assert at_work(MONDAY, leave(0, 4, entered_on=MONDAY + 3 * DAY)) == 3
        assert at_work(MONDAY, leave(0, 4, entered_on=MONDAY - 9 * DAY)) == 0

    def test_who_came_on_wednesday_is_not_asked_for_monday(self):
        assert at_work(MONDAY, since=MONDAY + 2 * DAY) == 3

    def test_any_day_names_its_week(self):
        assert {monday_of(MONDAY + place * DAY) for place in range(7)} == {MONDAY}


class TestWhoseQuota:
    UNITS = (4, 2, 1)
    SELLS = frozenset({Role.DIRECT_SALES})

    def weekly(self, *lines, roles=SELLS, monday=MONDAY):
        return in_force(lines, self.UNITS, roles, monday, 1).weekly

    def line(self, number, unit, weekly, role=None, valid_from=MONDAY):
        return Line(number, unit, role, weekly, valid_from)

    def test_without_any_it_is_that_of_the_policy_and_only_for_salespeople(self):
        assert self.weekly() == 1
        assert self.weekly(roles={Role.FINANCE}) is None

    def test_the_nearest_unit_decides_and_in_it_the_role(self):
        root, here = self.line(1, 1, 2), self.line(2, 4, 4)
        role = self.line(3, 4, 6, Role.DIRECT_SALES)
        assert self.weekly(root) == 2
        assert self.weekly(root, here) == 4
        assert self.weekly(root, here, role) == 6
        assert self.weekly(self.line(4, 9, 9), root) == 2

    def test_a_role_that_sells_nothing_is_expected_what_its_own_quota_says(self):
        assert self.weekly(self.line(1, 1, 2), roles={Role.PRESALES}) is None
        assert self.weekly(self.line(1, 1, 2, Role.PRESALES), roles={Role.PRESALES}) == 2

    def test_a_quota_of_a_later_monday_does_not_touch_this_week_and_an_ended_one_gives_way(self):
        here, later = self.line(1, 4, 3), self.line(2, 4, 7, valid_from=MONDAY + 7 * DAY)
        assert self.weekly(here, later) == 3
        assert self.weekly(here, later, monday=MONDAY + 7 * DAY) == 7
        assert self.weekly(here, self.line(3, 4, None), self.line(4, 1, 2)) == 2

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({}, None),
            ({"valid_from": MONDAY + DAY}, "no_monday"),
            ({"valid_from": MONDAY}, "begun"),
            ({"allowed": False}, "not_yours"),
            ({"weekly": None}, "none"),
            ({"weekly": 999}, "bounds"),
            ({"reason": " "}, "no_reason"),
        ],
    )
    def test_a_week_that_has_begun_keeps_its_quota(self, changed, code):
        facts = QuotaFacts(True, True, 3, MONDAY + 7 * DAY, MONDAY, "旺季", False)
        assert [problem.code for problem in quota_problems(replace(facts, **changed))] == ([code] if code else [])
        assert next_monday(MONDAY) == next_monday(MONDAY + 6 * DAY) == MONDAY + 7 * DAY


class TestOnABusinessTrip:
    TRIP = frozenset(MONDAY + place * DAY for place in range(10))

    def found(self, there=(), upto=9, trip=TRIP):
        stretches, running = silences(trip, {MONDAY + day * DAY for day in there}, MONDAY + upto * DAY, lambda day: 3)
        return [((a - MONDAY).days, (b - MONDAY).days) for a, b in stretches], len(running)

    def test_three_days_without_a_sign_in_are_a_lapse_and_then_the_count_begins_anew(self):
        assert self.found(upto=1) == ([], 2)
        assert self.found(upto=2) == ([(0, 2)], 0)
        assert self.found() == ([(0, 2), (3, 5), (6, 8)], 1)

    def test_a_sign_in_begins_the_count_anew(self):
        assert self.found(there=(2, 5, 8)) == ([], 1)
        assert self.found(there=(2,)) == ([(3, 5), (6, 8)], 1)

    def test_days_between_two_trips_are_no_days_of_travel(self):
        assert self.found(trip=self.TRIP - {MONDAY + 2 * DAY, MONDAY + 5 * DAY, MONDAY + 8 * DAY}) == ([], 1)

    def test_the_reminder_comes_before_the_lapse_whatever_the_parameters_say(self):
        assert [remind(silent, 2, 3) for silent in range(3)] == [False, False, True]
        assert [remind(silent, 9, 3) for silent in range(3)] == [False, False, True]
        assert remind(0, 2, 1)


class TestExcuses:
    def test_nobody_excuses_their_own_and_nobody_without_a_reason(self):
        facts = ExcuseFacts(leads=True, own=False, excused=False, reason="客户现场没有网络")
        assert not list(excuse_problems(facts))
        for changed, code in (
            ({"own": True}, "own"),
            ({"leads": False}, "not_led"),
            ({"excused": True}, "excused"),
            ({"judged": True}, "judged"),
            ({"reason": " "}, "no_reason"),
        ):
            (problem,) = excuse_problems(replace(facts, **changed))
            assert problem.code == code

    def test_an_exemption_is_for_days_to_come_by_who_leads_the_person(self):
        facts = ExemptionFacts(True, False, True, MONDAY, MONDAY + DAY, MONDAY, "野外作业")
        assert not list(exemption_problems(facts))
        for changed, code in (
            ({"own": True}, "own"),
            ({"leads": False}, "not_led"),
            ({"active": False}, "inactive"),
            ({"until_on": MONDAY - DAY}, "not_in_order"),
            ({"from_on": MONDAY - DAY}, "past"),
            ({"until_on": MONDAY + 400 * DAY}, "too_long"),
            ({"overlapping": MONDAY}, "overlaps"),
            ({"reason": ""}, "no_reason"),
        ):
            (problem,) = exemption_problems(replace(facts, **changed))
            assert problem.code == code
        assert [one.code for one in end_problems(leads=True, own=False, ended=True, over=False)] == ["over"]
