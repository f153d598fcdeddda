"""Who stands out, and how long claims take (A3.4)."""

import datetime as dt
from decimal import Decimal

from policy.expense_outliers import Way, averages, far_above

D = Decimal
START = dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)


def way(*days):
    """A claim whose steps end after so many days each."""
    moments = [START + dt.timedelta(days=day) if day is not None else None for day in days]
    return Way(START, *moments)


def test_who_spent_many_times_the_median_stands_out():
    spent = {1: D(1000), 2: D(1100), 3: D(900), 4: D(1000), 5: D(9000), 6: D(3500)}
    found = far_above(spent, D(3), D(3000))
    assert [(one.person, one.times) for one in found] == [(5, D(9000) / D(1050)), (6, D(3500) / D(1050))]


def test_little_money_few_people_and_nothing_at_all_stand_out_never():
    assert far_above({1: D(10), 2: D(10), 3: D(10), 4: D(90)}, D(3), D(3000)) == []
    assert far_above({1: D(10), 2: D(90000)}, D(3), D(100)) == []
    assert far_above(dict.fromkeys(range(9), D(0)) | {9: D(90000)}, D(3), D(100)) == []


def test_days_of_each_step_are_averaged_and_the_whole_has_its_median():
    assert averages([way(1, 3, 6), way(3, 5, 10)]) == (D(2), D(2), D(4), D(8), D(8))


def test_a_step_without_a_trace_is_left_out_of_its_average():
    assert averages([way(1, 3, 6), way(None, 5, 10)]) == (D(1), D(2), D(4), D(8), D(8))
    assert averages([]) == (None,) * 5
