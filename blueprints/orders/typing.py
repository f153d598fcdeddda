"""The quantities of an order or a delivery as they are typed. Nothing is trusted: ids are looked up by the verb."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from flask import request

from blueprints.quotes.typing import price, quantity
from operations.orders import Row
from policy.orders import MOST_LINES
from policy.problems import Kind, Problem
from policy.words import N_

UNREADABLE = N_("“%(typed)s” is not a quantity.")
QUANTITY = N_("Write a quantity such as 2 or 1.5, with at most three decimals.")
ROW = N_("A line names a product, a quantity and a price.")
PRICE = N_("Write the price of one unit without tax, such as 1,234.50.")
BLANK_ROWS = 3


@dataclass
class Quantities:
    """What was typed by id of the line: the numbers, the texts to show again, and what could not be read."""

    values: dict[int, Decimal] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def typed_quantities(ids: Iterable[int]) -> Quantities:
    """The fields ``quantity_<id>``; an empty one is a line that is left out."""
    found = Quantities()
    for line_id in ids:
        text = request.form.get(f"quantity_{line_id}", "").strip()[:40]
        found.texts[line_id] = text
        if not text:
            continue
        value = quantity(text)
        if value is None:
            found.problems.append(_bad(UNREADABLE, QUANTITY, typed=text))
        else:
            found.values[line_id] = value
    return found


@dataclass
class Rows:
    """The typed rows of an order from a contract without a quote."""

    values: list[Row] = field(default_factory=list)
    texts: list[dict[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def typed_rows(known: Iterable[int]) -> Rows:
    """The repeated fields ``product_id``, ``quantity`` and ``net_price``; rows without any of them are left out."""
    found, known = Rows(), set(known)
    columns = [request.form.getlist(name)[: MOST_LINES + 1] for name in ("product_id", "quantity", "net_price")]
    for texts in zip(*columns, strict=False):
        product, amount, each = (text.strip()[:40] for text in texts)
        if not amount and not each:
            continue
        found.texts.append({"product_id": product, "quantity": amount, "net_price": each})
        product_id = int(product) if product.isascii() and product.isdigit() and len(product) < 10 else 0
        count, cost = quantity(amount) if amount else None, price(each) if each else None
        if product_id not in known or count is None or cost is None or cost < 0:
            found.problems.append(_bad(ROW, PRICE))
        else:
            found.values.append(Row(product_id, count, cost))
    return found


def _bad(message: str, remedy: str, **params: str) -> Problem:
    return Problem("A9.3", Kind.BLOCKS, message, remedy, "lines", "unreadable", params)
