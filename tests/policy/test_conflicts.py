"""A8: who may claim, what is put forward, the appeal, and what may be ruled by whom."""

import dataclasses
import datetime as dt

import pytest

from policy.conflicts import (
    AppealFacts,
    Claiming,
    ConflictStatus,
    Instance,
    OpenFacts,
    Outcome,
    StatementFacts,
    appeal_problems,
    open_problems,
    standing,
    statement_problems,
    withdrawal_problems,
)
from policy.rulings import PartyFacts, RulingFacts, ruling_problems, share_problems

TODAY = dt.date(2026, 11, 23)
OPEN, RULED, APPEALED = ConflictStatus.OPEN, ConflictStatus.RULED, ConflictStatus.APPEALED
SETTLED, WITHDRAWN = ConflictStatus.SETTLED, ConflictStatus.WITHDRAWN
MAY_CLAIM = OpenFacts(
    sells=True,
    active=True,
    near=True,
    recorded=True,
    owned=True,
    owner=False,
    claims=False,
    running=None,
    heard=False,
)
FIRST = PartyFacts(1, Claiming.FIRST, active=True, stated=False)
LATER = PartyFacts(2, Claiming.LATER, active=True, stated=True)
REASON = "双方都有长期联系，共同跟进对签约最有利"
MAY_RULE = RulingFacts(Instance.MANAGER, OPEN, Outcome.FIRST_KEEPS, REASON, (FIRST, LATER))
TOGETHER = dataclasses.replace(MAY_RULE, outcome=Outcome.TOGETHER, shares={1: 60, 2: 40})
MAY_APPEAL = AppealFacts(RULED, party=True, appealed=False, reason="总经理书面说明由我对接")
MAY_STATE = StatementFacts(OPEN, True, "总经理希望由我对接", "", "")


def codes(rule, facts, **changed) -> list[str]:
    return [problem.code for problem in rule(dataclasses.replace(facts, **changed))]


@pytest.mark.parametrize(
    ("status", "until", "expected"),
    [
        (RULED, TODAY, RULED),
        (RULED, TODAY - dt.timedelta(days=1), SETTLED),
        (APPEALED, TODAY - dt.timedelta(days=30), APPEALED),
        (OPEN, None, OPEN),
        (WITHDRAWN, None, WITHDRAWN),
    ],
)
def test_a_ruling_that_nobody_appealed_against_in_its_term_stands(status, until, expected):
    assert standing(status, until, TODAY) is expected


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"sells": False}, ["not_selling"]),
        ({"active": False}, ["not_selling"]),
        ({"owner": True}, ["own"]),
        ({"owned": False}, ["nobodys"]),
        ({"recorded": False}, ["lapsed"]),
        ({"running": OPEN}, []),
        ({"running": OPEN, "claims": True}, ["claims"]),
        ({"running": RULED}, ["being_settled"]),
        ({"running": APPEALED}, ["being_settled"]),
        ({"running": RULED, "claims": True}, ["claims"]),
        ({"heard": True}, ["heard"]),
    ],
)
def test_who_may_claim_what_somebody_else_recorded_first(changed, expected):
    assert codes(open_problems, MAY_CLAIM, **changed) == expected


@pytest.mark.parametrize("changed", [{"recorded": False}, {"owned": False}, {"running": RULED}])
def test_why_a_customer_of_another_company_cannot_be_claimed_now_is_not_told(changed):
    assert codes(open_problems, MAY_CLAIM, near=False, **changed) == ["not_now"]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"status": APPEALED}, []),
        ({"status": RULED}, ["not_heard"]),
        ({"status": SETTLED}, ["not_heard"]),
        ({"present": False}, ["not_heard"]),
        ({"preference": " "}, ["nothing_said"]),
        ({"preference": "", "relation": "同学"}, []),
    ],
)
def test_the_parties_are_heard_before_a_ruling(changed, expected):
    assert codes(statement_problems, MAY_STATE, **changed) == expected


