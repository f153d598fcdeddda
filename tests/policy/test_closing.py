"""A6.7: closing in time, what is missing, and who confirms."""

import dataclasses
import datetime as dt

import pytest

import clock
from policy.closing import CONFIRMATION, ClosingFacts, RecordFacts, closing_problems, missing_from_record
from policy.following import OpportunityStatus
from policy.roles import Role

FRIDAY, MONDAY, TUESDAY = dt.date(2026, 11, 20), dt.date(2026, 11, 23), dt.date(2026, 11, 24)
PLAIN = ClosingFacts(
    status=OpportunityStatus.OPEN,
    result=OpportunityStatus.WON,
    reason="方案评分第一",
    result_on=FRIDAY,
    created_on=dt.date(2026, 9, 1),
    today=MONDAY,
    due_on=MONDAY,
)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"result": OpportunityStatus.OPEN}, ["no_result"]),
        ({"reason": " "}, ["no_reason"]),
        ({"result_on": TUESDAY, "due_on": TUESDAY}, ["result_in_future"]),
        ({"result_on": dt.date(2026, 8, 31), "due_on": MONDAY}, ["result_before_creation"]),
        ({"customer_approved": False}, ["customer_not_approved"]),
        ({"customer_approved": False, "result": OpportunityStatus.LOST}, []),
        ({"today": TUESDAY}, ["late"]),
        ({"status": OpportunityStatus.LOST}, ["closed"]),
    ],
)
def test_it_is_closed_with_result_reason_and_day(changed, expected):
    assert [p.code for p in closing_problems(dataclasses.replace(PLAIN, **changed))] == expected


def test_late_closing_is_recorded_not_prevented():
    [late] = closing_problems(dataclasses.replace(PLAIN, today=TUESDAY))
    assert not late.blocks


@pytest.mark.parametrize(
    ("known", "due"),
    [
        (FRIDAY, MONDAY),
        (dt.date(2026, 9, 30), dt.date(2026, 10, 8)),  # National Day: the first seven days of October are free
        (dt.date(2026, 2, 13), dt.date(2026, 2, 14)),  # a make-up Saturday before the Spring Festival counts
    ],
)
def test_one_working_day_is_a_chinese_one(known, due):
    assert clock.add_working_days(known, 1) == due


def test_the_checklist_names_what_is_missing():
    nothing = RecordFacts(OpportunityStatus.WON, 0, 0, 0, 0, 0, 0, "")
    assert [p.clause for p in missing_from_record(nothing)] == ["A6.5", "A6.3", "A6.4", "A6.6", "A6.1"]
    whole = RecordFacts(OpportunityStatus.WON, 2, 2, 3, 3, 1, 1, "排产系统")
    assert list(missing_from_record(whole)) == []
    part = dataclasses.replace(whole, competitors_answered=1, contacts_with_effect=2)
    assert [p.code for p in missing_from_record(part)] == ["no_effect", "no_answer"]
    invalid = dataclasses.replace(whole, result=OpportunityStatus.INVALID, competitors=0, attachments=0)
    assert list(missing_from_record(invalid)) == []


def test_a6_7_manager_or_assistant_confirms():
    assert (CONFIRMATION.role, CONFIRMATION.assistants, CONFIRMATION.clause) == (Role.DEPARTMENT_MANAGER, True, "A6.7")
