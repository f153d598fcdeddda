"""A3.4: amounts that are worked out: one's own car and foreign money."""

from decimal import Decimal

import pytest

from policy.expenses import Category
from policy.line_amounts import amount_problems, in_yuan, mileage, worked_out

RATE = Decimal("1.2")


def line(**columns):
    return worked_out({"category": Category.OFFICE, "amount": Decimal(10)} | columns, RATE)


@pytest.mark.parametrize(("kilometres", "amount"), [("100", "120.00"), ("0.1", "0.12"), ("12.5", "15.00")])
def test_ones_own_car_is_reimbursed_by_the_kilometre(kilometres, amount):
    assert mileage(Decimal(kilometres), RATE) == Decimal(amount)
    assert line(category=Category.MILEAGE, kilometres=Decimal(kilometres), amount=None)["amount"] == Decimal(amount)
    assert line(kilometres=Decimal(kilometres))["kilometres"] is None


def test_foreign_money_is_turned_into_whole_fen_half_up():
    assert in_yuan(Decimal("19.99"), Decimal("7.12345")) == Decimal("142.40")
    assert in_yuan(Decimal("1"), Decimal("0.045")) == Decimal("0.05")
    said = line(currency=" usd", foreign_amount=Decimal(100), rate=Decimal("7.1"), amount=None)
    assert (said["currency"], said["amount"]) == ("USD", Decimal("710.00"))
    assert line(foreign_amount=Decimal(5), rate=Decimal(7)) | {} == line(foreign_amount=None, rate=None)


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"amount": None}, "no_amount"),
        ({"category": Category.MILEAGE, "amount": None}, "no_amount"),
        ({"currency": "US$"}, "no_currency"),
        ({"currency": "USD"}, "no_rate"),
        ({"currency": "USD", "foreign_amount": Decimal(5)}, "no_rate"),
    ],
)
def test_what_is_missing_for_the_amount_is_said(columns, code):
    assert [problem.code for problem in amount_problems(line(**columns))] == [code]
