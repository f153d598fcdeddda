"""A3.4: what a payment means for the books: entries that balance, input tax, accounts, months that are closed."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from policy.expenses import Category
from policy.problems import Problem, refusals
from policy.quote_sums import to_fen
from policy.vouchers import InvoiceKind
from policy.words import N_, Word

_refused = refusals("A3.4")
MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])", re.ASCII)
DEDUCTIBLE = frozenset({InvoiceKind.DIGITAL_SPECIAL, InvoiceKind.ELECTRONIC_SPECIAL})
TICKETS = frozenset({InvoiceKind.TRAIN, InvoiceKind.FLIGHT})
CONSUMED = frozenset({Category.ENTERTAINMENT, Category.MEALS, Category.GIFTS})
"""What is eaten or given away: its tax is not deducted, whatever the invoice."""


class BookSide(Word):
    """What an account of the books is for; expenses are booked by their category."""

    EXPENSE = "expense", N_("Expense")
    INPUT_TAX = "input_tax", N_("Input VAT")
    ADVANCES = "advances", N_("Advances to staff")
    BANK = "bank", N_("Bank")


@dataclass(frozen=True)
class BookedLine:
    """A line as it is booked: amounts in yuan; ``tax`` of its invoices that may be deducted, in proportion to what was
    accepted."""

    category: Category
    accepted: Decimal
    tax: Decimal = Decimal(0)


@dataclass(frozen=True)
class Posting:
    """One side of a booking; either ``debit`` or ``credit``, in yuan."""

    side: BookSide
    debit: Decimal = Decimal(0)
    credit: Decimal = Decimal(0)
    category: Category | None = None


def input_tax(
    category: Category, kind: InvoiceKind, tax: Decimal | None, accepted: Decimal, claimed: Decimal
) -> Decimal:
    """The tax of an invoice that is deducted: of special invoices and of tickets, in proportion to what was accepted."""
    fits = kind in DEDUCTIBLE or (kind in TICKETS and category is Category.TRAVEL)
    if not tax or tax <= 0 or not fits or category in CONSUMED or claimed <= 0:
        return Decimal(0)
    share = min(tax, claimed) * accepted / claimed
    return min(to_fen(share), accepted)


def payment_postings(lines: Iterable[BookedLine], set_off: Decimal) -> list[Posting]:
    """Expenses by category and input tax against the advances that were used up and the bank. Balances always."""
    net: dict[Category, Decimal] = defaultdict(Decimal)
    tax = Decimal(0)
    for line in lines:
        net[line.category] += line.accepted - line.tax
        tax += line.tax
    total = sum(net.values(), tax)
    found = [Posting(BookSide.EXPENSE, debit=amount, category=category) for category, amount in net.items()]
    found.append(Posting(BookSide.INPUT_TAX, debit=tax))
    found.append(Posting(BookSide.ADVANCES, credit=set_off))
    found.append(Posting(BookSide.BANK, credit=total - set_off))
    return [one for one in found if one.debit or one.credit]


def advance_postings(amount: Decimal) -> list[Posting]:
    """An advance is paid out."""
    return [Posting(BookSide.ADVANCES, debit=amount), Posting(BookSide.BANK, credit=amount)]


def turned(postings: Iterable[Posting]) -> list[Posting]:
    """The same the other way round: a payment came back."""
    return [replace(one, debit=one.credit, credit=one.debit) for one in postings]


@dataclass(frozen=True)
class Account:
    """An account of the books, with what it is meant for; ``unit_id`` None: every unit."""

    side: BookSide
    category: Category | None
    unit_id: int | None
    code: str
    title: str


def account_for(
    side: BookSide, category: Category | None, way: tuple[int, ...], accounts: Iterable[Account]
) -> Account | None:
    """The account on which something is booked: the one for the nearest unit, then for its category. ``way`` is the path
    of units from the company down to the unit."""

    def rank(one: Account) -> tuple[int, int]:
        return (way.index(one.unit_id) + 1 if one.unit_id else 0, one.category is not None)

    fits = (
        one
        for one in accounts
        if one.side is side and one.category in (None, category) and (one.unit_id is None or one.unit_id in way)
    )
    return max(fits, key=rank, default=None)


def month_of(day: dt.date) -> str:
    """``2026-11``."""
    return f"{day:%Y-%m}"


def first_day(month: str) -> dt.date:
    """Its first day."""
    return dt.date(int(month[:4]), int(month[5:]), 1)


def next_month(month: str) -> str:
    """The month after it."""
    return month_of(first_day(month) + dt.timedelta(days=31))


def booking_day(happened_on: dt.date, closed: str | None) -> dt.date:
    """When something is booked: on its day, or on the first day after the last month that was ``closed``."""
    if closed is None or month_of(happened_on) > closed:
        return happened_on
    return first_day(next_month(closed))


def closing_problems(month: str, today: dt.date, closed: str | None, without_account: int) -> Iterator[Problem]:
    """Why a month is not closed: it is over, none before it was left open behind a later one, all of it has accounts."""
    if month >= month_of(today):
        remedy = N_("Close it when it is over.")
        yield _refused("month_runs", N_("%(month)s is not over yet."), remedy, month=month)
    if closed is not None and month <= closed:
        yield _refused("month_closed", N_("%(month)s is closed already."), month=month)
    if without_account:
        message = N_("%(count)s entries have no account of the books.")
        remedy = N_("Set the accounts for what is listed, then close the month.")
        yield _refused("no_book_account", message, remedy, count=without_account)
