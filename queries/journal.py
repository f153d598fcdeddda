"""The books of expenses: what was booked in a month, on which accounts, months that are closed (A3.4)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select, type_coerce
from sqlalchemy.orm import aliased, joinedload, selectinload

from columns import Money
from extensions import db
from models import BookAccount, ClosedMonth, ExpenseInvoice, ExpenseLine, JournalEntry, JournalVoucher
from policy.bookkeeping import (
    Account,
    BookedLine,
    account_for,
    first_day,
    input_tax,
    month_of,
    next_month,
)

MOST_DAYS = 24 * 31


@dataclass(frozen=True)
class Booked:
    """An entry as it is read: with its voucher and its account, empty where none is set."""

    voucher: JournalVoucher
    entry: JournalEntry
    code: str
    title: str


@dataclass(frozen=True)
class Month:
    """A month of a company: its sums in yuan, how much was booked, and who closed it."""

    month: str
    vouchers: int
    debit: Decimal
    closed: ClosedMonth | None


def latest_closed(company_id: int) -> str | None:
    """The last month that is closed."""
    return db.session.scalar(select(func.max(ClosedMonth.month)).where(ClosedMonth.company_id == company_id))


def months(company_id: int) -> list[Month]:
    """The last two years of months in which something was booked or that are closed, the latest first."""
    columns = (
        JournalVoucher.booked_on,
        func.count(JournalVoucher.id.distinct()),
        type_coerce(func.sum(JournalEntry.debit), Money()),
    )
    days = select(*columns).join(JournalEntry, JournalEntry.voucher_id == JournalVoucher.id)
    days = days.where(JournalVoucher.company_id == company_id).group_by(JournalVoucher.booked_on)
    counted: dict[str, tuple[int, Decimal]] = {}
    for day, vouchers, debit in db.session.execute(days.order_by(JournalVoucher.booked_on.desc()).limit(MOST_DAYS)):
        before = counted.get(month_of(day), (0, Decimal(0)))
        counted[month_of(day)] = before[0] + vouchers, before[1] + debit
    rows = select(ClosedMonth).where(ClosedMonth.company_id == company_id).options(joinedload(ClosedMonth.closed_by))
    shut = {row.month: row for row in db.session.scalars(rows.order_by(ClosedMonth.month.desc()).limit(24))}
    names = sorted(counted.keys() | shut, reverse=True)[:24]
    return [Month(name, *counted.get(name, (0, Decimal(0))), shut.get(name)) for name in names]


def _within(company_id: int, month: str) -> tuple:
    start, end = first_day(month), first_day(next_month(month))
    return JournalVoucher.company_id == company_id, JournalVoucher.booked_on >= start, JournalVoucher.booked_on < end


def booked(company_id: int, month: str) -> list[Booked]:
    """What was booked in a month, in order; the accounts of today where the month is open, else those it was closed with."""
    whole = (
        selectinload(JournalVoucher.entries).joinedload(JournalEntry.unit),
        joinedload(JournalVoucher.claim),
        joinedload(JournalVoucher.advance),
    )
    rows = select(JournalVoucher).where(*_within(company_id, month)).options(*whole)
    vouchers = list(db.session.scalars(rows.order_by(JournalVoucher.booked_on, JournalVoucher.id)))
    known = accounts(company_id)
    found = []
    for voucher in vouchers:
        for entry in voucher.entries:
            code, title = entry.account_code, entry.account_title
            if not code:
                way = tuple(int(part) for part in entry.unit.path.split("/") if part)
                account = account_for(entry.side, entry.category, way, known)
                code, title = (account.code, account.title) if account else ("", "")
            found.append(Booked(voucher, entry, code, title))
    return found


def to_close(company_id: int, month: str) -> dict[str, list[Booked]]:
    """What was booked in a month and in those before it that are not closed yet: they are closed together."""
    closed = latest_closed(company_id)
    days = select(JournalVoucher.booked_on).distinct()
    days = days.where(JournalVoucher.company_id == company_id, JournalVoucher.booked_on < first_day(month))
    if closed is not None:
        days = days.where(JournalVoucher.booked_on >= first_day(next_month(closed)))
    return {
        one: booked(company_id, one) for one in sorted({month_of(day) for day in db.session.scalars(days)} | {month})
    }


def accounts(company_id: int) -> list[Account]:
    """The accounts of the books as they are set today."""
    return [Account(row.side, row.category, row.unit_id, row.code, row.title) for row in book_accounts(company_id)]


def book_accounts(company_id: int) -> list[BookAccount]:
    """Their rows."""
    rows = select(BookAccount).where(BookAccount.company_id == company_id, BookAccount.removed_at.is_(None))
    rows = rows.options(joinedload(BookAccount.unit))
    return list(db.session.scalars(rows.order_by(BookAccount.side, BookAccount.category, BookAccount.id)))


def booked_lines(lines: Iterable[ExpenseLine]) -> list[BookedLine]:
    """The lines of a claim as they are booked: what was accepted, and the tax of their invoices that is deducted. Of
    invoices that say more than the line claims only that part of the tax."""
    lines = [line for line in lines if line.accepted_amount]
    rows = select(ExpenseInvoice).where(
        ExpenseInvoice.line_id.in_([line.id for line in lines]), ExpenseInvoice.released_at.is_(None)
    )
    taxes: dict[int, Decimal] = {}
    by_id = {line.id: line for line in lines}
    invoices = list(db.session.scalars(rows.order_by(ExpenseInvoice.id)))
    said: dict[int, Decimal] = defaultdict(Decimal)
    for invoice in invoices:
        said[invoice.line_id] += invoice.total or Decimal(0)
    for invoice in invoices:
        line = by_id[invoice.line_id]
        whole = max(line.amount, said[line.id])
        tax = input_tax(line.category, invoice.kind, invoice.tax, line.accepted_amount, whole)
        taxes[line.id] = min(taxes.get(line.id, Decimal(0)) + tax, line.accepted_amount)
    return [BookedLine(line.category, line.accepted_amount, taxes.get(line.id, Decimal(0))) for line in lines]


def standing_voucher(*, payment_id: int | None = None, advance_id: int | None = None) -> JournalVoucher | None:
    """The booking of a payment, or of an advance's payout, that was not booked back."""
    back = aliased(JournalVoucher)
    rows = select(JournalVoucher).where(
        JournalVoucher.reverses_id.is_(None),
        JournalVoucher.given_back.is_(False),
        ~select(back.id).where(back.reverses_id == JournalVoucher.id).exists(),
    )
    subject = JournalVoucher.payment_id == payment_id if payment_id else JournalVoucher.advance_id == advance_id
    rows = rows.where(subject)
    return db.session.scalar(rows.order_by(JournalVoucher.id.desc()).limit(1))
