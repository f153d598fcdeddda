"""Routes and decisions: whose turn it is, what the steps make together, who decides, what a decision needs."""

import dataclasses
import datetime as dt

import pytest

from policy.approvals import (
    ApprovalKind,
    ApprovalState,
    DecisionFacts,
    StepFacts,
    StepState,
    decision_problems,
    fingerprint,
    outcome,
    preparation_problems,
    same_decision,
    to_open,
    withdrawal_problems,
)
from policy.content_changes import changed
from policy.deputies import DeputyFacts, deputy_problems, level_reached
from policy.roles import Role
from policy.seats import PersonFacts, Seat, Standing, ladder, seats_held, standing, superiors

WAITING, OPEN, AGREED, RETURNED = StepState.WAITING, StepState.OPEN, StepState.APPROVED, StepState.RETURNED
LEFT_OUT = StepState.SKIPPED
DAY = dt.date(2026, 11, 23)


def route(*steps):
    return [StepFacts(number, *step) for number, step in enumerate(steps, 1)]


@pytest.mark.parametrize(
    ("steps", "turn", "together"),
    [
        ((), [], ApprovalState.APPROVED),
        (((1, WAITING), (2, WAITING)), [1], ApprovalState.PENDING),
        (((1, WAITING), (1, WAITING), (2, WAITING)), [1, 2], ApprovalState.PENDING),
        (((1, AGREED), (1, OPEN), (2, WAITING)), [], ApprovalState.PENDING),
        (((1, AGREED), (1, AGREED), (2, WAITING)), [3], ApprovalState.PENDING),
        (((1, AGREED), (2, LEFT_OUT)), [], ApprovalState.APPROVED),
        (((1, AGREED), (2, RETURNED), (2, OPEN), (3, WAITING)), [], ApprovalState.RETURNED),
    ],
)
def test_positions_open_one_after_the_other_and_the_first_disagreement_ends_it(steps, turn, together):
    assert (to_open(route(*steps)), outcome(route(*steps))) == (turn, together)


def test_who_agreed_decides_once_for_all_their_seats():
    assert same_decision([7, 3], {3: 11}) == 11
    assert same_decision([7], {3: 11}) is None


FACTS = DecisionFacts(
    approval=ApprovalState.PENDING,
    step=OPEN,
    standing=Standing.SEAT,
    barred=False,
    as_shown=True,
    agrees=True,
    opinion="",
)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, []),
        ({"standing": Standing.DEPUTY}, []),
        ({"standing": Standing.ABOVE}, []),
        ({"standing": Standing.ASSISTANT}, []),
        ({"standing": Standing.PREPARES}, ["prepares"]),
        ({"standing": None}, ["not_yours"]),
        ({"standing": None, "barred": True}, ["own"]),
        ({"agrees": None}, ["no_decision"]),
        ({"agrees": False}, ["no_reason"]),
        ({"agrees": False, "opinion": "　 "}, ["no_reason"]),
        ({"agrees": False, "opinion": "价格太低"}, []),
        ({"agrees": False, "reasons": 1}, []),
        ({"as_shown": False}, ["changed"]),
        ({"approval": ApprovalState.WITHDRAWN, "step": LEFT_OUT}, ["withdrawn"]),
        ({"approval": ApprovalState.VOIDED, "step": LEFT_OUT}, ["voided"]),
        ({"approval": ApprovalState.APPROVED, "step": AGREED, "decided_by": "王磊"}, ["decided"]),
        ({"step": AGREED, "decided_by": "王磊"}, ["decided"]),
        ({"step": WAITING}, ["not_yet"]),
    ],
)
def test_a9_2_a_decision_is_definite_and_of_whom_the_step_asks(facts, expected):
    assert [problem.code for problem in decision_problems(dataclasses.replace(FACTS, **facts))] == expected


def test_the_second_of_two_is_told_who_decided():
    late = dataclasses.replace(FACTS, step=AGREED, decided_by="王磊")
    assert next(decision_problems(late)).params == {"who": "王磊"}


@pytest.mark.parametrize(
    ("state", "own", "expected"),
    [
        (ApprovalState.PENDING, True, []),
        (ApprovalState.PENDING, False, ["not_yours"]),
        (ApprovalState.APPROVED, True, ["not_pending"]),
    ],
)
def test_only_who_asked_takes_back_what_waits(state, own, expected):
    assert [problem.code for problem in withdrawal_problems(state, own)] == expected


@pytest.mark.parametrize(
    ("step", "who", "words", "expected"),
    [
        (OPEN, Standing.PREPARES, "建议同意", []),
        (OPEN, Standing.SEAT, "建议同意", ["not_yours"]),
        (OPEN, Standing.PREPARES, " ", ["no_words"]),
        (AGREED, Standing.PREPARES, "建议同意", ["decided"]),
    ],
)
def test_a3_3_assistants_prepare_what_waits(step, who, words, expected):
    assert [problem.code for problem in preparation_problems(step, who, words)] == expected


