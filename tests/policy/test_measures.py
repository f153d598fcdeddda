"""A12.1 to A12.3: what follows from the ledger, case by case, and that every step says why."""

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest

from policy.assessment import MeasureKind as K
from policy.assessment import ViolationKind as V
from policy.measures import Case, Numbers, assess, bears_third, part_of_head, percent_text
from policy.violations import Missed, harms, months_before

NUMBERS = Numbers(2, Decimal(10), 3, Decimal(10), 3, (Decimal(20), Decimal(50), Decimal(100)), 12)
DAY = dt.date(2026, 1, 5)


def cases(kind: V, count: int, numbers: Numbers = NUMBERS, apart: int = 7) -> list[Case]:
    return [Case(place + 1, kind, DAY + dt.timedelta(days=apart * place), numbers) for place in range(count)]


def steps(found) -> list[tuple]:
    return [(one.clause, one.kind, int(one.percent)) for one in found]


def test_harm_is_answered_by_a_notice_then_20_50_100_percent_then_the_proposal_of_dismissal():
    assert steps(assess(cases(V.HARM, 6))) == [
        ("A12.1", K.NOTICE, 0),
        ("A12.1", K.DEDUCTION, 20),
        ("A12.1", K.DEDUCTION, 50),
        ("A12.1", K.DEDUCTION, 100),
        ("A12.1", K.DISMISSAL, 0),
        ("A12.1", K.DISMISSAL, 0),
    ]


def test_two_spoken_warnings_then_ten_percent_each_time_and_who_goes_on_falls_under_a12_1():
    found = assess(cases(V.MISUSE, 7))
    assert steps(found) == [
        ("A12.2", K.SPOKEN_WARNING, 0),
        ("A12.2", K.SPOKEN_WARNING, 0),
        ("A12.2", K.DEDUCTION, 10),
        ("A12.2", K.DEDUCTION, 10),
        ("A12.2", K.DEDUCTION, 10),
        ("A12.1", K.NOTICE, 0),
        ("A12.1", K.DEDUCTION, 20),
    ]
    assert "falls under A12.1" in found[5].because[1].message
    assert [one.id for one in found[5].earlier] == [1, 2, 3, 4, 5], "the cases that it speaks of are its grounds"


def test_each_lead_costs_ten_percent_and_who_goes_on_loses_the_right_to_leads():
    mixed = [
        dataclasses.replace(one, kind=(V.LEAD_LATE, V.LEAD_UNRECORDED)[one.id % 2]) for one in cases(V.LEAD_LATE, 4)
    ]
    assert steps(assess(mixed)) == [("A12.3", K.DEDUCTION, 10)] * 3 + [("A12.3", K.LEADS_SUSPENDED, 10)]


def test_the_clauses_are_counted_apart_from_each_other():
    both = [*cases(V.MISUSE, 2), *(dataclasses.replace(one, id=one.id + 10) for one in cases(V.LEAD_LATE, 2))]
    assert [one.kind for one in assess(both)].count(K.SPOKEN_WARNING) == 2
    assert {len(one.earlier) for one in assess(both)} == {0, 1}


def test_the_working_says_which_case_it_is_since_when_and_names_the_earlier_ones():
    third = assess(cases(V.MISUSE, 3))[2]
    said = third.because[0]
    assert said.message % said.params == (
        "This is case number 3 under A12.2 since 2025-01-20; the earlier ones were on 2026-01-05, 2026-01-12."
    )
    assert [case.id for case in third.earlier] == [1, 2]
    for one in assess(cases(V.HARM, 6) + [dataclasses.replace(c, id=c.id + 9) for c in cases(V.MISUSE, 6)]):
        assert all(words.message % words.params for words in one.because)


def test_what_lies_further_back_than_the_term_counts_no_more():
    old, new = cases(V.MISUSE, 2, apart=366)
    assert [len(one.earlier) for one in assess([old, new])] == [0, 0]
    edge = dataclasses.replace(new, on=dt.date(2027, 1, 4))
    assert [len(one.earlier) for one in assess([old, edge])] == [0, 1]


def test_a_case_is_judged_by_the_numbers_of_its_own_day():
    strict = dataclasses.replace(NUMBERS, spoken_warnings=0, misuse_percent=Decimal(15))
    first, second = cases(V.MISUSE, 2)
    assert steps(assess([first, dataclasses.replace(second, numbers=strict)])) == [
        ("A12.2", K.SPOKEN_WARNING, 0),
        ("A12.2", K.DEDUCTION, 15),
    ]


def test_the_month_of_the_pay_is_that_of_the_fact_and_the_order_that_of_the_days():
    found = assess(reversed(cases(V.LEAD_LATE, 3, apart=20)))
    assert [one.month for one in found] == ["2026-01", "2026-01", "2026-02"]


@pytest.mark.parametrize(
    ("percent", "heads", "part"), [("20", 1, "6.67"), ("50", 1, "16.67"), ("100", 1, "33.33"), ("20", 2, "3.33")]
)
def test_the_head_bears_a_third_and_several_heads_divide_it(percent, heads, part):
    assert part_of_head(Decimal(percent), Decimal("0.3333"), heads) == Decimal(part)


def test_only_a_deduction_for_harm_is_borne_in_part():
    assert bears_third("A12.1", K.DEDUCTION, Decimal(20))
    assert not bears_third("A12.1", K.NOTICE, Decimal(0))
    assert not bears_third("A12.3", K.DEDUCTION, Decimal(10))


def test_percents_are_written_without_idle_zeros():
    assert [percent_text(Decimal(one)) for one in ("10.00", "6.67", "100")] == ["10 %", "6.67 %", "100 %"]


def missed(*days: int) -> list[Missed]:
    return [Missed(place, DAY + dt.timedelta(days=day)) for place, day in enumerate(days)]


def test_so_many_missed_duties_within_the_term_make_up_one_harm_and_count_once():
    groups = list(harms(missed(0, 7, 14, 21, 28, 35), lambda on: (4, 12)))
    assert [[one.id for one in group] for group in groups] == [[0, 1, 2, 3]]
    assert len(list(harms(missed(*range(0, 56, 7)), lambda on: (4, 12)))) == 2


def test_missed_duties_too_far_apart_make_up_none():
    assert not list(harms(missed(0, 7, 14, 400), lambda on: (4, 12)))


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        ((2026, 3, 31), 1, (2026, 2, 28)),
        ((2026, 1, 15), 12, (2025, 1, 15)),
        ((2024, 2, 29), 12, (2023, 2, 28)),
        ((2026, 12, 31), 1, (2026, 11, 30)),
        ((2026, 1, 31), 1, (2025, 12, 31)),
    ],
)
def test_months_are_counted_back_to_a_day_that_exists(day, months, before):
    assert months_before(dt.date(*day), months) == dt.date(*before)
