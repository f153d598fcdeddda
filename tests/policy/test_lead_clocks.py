"""A5, A12.3: who hears of a limit that passed, and what is kept of a dispatch."""

import datetime as dt

import pytest

from policy.dispatch import DispatchEnd
from policy.lead_clocks import Audience, DispatchFacts, audience, lapses, level_reached
from policy.leads import LapseKind, LeadStatus

DUE = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)
HOUR, INSTANT = dt.timedelta(hours=1), dt.timedelta(microseconds=1)
RUNGS = (DUE, DUE + 4 * HOUR, DUE + 8 * HOUR)
LATE, UNRECORDED = LapseKind.LATE, LapseKind.UNRECORDED


@pytest.mark.parametrize(
    ("now", "level"),
    [
        (DUE - INSTANT, 0),
        (DUE, 1),
        (DUE + 4 * HOUR - INSTANT, 1),
        (DUE + 4 * HOUR, 2),
        (DUE + 8 * HOUR - INSTANT, 2),
        (DUE + 8 * HOUR, 3),
        (DUE + 9999 * HOUR, 3),
    ],
)
def test_a_rung_is_reached_at_its_very_moment(now, level):
    assert level_reached(RUNGS, now) == level


def test_where_the_top_is_to_hear_before_the_manager_both_have_been_reached_then():
    assert level_reached((DUE, DUE + 8 * HOUR, DUE + HOUR), DUE + 2 * HOUR) == 3


@pytest.mark.parametrize(
    ("status", "ladder"),
    [
        (LeadStatus.NEW, [Audience.SCREENERS, Audience.BUSINESS_MANAGER, Audience.SALES_MANAGEMENT]),
        (LeadStatus.SCREENED, [Audience.BUSINESS, Audience.BUSINESS_MANAGER, Audience.SALES_MANAGEMENT]),
        (LeadStatus.FILTERED, [Audience.BUSINESS, Audience.BUSINESS_MANAGER, Audience.SALES_MANAGEMENT]),
        (LeadStatus.DISPATCHED, [Audience.RECEIVER, Audience.RECEIVERS_MANAGER, Audience.SALES_MANAGEMENT]),
        (LeadStatus.ACCEPTED, [Audience.RECEIVER, Audience.RECEIVERS_MANAGER, Audience.SALES_MANAGEMENT]),
    ],
)
def test_first_who_must_act_then_the_manager_in_charge_then_sales_management(status, ladder):
    assert [audience(status, level) for level in (1, 2, 3)] == ladder


def found(now=DUE, followed=None, ended_at=None, ended=None, valid=True):
    return lapses(DispatchFacts(DUE, DUE + 24 * HOUR, followed, ended_at, ended, valid, now))


class TestLate:
    def test_is_a_first_follow_up_after_the_limit_but_not_at_it(self):
        assert found(now=DUE + 9 * HOUR, followed=DUE) == set()
        assert found(now=DUE + 9 * HOUR, followed=DUE + INSTANT) == {LATE}

    def test_is_a_limit_that_passed_in_the_receivers_hands(self):
        assert found(now=DUE) == set()
        assert found(now=DUE + INSTANT) == {LATE}

    @pytest.mark.parametrize("ended", [DispatchEnd.GIVEN_BACK, DispatchEnd.REDISPATCHED, DispatchEnd.HANDED_OVER])
    def test_is_not_who_gave_it_back_or_lost_it_in_time(self, ended):
        assert found(now=DUE + 99 * HOUR, ended_at=DUE, ended=ended) == set()
        assert LATE in found(now=DUE + 99 * HOUR, ended_at=DUE + INSTANT, ended=ended)


class TestUnrecorded:
    def test_is_a_lead_that_lies_without_a_record_when_its_limit_has_passed_twice(self):
        assert found(now=DUE + 24 * HOUR) == {LATE}
        assert found(now=DUE + 24 * HOUR + INSTANT) == {LATE, UNRECORDED}

    def test_is_a_conversion_without_a_record_however_soon(self):
        early = found(now=DUE + HOUR, ended_at=DUE - HOUR, ended=DispatchEnd.CONVERTED)
        assert early == {UNRECORDED}
        assert found(followed=DUE - HOUR, ended_at=DUE - HOUR, ended=DispatchEnd.CONVERTED) == set()

    def test_is_a_lead_that_left_late_without_a_record(self):
        assert found(now=DUE + 3 * HOUR, ended_at=DUE + HOUR, ended=DispatchEnd.GIVEN_BACK) == {LATE, UNRECORDED}

    def test_is_only_a_valid_lead(self):
        assert found(now=DUE + 99 * HOUR, valid=False) == {LATE}