HEAD, OTHER = Seat(Role.DEPARTMENT_MANAGER, 5), Seat(Role.DEPARTMENT_MANAGER, 6)
NOBODY = PersonFacts(barred=False, seats=frozenset())


@pytest.mark.parametrize(
    ("person", "assistants", "expected"),
    [
        (NOBODY, True, None),
        (dataclasses.replace(NOBODY, seats=frozenset({HEAD})), False, (Standing.SEAT, None)),
        (dataclasses.replace(NOBODY, seats=frozenset({HEAD}), barred=True), False, None),
        (dataclasses.replace(NOBODY, seats=frozenset({OTHER})), False, None),
        (dataclasses.replace(NOBODY, deputy_for={3: frozenset({HEAD})}), False, (Standing.DEPUTY, 3)),
        (dataclasses.replace(NOBODY, above=True), False, (Standing.ABOVE, None)),
        (dataclasses.replace(NOBODY, assists={3: frozenset({HEAD})}), True, (Standing.ASSISTANT, 3)),
        (dataclasses.replace(NOBODY, assists={3: frozenset({HEAD})}), False, (Standing.PREPARES, 3)),
        (dataclasses.replace(NOBODY, assists_above=4), True, (Standing.ASSISTANT, 4)),
        (dataclasses.replace(NOBODY, assists_above=4), False, None),
    ],
)
def test_in_which_capacity_somebody_meets_a_step(person, assistants, expected):
    assert standing(HEAD, assistants, person) == expected


def test_seats_are_the_unit_that_one_leads_and_the_roles_for_the_company():
    held = seats_held(frozenset({Role.GENERAL_MANAGER, Role.FINANCE}), unit_id=5, company_id=1)
    assert held == {Seat(Role.DEPARTMENT_MANAGER, 5), Seat(Role.FINANCE, 1)}


def test_who_stands_in_climbs_to_the_president_and_for_the_president_the_vice_president():
    assert ladder(Role.DEPARTMENT_MANAGER)[1] is Role.SALES_MANAGEMENT
    assert ladder(Role.DEPARTMENT_MANAGER)[-1] is Role.PRESIDENT
    assert superiors(Role.RND_VICE_PRESIDENT)[0] is Role.PRESIDENT
    assert superiors(Role.PRESIDENT) == (Role.VICE_PRESIDENT,)


def test_the_fingerprint_names_kind_subject_and_every_value():
    one = fingerprint(ApprovalKind.QUOTE, 1, {"lines": [{"price": "9.90"}], "note": "一"})
    assert one == fingerprint(ApprovalKind.QUOTE, 1, {"note": "一", "lines": [{"price": "9.90"}]})
    assert one != fingerprint(ApprovalKind.QUOTE, 1, {"note": "一", "lines": [{"price": "9.91"}]})
    assert one != fingerprint(ApprovalKind.QUOTE, 2, {"note": "一", "lines": [{"price": "9.90"}]})
    assert one != fingerprint(ApprovalKind.ORDER, 1, {"note": "一", "lines": [{"price": "9.90"}]})


def test_what_changed_names_only_what_differs():
    assert changed("甲", "甲") is None
    told = changed(["甲", "乙", "乙"], ["乙", "丙"])
    assert (told.before, told.after) == (["甲", "乙"], ["丙"])
    assert changed(None, ["甲"]).after == ["甲"]
    assert changed("1.00", "2.00").told(lambda value: f"¥{value}").after == "¥2.00"


DEPUTY = DeputyFacts(
    from_on=DAY, until_on=DAY, today=DAY, allowed=True, oneself=False, active=True, near=True, decides=True
)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, []),
        ({"allowed": False}, ["not_yours"]),
        ({"decides": False}, ["decides_nothing"]),
        ({"oneself": True}, ["oneself"]),
        ({"active": False}, ["not_near"]),
        ({"near": False}, ["not_near"]),
        ({"grabbed": True}, ["grabbed"]),
        ({"until_on": DAY - dt.timedelta(days=1)}, ["not_in_order"]),
        ({"from_on": DAY - dt.timedelta(days=3), "until_on": DAY - dt.timedelta(days=1)}, ["over"]),
        ({"until_on": DAY + dt.timedelta(days=366)}, ["too_long"]),
        ({"overlapping": DAY}, ["overlaps"]),
    ],
)
def test_a3_3_a_deputy_is_a_colleague_named_for_days_to_come(facts, expected):
    assert [problem.code for problem in deputy_problems(dataclasses.replace(DEPUTY, **facts))] == expected


def test_lateness_is_told_on_two_levels():
    due = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)
    second, instant = due + dt.timedelta(days=2), dt.timedelta(microseconds=1)
    moments = (due - instant, due, second - instant, second)
    assert [level_reached(due, second, moment) for moment in moments] == [0, 1, 1, 2]
