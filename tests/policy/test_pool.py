"""A7.3: who may claim from the public pool, be given a customer, or give one up."""

import dataclasses
import datetime as dt

import pytest

from policy.pool import AssignFacts, ClaimFacts, GiveUpFacts, assign_problems, claim_problems, give_up_problems

TODAY = dt.date(2026, 11, 23)
MAY_CLAIM = ClaimFacts(
    sells=True,
    same_company=True,
    approved=True,
    pooled=True,
    held=0,
    limit=20,
    claimed_today=0,
    daily_limit=5,
    left_on=None,
    cooldown_days=30,
    today=TODAY,
)
MAY_ASSIGN = AssignFacts(pooled=True, approved=True, same_company=True, subordinate=True, sells=True)
MAY_GIVE_UP = GiveUpFacts(owned=True, approved=True, allowed=True, note="不再经营")


def codes(rule, facts, **changed) -> list[str]:
    return [problem.code for problem in rule(dataclasses.replace(facts, **changed))]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"sells": False}, ["not_selling"]),
        ({"same_company": False}, ["other_company"]),
        ({"approved": False}, ["not_approved"]),
        ({"pooled": False}, ["owned"]),
        ({"held": 19}, []),
        ({"held": 20}, ["limit"]),
        ({"limit": 0}, ["limit"]),
        ({"claimed_today": 4}, []),
        ({"claimed_today": 5}, ["daily_limit"]),
        ({"claimed_today": 0, "daily_limit": 0}, ["daily_limit"]),
        ({"left_on": TODAY - dt.timedelta(days=29)}, ["cooling"]),
        ({"left_on": TODAY - dt.timedelta(days=30)}, []),
        ({"left_on": TODAY}, ["cooling"]),
        ({"left_on": TODAY, "cooldown_days": 0}, []),
    ],
)
def test_who_may_claim(changed, expected):
    assert codes(claim_problems, MAY_CLAIM, **changed) == expected


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"pooled": False}, ["owned"]),
        ({"approved": False}, ["not_approved"]),
        ({"same_company": False}, ["other_company"]),
        ({"subordinate": False, "sells": False}, ["not_subordinate"]),
        ({"sells": False}, ["not_selling"]),
    ],
)
def test_who_may_be_given_a_pooled_customer(changed, expected):
    assert codes(assign_problems, MAY_ASSIGN, **changed) == expected


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"owned": False}, ["pooled"]),
        ({"approved": False}, ["not_approved"]),
        ({"allowed": False}, ["not_allowed"]),
        ({"note": "  "}, ["no_reason"]),
    ],
)
def test_who_may_give_a_customer_up(changed, expected):
    assert codes(give_up_problems, MAY_GIVE_UP, **changed) == expected
