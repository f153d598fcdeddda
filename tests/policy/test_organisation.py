"""A2: what the tree of units may look like."""

import pytest

from policy.organisation import ClosingFacts, UnitFacts, deactivation_problems, unit_problems
from policy.roles import UnitKind


def codes(problems):
    return [problem.code for problem in problems]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (UnitFacts(UnitKind.HEADQUARTERS), []),
        (UnitFacts(UnitKind.DEPARTMENT, parent_path="/1/"), []),
        (UnitFacts(UnitKind.DEPARTMENT), ["top"]),
        (UnitFacts(UnitKind.HEADQUARTERS, headquarters_elsewhere=True), ["second_headquarters"]),
        (UnitFacts(UnitKind.HEADQUARTERS, parent_path="/1/"), ["headquarters_below"]),
        (UnitFacts(UnitKind.BRANCH, path="/1/4/", parent_path="/1/4/"), ["cycle"]),
        (UnitFacts(UnitKind.BRANCH, path="/1/4/", parent_path="/1/4/9/"), ["cycle"]),
        (UnitFacts(UnitKind.BRANCH, path="/1/4/", parent_path="/1/40/"), []),
        (UnitFacts(UnitKind.BRANCH, parent_path="/1/", parent_active=False), ["parent_inactive"]),
        (UnitFacts(UnitKind.BRANCH, parent_path="/1" * 12 + "/"), ["deep"]),
        (UnitFacts(UnitKind.BRANCH, path="/1/4/", height=11, parent_path="/1/2/"), ["deep"]),
        (UnitFacts(UnitKind.AGENT, "/1/4/", parent_path="/1/", crosses_company=True, customers=3), ["customers_stay"]),
        (UnitFacts(UnitKind.AGENT, "/1/4/", parent_path="/1/", crosses_company=True), []),
    ],
)
def test_the_tree(facts, expected):
    assert codes(unit_problems(facts)) == expected


def test_a_unit_rests_only_when_it_is_empty():
    assert codes(deactivation_problems(ClosingFacts(0, 0))) == []
    assert codes(deactivation_problems(ClosingFacts(2, 1))) == ["people_left", "units_left"]
