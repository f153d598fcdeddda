"""Bookings: written with the payment that they are of, in the month that is open (A3.4)."""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from typing import Any

import clock
from extensions import db
from models import BookAccount, ClosedMonth, ExpenseAdvance, ExpensePayment, JournalEntry, JournalVoucher, Unit, User
from operations import Refused, flush_or, locked, plain, record, refuse_if, transaction
from policy.bookkeeping import (
    MONTH,
    BookSide,
    Posting,
    advance_postings,
    booking_day,
    closing_problems,
    payment_postings,
    turned,
)
from policy.problems import Kind, Problem
from policy.words import N_
from queries.expenses import lines_of
from queries.journal import Booked, booked_lines, latest_closed, standing_voucher, to_close
from queries.organisation import companies, company_of
from scopes import scope_of

GONE = Problem("", Kind.BLOCKS, N_("This no longer exists."), code="gone")
CLOSED = Problem("A3.4", Kind.BLOCKS, N_("Somebody has just closed this month."), code="month_closed")
SET = Problem(
    "", Kind.BLOCKS, N_("There is an account for this already."), N_("Remove that one first."), "code", "account_set"
)


def book_payment(payment: ExpensePayment, set_off, by: User) -> JournalVoucher:
    """Book the payment of a claim. Joins the running transaction; the claim is locked and its payment flushed."""
    claim = payment.claim
    postings = payment_postings(booked_lines(lines_of(claim.id)), set_off)
    subject = {"claim_id": claim.id, "payment_id": payment.id, "reference": payment.reference}
    return _post(claim.unit_id, payment.paid_on, postings, by, **subject)


def book_payout(advance: ExpenseAdvance, by: User) -> JournalVoucher:
    """Book that an advance was paid out. Joins the running transaction."""
    subject = {"advance_id": advance.id, "reference": advance.reference}
    return _post(advance.unit_id, advance.paid_on, advance_postings(advance.amount), by, **subject)


def book_given_back(advance: ExpenseAdvance, amount, on: dt.date, by: User) -> JournalVoucher:
    """Book that money of an advance came back. Joins the running transaction."""
    postings = turned(advance_postings(amount))
    return _post(advance.unit_id, on, postings, by, advance_id=advance.id, given_back=True)


def book_back(by: User, day: dt.date, *, payment_id: int | None = None, advance_id: int | None = None) -> None:
    """Book the other way round what the bank sent back; nothing where it was paid before there were books. Joins."""
    first = standing_voucher(payment_id=payment_id, advance_id=advance_id)
    if first is None:
        return
    postings = turned(Posting(one.side, one.debit, one.credit, one.category) for one in first.entries)
    unit_id = first.entries[0].unit_id
    subject = {"claim_id": first.claim_id, "payment_id": first.payment_id, "advance_id": first.advance_id}
    _post(unit_id, day, postings, by, reverses_id=first.id, reference=first.reference, **subject)


def _post(unit_id: int, happened_on: dt.date, postings: Sequence[Posting], by: User, **subject: Any) -> JournalVoucher:
    """Write a booking. The company is locked, so that a month is not closed at the same moment."""
    company_id = company_of(unit_id)
    locked(Unit, company_id, key_share=True)
    day = booking_day(happened_on, latest_closed(company_id))
    voucher = JournalVoucher(company_id=company_id, booked_on=day, happened_on=happened_on, **subject)
    voucher.by_id, voucher.at = by.id, clock.now()
    sides = ("side", "debit", "credit", "category")
    voucher.entries = [
        JournalEntry(unit_id=unit_id, **{name: getattr(one, name) for name in sides}) for one in postings
    ]
    db.session.add(voucher)
    db.session.flush()
    return voucher


def close(company_id: int, month: str, by: User) -> ClosedMonth:
    """Close a month of a company: what it holds is kept with its accounts, and nothing is booked in it any more. Months
    before it are closed with it. Raises ``Refused``."""
    with transaction():
        if company_id not in companies(scope_of(by).checked) or not MONTH.fullmatch(month):
            raise Refused([GONE])
        locked(Unit, company_id, key_share=True)
        found = to_close(company_id, month)
        without = sum(1 for rows in found.values() for row in rows if not row.code)
        refuse_if(closing_problems(month, clock.today(), latest_closed(company_id), without))
        shut = [_shut(company_id, one, rows, by) for one, rows in found.items()]
    return shut[-1]


def _shut(company_id: int, month: str, rows: Sequence[Booked], by: User) -> ClosedMonth:
    for row in rows:
        row.entry.account_code, row.entry.account_title = row.code, row.title
    held = [(one.voucher.id, one.code, one.entry.debit, one.entry.credit) for one in rows]
    digest = hashlib.sha256(json.dumps(plain(held)).encode()).hexdigest()
    sums = {"entries": len(rows), "debit": sum(one.entry.debit for one in rows), "digest": digest}
    shut = ClosedMonth(company_id=company_id, month=month, sums=plain(sums), closed_at=clock.now())
    shut.closed_by_id = by.id
    db.session.add(shut)
    flush_or(CLOSED)
    record("month_closed", shut, by, after={"month": month, **sums})
    return shut


def set_account(company_id: int, by: User, values: dict[str, Any]) -> BookAccount:
    """Set an account of the books: side, category and unit (None: for all), code, title. Raises ``Refused``."""
    with transaction():
        units = companies(scope_of(by).checked).get(company_id)
        if units is None or (values["unit_id"] and values["unit_id"] not in units):
            raise Refused([GONE])
        locked(Unit, company_id, key_share=True)
        if values["side"] is not BookSide.EXPENSE:
            values = values | {"category": None}
        meant = {name: values[name] for name in ("side", "category", "unit_id")}
        standing = db.session.query(BookAccount).filter_by(company_id=company_id, removed_at=None, **meant)
        if standing.first() is not None:
            raise Refused([SET])
        row = BookAccount(company_id=company_id, by_id=by.id, at=clock.now(), **values)
        db.session.add(row)
        record("book_account_set", row, by, after=values)
    return row


def remove_account(account_id: int, by: User) -> BookAccount:
    """Book on an account no more; closed months keep it. Raises ``Refused``."""
    with transaction():
        row = locked(BookAccount, account_id)
        if row.removed_at is not None or row.company_id not in companies(scope_of(by).checked):
            raise Refused([GONE])
        row.removed_at = clock.now()
        record("book_account_removed", row, by, before={"code": row.code, "title": row.title})
    return row
