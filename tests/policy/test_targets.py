"""A10: who sets which target, and until when; which report is sent to whom."""

from dataclasses import replace
from decimal import Decimal

import pytest

from policy.figures import Report, TargetKind
from policy.report_orders import OrderFacts, order_problems, reads
from policy.roles import Role
from policy.targets import MOST, Line, TargetFacts, target_problems

LINE = Line(TargetKind.CONTRACTS, "2026-11", Decimal(100), None)
FACTS = TargetFacts(allowed=True, active=True, own=False, above=True, this_month="2026-11", lines=(LINE,))


def codes(facts) -> list[str]:
    return [problem.code for problem in target_problems(facts)]


def test_a_month_that_runs_or_comes_is_set_by_who_leads():
    assert codes(FACTS) == []
    assert codes(replace(FACTS, lines=(replace(LINE, month="2027-12"),))) == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (replace(LINE, month="2026-10"), "over"),
        (replace(LINE, month="2026-10", amount=None, standing=Decimal(5)), "over"),
        (replace(LINE, month="2028-01"), "far"),
        (replace(LINE, amount=Decimal("-0.01")), "bounds"),
        (replace(LINE, amount=MOST + 1), "bounds"),
    ],
)
def test_what_is_over_stays_and_amounts_have_bounds(line, code):
    assert codes(replace(FACTS, lines=(line,))) == [code]


def test_a_month_that_is_over_may_be_sent_along_unchanged():
    assert codes(replace(FACTS, lines=(replace(LINE, month="2026-01", standing=Decimal(100)),))) == []


def test_nobody_sets_the_own_target_where_somebody_above_can():
    assert codes(replace(FACTS, own=True)) == ["own"]
    assert codes(replace(FACTS, own=True, above=False)) == []
    assert codes(replace(FACTS, allowed=False)) == ["not_yours"]
    assert codes(replace(FACTS, active=False)) == ["not_yours"]


ORDER = OrderFacts(allowed=True, unit_active=True, report=Report.FUNNEL, role=Role.DEPARTMENT_MANAGER)


def test_a_report_is_sent_only_to_roles_that_may_read_it():
    assert list(order_problems(ORDER)) == []
    assert [one.clause for one in order_problems(replace(ORDER, role=Role.IMPLEMENTER))] == ["A13"]
    assert reads(Role.FINANCE, Report.RETURNS)
    assert not reads(Role.FINANCE, Report.FUNNEL)
    assert not reads(Role.BUSINESS_ASSISTANT, Report.RETURNS)
    assert not any(reads(Role.ADMINISTRATOR, report) for report in Report)


@pytest.mark.parametrize(("change", "code"), [("allowed", "not_yours"), ("unit_active", "not_yours")])
def test_a_report_is_ordered_for_units_that_one_leads(change, code):
    assert [one.code for one in order_problems(replace(ORDER, **{change: False}))] == [code]
    assert [one.code for one in order_problems(replace(ORDER, stands=True))] == ["stands"]
