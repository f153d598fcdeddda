"""A12.4: what counts, points and places, the edges of top and last, streaks and rewards."""

import datetime as dt
from decimal import Decimal

import pytest

from policy.ranking import Dimension, LeftOut
from policy.ranking_counts import Item, in_bulk, sift, tallies
from policy.ranking_places import (
    Bar,
    earns_reward,
    first_ones,
    last_ones,
    months_due,
    places,
    points,
    streak,
)

NOON = dt.datetime(2026, 10, 16, 4, 0, tzinfo=dt.UTC)
D = Dimension


def at(*minutes):
    return [NOON + dt.timedelta(minutes=one) for one in minutes]


def scores(*values):
    return {f"p{place}": Decimal(value) for place, value in enumerate(values, 1)}


def test_ten_records_within_ten_minutes_are_work_and_eleven_are_bulk_entry():
    assert not in_bulk(at(*range(10)), 10, 10)
    assert in_bulk(at(*range(11)), 10, 10) == frozenset(at(*range(11)))


def test_only_the_records_of_the_burst_are_bulk():
    morning, burst, evening = at(-120, -60), at(0, 1, 2, 3), at(240)
    assert in_bulk([*morning, *burst, *evening], 3, 10) == frozenset(burst)


def test_bulk_entry_across_an_hour_never_more_than_three_in_ten_minutes_is_none():
    assert not in_bulk(at(*range(0, 60, 5)), 3, 10)


def test_whoever_entered_it_a_burst_counts_for_nobody_and_says_why():
    items = [Item(n, 7, moment, {1: 100}) for n, moment in enumerate(at(*range(5)), 1)]
    verdicts = sift(items, {7: at(*range(5))}, (), 4, 10)
    its = tallies(items, verdicts)[1]
    assert (its.value, its.left_out) == (0, {LeftOut.BULK: [1, 2, 3, 4, 5]})


def test_of_twins_by_one_person_the_first_counts():
    first, second = at(0, 600)
    items = [Item(2, 7, second, {1: 100}, twins=("021",)), Item(1, 7, first, {1: 100}, twins=("021",))]
    assert sift(items, {}, (), 10, 10) == {1: None, 2: LeftOut.TWIN}
    assert sift(items, {}, ("021",), 10, 10) == {1: LeftOut.TWIN, 2: LeftOut.TWIN}


def test_what_was_returned_takes_nothing_from_the_one_that_was_approved():
    items = [
        Item(1, 7, at(0)[0], {1: 100}, flaw=LeftOut.RETURNED, twins=("x",)),
        Item(2, 7, at(600)[0], {1: 100}, twins=("x",)),
    ]
    assert sift(items, {}, (), 10, 10) == {1: LeftOut.RETURNED, 2: None}


def test_who_follows_together_has_the_agreed_part():
    items = [Item(1, 7, NOON, {1: 70, 2: 30}, Decimal(1000)), Item(2, 7, NOON, {1: 100, 3: 0}, Decimal(1))]
    found = tallies(items, {1: None, 2: None})
    assert {who: its.value for who, its in found.items()} == {1: Decimal(701), 2: Decimal(300)}
    assert found[2].counted == [(1, 30)]


@pytest.mark.parametrize(("customers", "opportunities", "cleared"), [("20", "5", True), ("19.5", "5", False)])
def test_the_bar_of_entry_counts_parts_as_parts(customers, opportunities, cleared):
    counted = {D.NEW_CUSTOMERS: Decimal(customers), D.NEW_OPPORTUNITIES: Decimal(opportunities)}
    assert Bar(20, 5).cleared(counted) is cleared


def test_equal_scores_share_the_better_place():
    assert places(scores(9, 7, 7, 5)) == {"p1": 1, "p2": 2, "p3": 2, "p4": 4}


def test_the_place_counts_and_no_figure_however_large_outweighs_the_rest():
    counted = {
        "boaster": {D.OPPORTUNITY_VALUE: Decimal(10**12), D.VISITS: Decimal(1)},
        "worker": {D.OPPORTUNITY_VALUE: Decimal(50_000), D.VISITS: Decimal(30)},
    }
    weights = {D.OPPORTUNITY_VALUE: Decimal(20), D.VISITS: Decimal(20)}
    found = points(counted, weights)
    total = {one: sum(its.points for its in by.values()) for one, by in found.items()}
    assert total == {"boaster": Decimal(30), "worker": Decimal(30)}


def test_who_has_nothing_of_a_dimension_has_no_points_in_it():
    found = points({"a": {D.VISITS: Decimal(3)}, "b": {}}, {D.VISITS: Decimal(10)})
    assert (found["a"][D.VISITS].points, found["b"][D.VISITS].points) == (Decimal(10), Decimal(0))


def test_with_equal_scores_at_rank_three_all_of_them_are_at_the_top():
    assert first_ones(scores(9, 8, 7, 7, 7, 5), 3) == {"p1", "p2", "p3", "p4", "p5"}


def test_with_equal_scores_at_the_edge_nobody_is_dragged_among_the_last():
    board = scores(9, 8, 7, 6, 5, 5, 4, 3)
    top = first_ones(board, 3)
    assert last_ones(board, 3, top) == {"p7", "p8"}
    assert last_ones(scores(9, 8, 7, 5, 5, 5, 5), 3, top) == frozenset()


def test_nobody_is_both_at_the_top_and_among_the_last():
    board = scores(9, 8, 7, 6)
    top = first_ones(board, 3)
    assert last_ones(board, 3, top) == {"p4"}
    assert last_ones(scores(9, 8), 3, first_ones(scores(9, 8), 3)) == frozenset()


def test_a_month_with_nobody_above_the_bar_has_no_first_and_no_last():
    assert (first_ones({}, 3), last_ones({}, 3, ()), points({}, {})) == (frozenset(), frozenset(), {})


def test_a_row_of_months_ends_with_a_month_that_was_not_among_the_last():
    assert streak({"2026-09", "2026-10"}, "2026-10") == 2
    assert streak({"2026-08", "2026-10"}, "2026-10") == 1
    assert streak({"2025-12", "2026-01"}, "2026-01") == 2


def test_every_third_commendation_earns_the_reward_once():
    assert [earns_reward(count, count // 3 - (count % 3 == 0), 3) for count in (1, 2, 3, 4, 6)] == [
        *(False, False, True, False, True)
    ]
    assert not earns_reward(3, 1, 3)


def test_missed_months_are_made_up_and_the_first_drawing_is_of_the_latest_alone():
    assert months_due(None, "2026-10") == ["2026-10"]
    assert months_due("2026-07", "2026-10") == ["2026-08", "2026-09", "2026-10"]
    assert months_due("2026-10", "2026-10") == []
    assert len(months_due("2020-01", "2026-10")) == 12
