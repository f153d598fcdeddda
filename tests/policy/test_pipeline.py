"""A6.1: when a stage may leave the pipeline."""

import pytest

from policy.pipeline import StageFacts, deactivation_problems


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (StageFacts(0, 3), []),
        (StageFacts(0, 0), ["last_stage"]),
        (StageFacts(4, 3), ["opportunities_left"]),
        (StageFacts(4, 3, heir_active=True), []),
        (StageFacts(4, 3, heir_active=False), ["heir_inactive"]),
    ],
)
def test_a_stage_leaves_when_nothing_stands_in_it_or_an_heir_is_named(facts, expected):
    assert [problem.code for problem in deactivation_problems(facts)] == expected
