"""A12.3, A12.4, A5: who decides about the right to leads, from when, under which clause; and which absences stand."""

import dataclasses
import datetime as dt

import pytest

from policy.absences import AbsenceFacts, CancelFacts, absence_problems, cancel_problems
from policy.dispatch import RightKind
from policy.lead_rights import EndFacts, RightFacts, end_problems, right_problems

TODAY = dt.date(2026, 11, 23)
DAY = dt.timedelta(days=1)
SUSPENSION = RightFacts(RightKind.SUSPENDED, TODAY, None, "A12.3", "两条商机未及时跟进", TODAY)
LEAVE = AbsenceFacts(TODAY, TODAY + DAY, TODAY)


def codes(rule, facts, **changed) -> list[str]:
    return [problem.code for problem in rule(dataclasses.replace(facts, **changed))]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"kind": RightKind.PRIORITY, "clause": "A12.4", "until_on": TODAY}, []),
        ({"within": False}, ["not_yours"]),
        ({"oneself": True}, ["oneself"]),
        ({"follows_leads": False}, ["not_following"]),
        ({"clause": "A7.3"}, ["no_clause"]),
        ({"reason": "  "}, ["no_reason"]),
        ({"from_on": TODAY - DAY}, ["in_the_past"]),
        ({"from_on": TODAY + DAY, "until_on": TODAY}, ["not_in_order"]),
    ],
)
def test_a_right_to_leads_is_recorded_by_whom_why_from_when_and_under_which_clause(changed, expected):
    assert codes(right_problems, SUSPENSION, **changed) == expected


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"within": False}, ["not_yours"]),
        ({"oneself": True}, ["oneself"]),
        ({"over": True}, ["over"]),
        ({"reason": ""}, ["no_reason"]),
    ],
)
def test_a_record_is_ended_by_who_decides_and_with_a_reason(changed, expected):
    facts = EndFacts(within=True, oneself=False, over=False, reason="已改进")
    assert codes(end_problems, facts, **changed) == expected


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"from_on": TODAY - 9 * DAY, "until_on": TODAY}, []),
        ({"from_on": TODAY - 9 * DAY, "until_on": TODAY - DAY}, ["over"]),
        ({"until_on": TODAY - DAY}, ["not_in_order"]),
        ({"until_on": TODAY + 365 * DAY}, []),
        ({"until_on": TODAY + 366 * DAY}, ["too_long"]),
        ({"allowed": False}, ["not_yours"]),
        ({"allowed": False, "overlapping": TODAY}, ["not_yours"]),
        ({"active": False}, ["inactive"]),
        ({"overlapping": TODAY}, ["overlaps"]),
    ],
)
def test_an_absence_is_entered_for_days_to_come_and_never_twice(changed, expected):
    assert codes(absence_problems, LEAVE, **changed) == expected


@pytest.mark.parametrize(
    ("changed", "expected"),
    [({}, []), ({"allowed": False}, ["not_yours"]), ({"cancelled": True}, ["cancelled"]), ({"over": True}, ["over"])],
)
def test_an_absence_is_cancelled_before_it_is_over(changed, expected):
    facts = CancelFacts(allowed=True, cancelled=False, over=False)
    assert codes(cancel_problems, facts, **changed) == expected
