"""A4 in the words of the clauses."""

import datetime as dt
from dataclasses import replace

import pytest

from policy.entry import (
    CustomerKind,
    CustomerStatus,
    EntryFacts,
    SubmissionFacts,
    due_after_return,
    due_on,
    entry_problems,
    kinds_entered,
    submission_problems,
)
from policy.reviewing import REVIEW, ExtensionFacts, extension_problems, profile_problems
from policy.roles import Role

DAY = dt.date(2026, 3, 2)
COMPLETE = SubmissionFacts(
    status=CustomerStatus.DRAFT,
    kind=CustomerKind.DIRECT,
    agent=False,
    province="浙江省",
    city="杭州市",
    industry="food",
    reachable=1,
    today=DAY,
    due_on=DAY,
    longer=False,
    longer_days=10,
)


def codes(problems) -> list[str]:
    return [problem.code for problem in problems]


def test_a4_0_direct_sales_enter_direct_customers_and_channel_sales_agents_and_their_customers():
    assert kinds_entered(direct=True, channel=False) == {CustomerKind.DIRECT}
    assert kinds_entered(direct=False, channel=True) == {CustomerKind.AGENT, CustomerKind.AGENT_END}
    assert kinds_entered(direct=False, channel=False) == set()


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"kind": CustomerKind.AGENT}, ["kind_not_yours"]),
        ({"name_key": ""}, ["no_name"]),
        ({"name_key": "甲"}, ["no_name"]),
        ({"agent": True, "agent_known": True}, ["agent_needless"]),
    ],
)
def test_a4_1_a_draft_needs_a_name_and_a_kind_of_ones_own(changed, expected):
    facts = EntryFacts(CustomerKind.DIRECT, frozenset({CustomerKind.DIRECT}), "甲乙", "甲乙")
    assert codes(entry_problems(replace(facts, **changed))) == expected


def test_a4_0_an_end_customer_names_an_approved_agent():
    facts = EntryFacts(CustomerKind.AGENT_END, frozenset({CustomerKind.AGENT_END}), "甲乙", "甲乙", agent=True)
    assert codes(entry_problems(facts)) == ["agent_unknown"]
    assert codes(entry_problems(replace(facts, agent_known=True))) == []


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"status": CustomerStatus.RETURNED}, []),
        ({"status": CustomerStatus.SUBMITTED}, ["wrong_state"]),
        ({"status": CustomerStatus.APPROVED}, ["wrong_state"]),
        ({"province": "", "city": ""}, ["no_province", "no_city"]),
        ({"industry": ""}, ["no_industry"]),
        ({"reachable": 0}, ["no_contact"]),
        ({"kind": CustomerKind.AGENT_END}, ["no_agent"]),
        ({"today": DAY + dt.timedelta(days=1)}, ["entry_clock"]),
        ({"today": DAY + dt.timedelta(days=1), "longer": True}, ["entry_clock"]),
    ],
)
def test_a4_1_to_a4_3_what_is_submitted_is_complete_and_in_time(changed, expected):
    assert codes(submission_problems(replace(COMPLETE, **changed))) == expected


def test_a4_3_after_the_longer_time_only_manager_or_assistant_submit():
    late = replace(COMPLETE, today=DAY + dt.timedelta(days=9), longer=True)
    assert [problem.blocks for problem in submission_problems(late)] == [True]
    assert [problem.blocks for problem in submission_problems(replace(late, reviewer=True))] == [False]


def test_a4_3_seven_days_and_the_days_with_the_reviewer_do_not_count():
    assert due_on(DAY, 7) == dt.date(2026, 3, 9)
    assert due_after_return(dt.date(2026, 3, 9), dt.date(2026, 3, 5), dt.date(2026, 3, 8)) == dt.date(2026, 3, 12)
    assert due_after_return(dt.date(2026, 3, 9), dt.date(2026, 3, 8), dt.date(2026, 3, 8)) == dt.date(2026, 3, 9)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"longer": True}, ["extended"]),
        ({"reason": " \n"}, ["no_reason"]),
        ({"today": DAY + dt.timedelta(days=1)}, ["too_late"]),
        ({"status": CustomerStatus.APPROVED}, ["wrong_state"]),
    ],
)
def test_a4_3_the_longer_time_is_given_once_with_a_reason(changed, expected):
    facts = ExtensionFacts(CustomerStatus.DRAFT, longer=False, reason="负责人出国", until=DAY, today=DAY)
    assert codes(extension_problems(replace(facts, **changed))) == expected


def test_a4_2_manager_or_assistant_decides():
    assert (REVIEW.role, REVIEW.assistants, REVIEW.clause) == (Role.DEPARTMENT_MANAGER, True, "A4.2")


def test_a4_5_customer_service_completes_won_customers_only():
    assert codes(profile_problems(CustomerStatus.APPROVED, won=True)) == []
    assert codes(profile_problems(CustomerStatus.APPROVED, won=False)) == ["not_won"]
    assert codes(profile_problems(CustomerStatus.DRAFT, won=True)) == ["not_won"]
