"""When a policy parameter may take on a value."""

import datetime as dt
from decimal import Decimal

import pytest

from policy.parameter_changes import ChangeFacts, change_problems, value_on
from policy.parameters import PARAMETERS

TODAY = dt.date(2026, 11, 23)
LATER = dt.date(2026, 12, 31)


def codes(name, typed, day=TODAY, reason="decided", history=None):
    facts = ChangeFacts(PARAMETERS[name], typed, day, TODAY, reason, history or {})
    return [problem.code.removeprefix("parameter_") for problem in change_problems(facts)]


def test_a_value_holds_from_its_day_on():
    history = {"release_days": ((TODAY, 80), (TODAY, 85), (LATER, 100))}
    assert value_on(history, "release_days", TODAY - dt.timedelta(days=1)) == 90
    assert value_on(history, "release_days", TODAY) == 85
    assert value_on(history, "release_days", LATER) == 100


@pytest.mark.parametrize(
    ("name", "typed", "expected"),
    [
        ("release_days", "75", []),
        ("release_days", "７５", []),
        ("release_days", "60", ["order"]),
        ("release_days_a", "180", []),
        ("release_days_d", "61", []),
        ("release_days_d", "60", ["order"]),
        ("entry_days", "10", []),
        ("entry_days_extended", "7", []),
        ("assistant_floor", "0.50", []),
        ("assistant_floor", "0.51", ["order"]),
        ("manager_floor", "-0.1", ["bounds"]),
        ("pool_claim_limit", "0", []),
    ],
)
def test_bounds_and_order(name, typed, expected):
    assert codes(name, typed) == expected


def test_a_limit_of_a_grade_that_is_zero_stands_in_nobodys_way():
    assert codes("alarm_days", "85") == []
    assert codes("alarm_days", "85", history={"release_days_d": ((TODAY, 80),)}) == ["order"]
    assert codes("release_days_d", "0", history={"release_days_d": ((TODAY, 80),)}) == []


def test_what_is_decided_for_later_counts_too():
    history = {"alarm_days": ((LATER, 85),)}
    assert codes("release_days", "80", history=history) == ["order"]
    assert codes("release_days", "80", LATER, history=history) == ["order"]
    assert codes("notice_days", "70", LATER, history=history) == []
    assert codes("notice_days", "70", history=history) == ["order"]


def test_yesterday_and_silence_are_refused():
    assert codes("release_days", "75", TODAY - dt.timedelta(days=1), "  ") == ["past", "no_reason"]


def test_every_default_lies_within_its_own_bounds_and_in_order():
    for name, parameter in PARAMETERS.items():
        assert parameter.parse(str(parameter.default)) == parameter.default
        assert codes(name, str(parameter.default)) == ["unchanged"]
    assert isinstance(PARAMETERS["manager_floor"].parse("0.5"), Decimal)
