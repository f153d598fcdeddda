"""A6 and A8.1: registering opportunities, expected dates, stages."""

import dataclasses
import datetime as dt

import pytest

from policy.following import OpportunityFacts, OpportunityStatus, StageFacts, opportunity_problems, stage_problems
from policy.problems import blocking

TODAY = dt.date(2026, 11, 23)
TOMORROW, YESTERDAY = TODAY + dt.timedelta(days=1), TODAY - dt.timedelta(days=1)
PLAIN = OpportunityFacts(expected_on=TOMORROW, today=TODAY)
FORWARD = StageFacts(
    status=OpportunityStatus.OPEN,
    from_position=1,
    to_position=2,
    to_active=True,
    steps=1,
    expected_on=TOMORROW,
    today=TODAY,
    contacted=True,
)


def refused(rule, facts, **changed):
    return [(p.clause, p.code) for p in blocking(rule(dataclasses.replace(facts, **changed)))]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"expected_on": TODAY}, []),
        ({"expected_on": YESTERDAY}, [("A6.2", "expected_in_past")]),
        ({"expected_on": YESTERDAY, "expected_before": YESTERDAY}, []),
        ({"expected_before": TODAY}, [("A6.2", "date_without_reason")]),
        ({"expected_before": TODAY, "reason": "  "}, [("A6.2", "date_without_reason")]),
        ({"expected_before": TODAY, "reason": "客户预算推迟"}, []),
        ({"customer_pooled": True}, [("A7.3", "pooled")]),
        ({"stage_active": False}, [("A6.1", "unknown_stage")]),
        ({"status": OpportunityStatus.WON}, [("A6.7", "closed")]),
    ],
)
def test_an_opportunity_is_kept_current(changed, expected):
    assert refused(opportunity_problems, PLAIN, **changed) == expected


def test_an_opportunity_of_a_customer_in_any_state_is_registered_but_does_not_count_yet():
    found = list(opportunity_problems(dataclasses.replace(PLAIN, customer_approved=False)))
    assert [(p.clause, p.code, p.blocks) for p in found] == [("A4.2", "customer_not_approved", False)]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"contacted": False}, [("A6.5", "no_contact")]),
        ({"expected_on": YESTERDAY}, [("A6.2", "expected_date_passed")]),
        ({"expected_on": TODAY}, []),
        ({"to_position": 3, "steps": 2}, [("A6.1", "move_without_note")]),
        ({"to_position": 3, "steps": 2, "note": "客户直接要求报价"}, []),
        ({"from_position": 3, "steps": -1}, [("A6.1", "move_without_note")]),
        ({"from_position": 3, "steps": -1, "contacted": False, "note": "需求改变"}, []),
        ({"to_position": None, "to_active": False}, [("A6.1", "unknown_stage")]),
        ({"to_active": False}, [("A6.1", "unknown_stage")]),
        ({"status": OpportunityStatus.LOST}, [("A6.7", "closed")]),
        ({"contacted": False, "expected_on": YESTERDAY}, [("A6.2", "expected_date_passed"), ("A6.5", "no_contact")]),
    ],
)
def test_a_stage_changes_by_the_rules(changed, expected):
    assert refused(stage_problems, FORWARD, **changed) == expected
