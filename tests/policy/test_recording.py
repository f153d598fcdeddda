"""A6.5, A4.4, A3.4: what an activity must say, and what may be altered afterwards."""

import dataclasses
import datetime as dt

import pytest

from policy.following import ActivityKind, ActivityStatus
from policy.problems import blocking
from policy.recording import ActivityFacts, ChangeFacts, change_problems, move_problems, recording_problems

NOW = dt.datetime(2026, 11, 23, 6, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
DONE = ActivityFacts(
    kind=ActivityKind.VISIT,
    status=ActivityStatus.DONE,
    starts_at=NOW - HOUR,
    ends_at=None,
    now=NOW,
    today=NOW.date(),
    start_day=NOW.date(),
    summary="演示了排产模块",
    effect="客户同意试点",
    progress="进入选型，三家比较",
    key_value="年产值两亿，预算八十万",
)
PLANNED = dataclasses.replace(DONE, status=ActivityStatus.PLANNED, starts_at=NOW + HOUR, summary="", subject="复访")


def refused(facts, **changed):
    return {p.code for p in blocking(recording_problems(dataclasses.replace(facts, **changed)))}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, set()),
        ({"starts_at": NOW}, set()),
        ({"starts_at": NOW + dt.timedelta(seconds=1)}, {"done_in_future"}),
        ({"ends_at": NOW - 2 * HOUR}, {"ends_at_missing_or_wrong"}),
        ({"ends_at": NOW + HOUR}, {"ends_at_missing_or_wrong"}),
        ({"summary": " \n"}, {"summary_missing_or_wrong"}),
        ({"effect": ""}, {"effect_missing_or_wrong"}),
        ({"effect": "", "kind": ActivityKind.INTERNAL}, set()),
        ({"has_customer": False}, {"customer_id_missing_or_wrong"}),
        ({"has_customer": False, "kind": ActivityKind.INTERNAL}, set()),
        ({"works_on": False}, {"not_yours"}),
        ({"works_on": False, "customer_pooled": True}, {"pooled"}),
        ({"opportunity_fits": False}, {"opportunity_id_missing_or_wrong"}),
        ({"contacts_fit": False}, {"contacts_missing_or_wrong"}),
        ({"next_step": "报价", "next_step_on": NOW.date() - dt.timedelta(days=1)}, {"next_step_on_missing_or_wrong"}),
        ({"next_step_on": NOW.date()}, {"next_step_missing_or_wrong"}),
    ],
)
def test_what_is_done_says_what_it_effected(changed, expected):
    assert refused(DONE, **changed) == expected


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, set()),
        ({"starts_at": NOW - HOUR}, set()),
        ({"start_day": NOW.date() - dt.timedelta(days=1)}, {"plan_in_past"}),
        ({"start_day": NOW.date() - dt.timedelta(days=1), "moved": False}, set()),
        ({"subject": ""}, {"subject_missing_or_wrong"}),
        ({"effect": ""}, set()),
    ],
)
def test_a_plan_lies_ahead_and_says_what_it_is_about(changed, expected):
    assert refused(PLANNED, **changed) == expected


def test_what_no_expense_can_rest_on_is_said_at_once():
    warned = {
        p.code: p.clause for p in recording_problems(dataclasses.replace(DONE, progress="", customer_approved=False))
    }
    assert warned == {"no_progress": "A3.4", "customer_not_approved": "A4.2"}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (ChangeFacts(ActivityStatus.DONE), []),
        (ChangeFacts(ActivityStatus.DONE, lines_resting=1), []),
        (ChangeFacts(ActivityStatus.DONE, customer_changes=True, day_changes=True), []),
        (ChangeFacts(ActivityStatus.DONE, lines_resting=1, customer_changes=True), [("A3.4", "customer_id")]),
        (ChangeFacts(ActivityStatus.DONE, lines_resting=2, day_changes=True), [("A3.4", "starts_at")]),
        (ChangeFacts(ActivityStatus.CANCELLED), [("A6.5", "")]),
    ],
)
def test_under_an_expense_customer_and_day_stay(facts, expected):
    assert [(p.clause, p.field) for p in change_problems(facts)] == expected


@pytest.mark.parametrize(
    ("verb", "status", "lines", "reason", "expected"),
    [
        ("complete", ActivityStatus.PLANNED, 0, "", []),
        ("complete", ActivityStatus.DONE, 0, "", ["no_such_move"]),
        ("cancel", ActivityStatus.PLANNED, 0, "客户改期", []),
        ("cancel", ActivityStatus.DONE, 0, "记错了客户", []),
        ("cancel", ActivityStatus.DONE, 0, " ", ["no_reason"]),
        ("cancel", ActivityStatus.DONE, 1, "记错了客户", ["expense_rests"]),
        ("cancel", ActivityStatus.CANCELLED, 0, "再来一次", ["no_such_move"]),
    ],
)
def test_an_activity_ends_done_or_cancelled_with_a_reason(verb, status, lines, reason, expected):
    facts = ChangeFacts(status, lines_resting=lines)
    assert [p.code for p in move_problems(verb, facts, reason)] == expected
