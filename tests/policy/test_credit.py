"""A8.2: the credit for a customer's results is 100 percent, however it is divided."""

import itertools
from decimal import Decimal

import pytest

from policy.credit import CreditFacts, credit_problems, credits, parts

OWNER, ONE, OTHER = 1, 2, 3


@pytest.mark.parametrize(
    ("owner", "shares", "expected"),
    [
        (OWNER, {}, {OWNER: 100}),
        (OWNER, {ONE: 40}, {OWNER: 60, ONE: 40}),
        (OWNER, {ONE: 40, OTHER: 0}, {OWNER: 60, ONE: 40}),
        (OWNER, {ONE: 33, OTHER: 33}, {OWNER: 34, ONE: 33, OTHER: 33}),
        (OWNER, {OWNER: 20}, {OWNER: 100}),
        (None, {}, {}),
    ],
)
def test_the_owner_has_what_the_shares_leave(owner, shares, expected):
    assert credits(owner, shares) == expected


@pytest.mark.parametrize("amount", ["0", "0.01", "0.99", "1.00", "99999.99", "12345678.91"])
def test_the_parts_of_an_amount_sum_to_the_whole_to_the_fen(amount):
    for one, other in itertools.combinations((0, 1, 7, 33, 49, 50), 2):
        divided = parts(Decimal(amount), OWNER, {ONE: one, OTHER: other})
        assert sum(divided.values()) == Decimal(amount)
        assert all(part >= 0 and part == part.quantize(Decimal("0.01")) for part in divided.values())


def test_what_cannot_be_divided_stays_with_the_owner():
    assert parts(Decimal("0.99"), OWNER, {ONE: 50}) == {OWNER: Decimal("0.50"), ONE: Decimal("0.49")}


@pytest.mark.parametrize(
    ("percent", "given", "disputed", "expected"),
    [
        (0, 0, False, []),
        (99, 0, False, []),
        (100, 0, False, ["percent_range"]),
        (-1, 0, False, ["percent_range"]),
        (40, 59, False, []),
        (40, 60, False, ["percent_sum"]),
        (0, 99, False, []),
        (10, 0, True, ["disputed"]),
        (0, 0, True, []),
    ],
)
def test_how_much_may_be_given(percent, given, disputed, expected):
    assert [problem.code for problem in credit_problems(CreditFacts(percent, given, disputed))] == expected
