"""What a quote earns (A9.1): per line and together, with what is not known said."""

from decimal import Decimal as D

import pytest

from policy.margins import LineMargin, margins


def line(net: str, cost: str | None, quantity: str = "1") -> LineMargin:
    return LineMargin(1, "排产系统", D(quantity), D(net), D(cost) if cost is not None else None)


def test_the_margin_is_net_less_cost_of_the_lines_whose_cost_is_known():
    made = margins([line("1000", "400.005", "2"), line("500", None), line("100", "130")])
    assert (made.net, made.cost, made.margin) == (D("1100"), D("930.01"), D("169.99"))
    assert (made.unknown, made.losing) == (1, 1)


@pytest.mark.parametrize(
    ("net", "cost", "ratio"),
    [("1000", "333", "0.667"), ("3", "1", "0.666"), ("100", "100.01", "-0.001"), ("0", "5", None)],
)
def test_a_ratio_never_looks_better_than_it_is(net, cost, ratio):
    assert line(net, cost).ratio == (D(ratio) if ratio else None)


def test_without_any_cost_there_is_no_margin():
    made = margins([line("10", None)])
    assert (made.margin, made.ratio, made.unknown) == (None, None, 1)
    assert margins([]).margin is None
