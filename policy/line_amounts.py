"""A3.4: the amount of a line where it is worked out: one's own car by the rate, foreign money by the rate of the day."""

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from policy.expenses import Category
from policy.problems import Problem, refusal
from policy.words import N_

FEN = Decimal("0.01")
HOME = "CNY"
CURRENCY = re.compile(r"[A-Z]{3}")


def mileage(kilometres: Decimal, per_kilometre: Decimal) -> Decimal:
    """What is reimbursed for one's own car, in yuan."""
    return (kilometres * per_kilometre).quantize(FEN, ROUND_HALF_UP)


def in_yuan(foreign_amount: Decimal, rate: Decimal) -> Decimal:
    """An amount in foreign money, at ``rate`` yuan for one unit."""
    return (foreign_amount * rate).quantize(FEN, ROUND_HALF_UP)


def worked_out(values: dict[str, Any], per_kilometre: Decimal) -> dict[str, Any]:
    """The columns of a line whose amount follows from others; what does not belong to it is emptied."""
    found = dict(values)
    found["currency"] = (found.get("currency") or HOME).strip().upper()
    if found["category"] is not Category.MILEAGE:
        found["kilometres"] = None
    elif found.get("kilometres"):
        found["amount"] = mileage(found["kilometres"], per_kilometre)
    if found["currency"] == HOME:
        found["foreign_amount"] = found["rate"] = None
    elif found.get("foreign_amount") and found.get("rate"):
        found["amount"] = in_yuan(found["foreign_amount"], found["rate"])
    return found


def amount_problems(values: dict[str, Any]) -> Iterator[Problem]:
    """What is missing for the amount of a line that was worked out."""
    if not CURRENCY.fullmatch(values["currency"]):
        yield refusal("", "no_currency", N_("Write a currency by its three letters, such as USD."), field="currency")
    elif values["currency"] != HOME and not (values.get("foreign_amount") and values.get("rate")):
        message = N_("Foreign money needs its amount and the rate of the day.")
        yield refusal("A3.4", "no_rate", message, N_("Enter how many yuan one unit cost."), "rate")
    elif not values["amount"]:
        message = N_("The amount is missing.")
        remedy = N_("Enter it; for one's own car the kilometres, for foreign money the amount and the rate.")
        yield refusal("", "no_amount", message, remedy, "amount")
