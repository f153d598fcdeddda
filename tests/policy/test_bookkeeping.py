"""A3.4: a booking balances, tax is deducted where the law has it, a closed month stays closed."""

import datetime as dt
import random
from decimal import Decimal

import pytest

from policy.bookkeeping import (
    Account,
    BookedLine,
    BookSide,
    Posting,
    account_for,
    advance_postings,
    booking_day,
    closing_problems,
    input_tax,
    payment_postings,
    turned,
)
from policy.expenses import Category
from policy.vouchers import InvoiceKind

D = Decimal
TODAY = dt.date(2026, 11, 24)


def test_expenses_by_category_and_tax_stand_against_advances_and_bank():
    lines = [
        BookedLine(Category.LODGING, D("636"), D("36")),
        BookedLine(Category.LODGING, D("300")),
        BookedLine(Category.MEALS, D("80")),
    ]
    assert payment_postings(lines, D("500")) == [
        Posting(BookSide.EXPENSE, debit=D("900"), category=Category.LODGING),
        Posting(BookSide.EXPENSE, debit=D("80"), category=Category.MEALS),
        Posting(BookSide.INPUT_TAX, debit=D("36")),
        Posting(BookSide.ADVANCES, credit=D("500")),
        Posting(BookSide.BANK, credit=D("516")),
    ]


def test_whatever_is_paid_the_sides_are_equal():
    chance = random.Random(6)
    for _ in range(200):
        lines = []
        for _line in range(chance.randint(1, 9)):
            accepted = D(chance.randint(1, 99_999)) / 100
            tax = input_tax(
                Category.LODGING, InvoiceKind.DIGITAL_SPECIAL, D(chance.randint(0, 999)) / 100, accepted, accepted * 2
            )
            lines.append(BookedLine(chance.choice(list(Category)), accepted, tax))
        total = sum(line.accepted for line in lines)
        booked = payment_postings(lines, total if chance.random() < 0.2 else total / 2 // 1)
        for postings in (booked, turned(booked)):
            assert sum(one.debit for one in postings) == sum(one.credit for one in postings)
            assert all(one.debit >= 0 and one.credit >= 0 and (one.debit > 0) != (one.credit > 0) for one in postings)


@pytest.mark.parametrize(
    ("category", "kind", "accepted", "deducted"),
    [
        (Category.LODGING, InvoiceKind.DIGITAL_SPECIAL, "106", "6"),
        (Category.LODGING, InvoiceKind.DIGITAL_SPECIAL, "53", "3"),
        (Category.LODGING, InvoiceKind.DIGITAL_SPECIAL, "33.33", "1.89"),
        (Category.LODGING, InvoiceKind.DIGITAL_GENERAL, "106", "0"),
        (Category.TRAVEL, InvoiceKind.TRAIN, "106", "6"),
        (Category.OFFICE, InvoiceKind.TRAIN, "106", "0"),
        (Category.ENTERTAINMENT, InvoiceKind.DIGITAL_SPECIAL, "106", "0"),
        (Category.GIFTS, InvoiceKind.ELECTRONIC_SPECIAL, "106", "0"),
        (Category.LODGING, InvoiceKind.ELECTRONIC_SPECIAL, "0", "0"),
    ],
)
def test_the_tax_of_special_invoices_is_deducted_as_far_as_the_line_was_accepted(category, kind, accepted, deducted):
    assert input_tax(category, kind, D("6"), D(accepted), D("106")) == D(deducted)


def test_the_nearest_departments_account_holds_before_the_one_of_the_category():
    def account(code, category=None, unit_id=None):
        return Account(BookSide.EXPENSE, category, unit_id, code, code)

    accounts = [
        account("6601"),
        account("6601.02", Category.LODGING),
        account("6602", unit_id=5),
        account("6602.02", Category.LODGING, 5),
        account("6603", unit_id=9),
        Account(BookSide.BANK, None, None, "1002", "1002"),
    ]

    def code(category, *way):
        return account_for(BookSide.EXPENSE, category, way, accounts).code

    assert code(Category.MEALS, 1, 3) == "6601"
    assert code(Category.LODGING, 1, 3) == "6601.02"
    assert code(Category.LODGING, 1, 5, 8) == "6602.02"
    assert code(Category.LODGING, 1, 5, 9) == "6603"
    assert account_for(BookSide.ADVANCES, None, (1,), accounts) is None


def test_what_belongs_to_a_closed_month_is_booked_on_the_first_day_after_it():
    assert booking_day(TODAY, None) == TODAY
    assert booking_day(TODAY, "2026-10") == TODAY
    assert booking_day(dt.date(2026, 10, 31), "2026-10") == dt.date(2026, 11, 1)
    assert booking_day(dt.date(2026, 8, 2), "2026-12") == dt.date(2027, 1, 1)


def test_a_month_is_closed_once_when_it_is_over_and_all_of_it_has_accounts():
    def codes(month, closed=None, without=0):
        return {one.code for one in closing_problems(month, TODAY, closed, without)}

    assert codes("2026-10") == set()
    assert codes("2026-11") == {"month_runs"}
    assert codes("2026-10", closed="2026-10") == {"month_closed"}
    assert codes("2026-09", closed="2026-10") == {"month_closed"}
    assert codes("2026-10", without=3) == {"no_book_account"}


def test_an_advance_is_owed_until_it_is_settled():
    out = advance_postings(D("1000"))
    assert [(one.side, one.debit, one.credit) for one in turned(out)] == [
        (BookSide.ADVANCES, D(0), D("1000")),
        (BookSide.BANK, D("1000"), D(0)),
    ]
