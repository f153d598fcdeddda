"""A9.5: how implementations are planned, worked on and accepted."""

import datetime as dt

import pytest

from policy.implementing import (
    AcceptanceFacts,
    PlanFacts,
    TaskFacts,
    TimeFacts,
    acceptance_problems,
    plan_problems,
    reaches_milestones,
    task_move_problems,
    task_problems,
    time_problems,
)
from policy.orders import ImplementationStatus, TaskStatus

TODAY = dt.date(2026, 11, 23)
YESTERDAY, TOMORROW = TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)
RUNNING, ACCEPTED = ImplementationStatus.RUNNING, ImplementationStatus.ACCEPTED


def codes(problems) -> set[str]:
    return {problem.code for problem in problems}


def acceptance(**changed) -> AcceptanceFacts:
    values = {
        "status": RUNNING,
        "tasks": (TaskStatus.DONE, TaskStatus.DONE),
        "reason": "",
        "accepted_on": TODAY,
        "accepted_by": "刘厂长",
        "begun_on": YESTERDAY,
        "today": TODAY,
        "files": 1,
    }
    return AcceptanceFacts(**values | changed)


def test_the_customer_accepts_on_paper_once_all_tasks_are_done():
    assert codes(acceptance_problems(acceptance())) == set()
    assert codes(acceptance_problems(acceptance(files=0))) == {"no_file"}
    assert codes(acceptance_problems(acceptance(accepted_by=" "))) == {"nobody"}


@pytest.mark.parametrize("state", sorted(set(TaskStatus) - {TaskStatus.DONE}))
def test_a_task_that_is_not_done_needs_a_stated_reason(state):
    tasks = (TaskStatus.DONE, state)
    assert codes(acceptance_problems(acceptance(tasks=tasks))) == {"undone"}
    assert codes(acceptance_problems(acceptance(tasks=tasks, reason="培训下月补做"))) == set()


def test_without_any_task_a_reason_is_asked_for_as_well():
    assert codes(acceptance_problems(acceptance(tasks=()))) == {"undone"}


@pytest.mark.parametrize("day", [YESTERDAY - dt.timedelta(days=1), TOMORROW])
def test_acceptance_lies_between_the_order_and_today(day):
    assert codes(acceptance_problems(acceptance(accepted_on=day))) == {"day"}


def test_what_is_accepted_stays_as_it_is():
    assert codes(acceptance_problems(acceptance(status=ACCEPTED))) == {"accepted"}
    assert codes(plan_problems(PlanFacts(ACCEPTED, True, None, None, TODAY))) == {"accepted"}
    assert codes(task_move_problems(ACCEPTED, TaskStatus.DONE, "", True)) == {"accepted"}
    assert codes(task_problems(TaskFacts(ACCEPTED, "安装", True, None, None, TODAY))) == {"accepted"}


def test_payments_are_reached_with_the_last_acceptance_of_the_contract():
    assert reaches_milestones([])
    assert reaches_milestones([ACCEPTED])
    assert not reaches_milestones([ACCEPTED, RUNNING])


def test_a_plan_names_somebody_of_the_unit_and_a_day_to_come():
    assert codes(plan_problems(PlanFacts(RUNNING, False, YESTERDAY, None, TODAY))) == {"leader", "past"}
    assert codes(plan_problems(PlanFacts(RUNNING, True, YESTERDAY, YESTERDAY, TODAY))) == set()


def test_a_task_says_what_is_to_be_done_by_somebody_of_the_unit():
    assert codes(task_problems(TaskFacts(RUNNING, " ", False, None, None, TODAY))) == {"no_title", "owner"}
    assert codes(task_problems(TaskFacts(RUNNING, "安装", True, None, None, TODAY, others=200))) == {"too_many"}


def test_what_is_held_up_says_why_and_what_is_worked_on_is_somebodys():
    assert codes(task_move_problems(RUNNING, TaskStatus.BLOCKED, " ", True)) == {"no_reason"}
    assert codes(task_move_problems(RUNNING, TaskStatus.DOING, "", False)) == {"no_owner"}
    assert codes(task_move_problems(RUNNING, TaskStatus.TODO, "", False)) == set()


@pytest.mark.parametrize(
    ("on", "minutes", "before", "expected"),
    [
        (TODAY, 480, 960, set()),
        (TODAY, 481, 960, {"long_day"}),
        (TODAY, 0, 0, {"minutes"}),
        (TOMORROW, 10, 0, {"day"}),
        (YESTERDAY - dt.timedelta(days=1), 10, 0, {"day"}),
    ],
)
def test_time_is_spent_on_real_days_of_24_hours(on, minutes, before, expected):
    assert codes(time_problems(TimeFacts(on, minutes, before, TODAY, YESTERDAY))) == expected
