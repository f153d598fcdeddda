"""A9.1: what products and price lists may look like, and what an imported row does."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from policy.problems import Kind, Problem
from policy.words import N_, Word

LARGEST_PRICE = Decimal("99999999999.99")


def period_problems(first: dt.date, last: dt.date | None) -> Iterator[Problem]:
    """A price list ends no sooner than it begins."""
    if last is not None and last < first:
        message = N_("The list ends before it begins.")
        yield Problem("", Kind.BLOCKS, message, N_("Correct the two days."), "valid_until", "period_reversed")


class RowResult(Word):
    """What became of one row of an imported list."""

    NEW = "new", N_("New product")
    PRICED = "priced", N_("Price added")
    CHANGED = "changed", N_("Price changed")
    SAME = "same", N_("Unchanged")
    REFUSED = "refused", N_("Refused")


@dataclass(frozen=True)
class RowFacts:
    """One row: what it says (None where nothing can be read), and what stands already. ``problem`` is a message id;
    ``other``: it says something else of a known product than the catalogue. Without a ``cost`` the present one stays."""

    code: str
    name: str
    tax_rate: Decimal | None
    price: Decimal | None
    cost: Decimal | None = None
    problem: str = ""
    known: bool = False
    active: bool = True
    present: Decimal | None = None
    present_cost: Decimal | None = None
    other: bool = False
    twice: bool = False


NO_CODE = N_("The code is missing.")
TWICE = N_("The code stands in the file twice.")
NO_PRICE = N_("The price is missing, or is none: write an amount such as 1234.50.")
NO_NAME = N_("The product is new: its name is missing.")
NO_TAX = N_("The product is new: its tax rate is missing, or is none: write 0.13.")
OTHER = N_("Only the price is taken: name, unit and tax rate of the product stay as they are.")
WITHDRAWN = N_("The product was withdrawn from sale.")


def row_result(row: RowFacts) -> tuple[RowResult, str]:
    """What a row does, and why it is refused or what it leaves alone (a message id)."""
    why = row.problem or _why_not(row)
    if why:
        return RowResult.REFUSED, why
    if not row.known:
        return RowResult.NEW, ""
    note = OTHER if row.other else ""
    if row.present is None:
        return RowResult.PRICED, note
    same = row.present == row.price and row.cost in (None, row.present_cost)
    return (RowResult.SAME if same else RowResult.CHANGED), note


def _why_not(row: RowFacts) -> str:
    if not row.code:
        return NO_CODE
    if row.twice:
        return TWICE
    if row.price is None or not 0 <= row.price <= LARGEST_PRICE:
        return NO_PRICE
    if row.known:
        return "" if row.active else WITHDRAWN
    if not row.name:
        return NO_NAME
    return "" if row.tax_rate is not None else NO_TAX