@pytest.mark.parametrize(
    ("status", "claiming", "present", "expected"),
    [
        (OPEN, Claiming.LATER, True, []),
        (OPEN, Claiming.FIRST, True, ["not_claiming"]),
        (OPEN, None, False, ["not_claiming"]),
        (OPEN, Claiming.LATER, False, ["not_claiming"]),
        (RULED, Claiming.LATER, True, ["ruled"]),
        (APPEALED, Claiming.LATER, True, ["ruled"]),
    ],
)
def test_a_claim_is_withdrawn_by_who_claims_before_the_ruling(status, claiming, present, expected):
    assert [problem.code for problem in withdrawal_problems(status, claiming, present)] == expected


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"outcome": None}, ["no_outcome"]),
        ({"reason": " "}, ["no_reason"]),
        ({"reason": "同上"}, ["no_reason"]),
        ({"involved": True}, ["involved"]),
        ({"leads_all": False}, ["leads_not_all"]),
        ({"ruled_first": True}, ["ruled_first"]),
        ({"status": RULED}, ["not_awaited"]),
        ({"status": APPEALED}, ["not_awaited"]),
        ({"status": APPEALED, "instance": Instance.APPEAL}, []),
        ({"instance": Instance.APPEAL}, ["not_awaited"]),
    ],
)
def test_who_leads_both_rules_once_and_with_a_definite_reason(changed, expected):
    assert codes(ruling_problems, MAY_RULE, **changed) == expected


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"shares": {1: 60, 2: 41}}, ["share_sum"]),
        ({"shares": {1: 60, 2: 39}}, ["share_sum"]),
        ({"shares": {1: 100, 2: 0}}, ["share_range"]),
        ({"shares": {1: 60, 2: None}}, ["share_range"]),
        ({"shares": {1: 160, 2: -60}}, ["share_range"]),
        ({"shares": {1: 60}}, ["share_range"]),
        ({"shares": {}}, ["share_range"]),
        ({"shares": {1: 60, 2: 40, 3: 99}}, []),
        ({"kept": 10}, ["share_sum"]),
        ({"kept": 10, "shares": {1: 60, 2: 30}}, []),
    ],
)
def test_together_divides_the_credit_into_a_hundred_percent(changed, expected):
    assert codes(ruling_problems, TOGETHER, **changed) == expected


def test_together_needs_the_customers_preference_or_the_better_relation():
    silent = dataclasses.replace(LATER, stated=False)
    assert codes(ruling_problems, TOGETHER, parties=(FIRST, silent)) == ["not_stated"]


def test_of_somebody_who_left_only_first_recorded_first_owned_can_be_ruled():
    gone = dataclasses.replace(LATER, active=False)
    assert codes(ruling_problems, TOGETHER, parties=(FIRST, gone)) == ["later_gone"]
    assert codes(ruling_problems, MAY_RULE, parties=(FIRST, gone)) == []
    first_gone = dataclasses.replace(FIRST, active=False)
    assert codes(ruling_problems, TOGETHER, parties=(first_gone, LATER)) == ["first_gone"]
    third = PartyFacts(3, Claiming.LATER, active=True, stated=True)
    assert codes(ruling_problems, TOGETHER, parties=(FIRST, gone, third), shares={1: 60, 3: 40}) == []


@pytest.mark.parametrize(
    ("shares", "kept", "expected"),
    [({1: 99, 2: 1}, 0, []), ({1: 1, 2: 1}, 98, []), ({1: 1, 2: 1}, 99, ["share_sum"]), ({1: 34, 2: 33, 3: 33}, 0, [])],
)
def test_shares_at_their_limits(shares, kept, expected):
    assert [problem.code for problem in share_problems(shares, kept)] == expected


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"party": False}, ["no_party"]),
        ({"appealed": True, "status": SETTLED}, ["appealed"]),
        ({"status": SETTLED}, ["term_over"]),
        ({"status": OPEN}, ["not_ruled"]),
        ({"reason": "不同意"}, ["no_reason"]),
        ({"judged": False}, ["nobody_rules"]),
    ],
)
def test_a_party_appeals_once_in_time_and_with_a_reason(changed, expected):
    assert codes(appeal_problems, MAY_APPEAL, **changed) == expected
