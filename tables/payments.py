"""Payments of expenses: accounts of people and companies, batches, the books, months that are closed (A3.4)."""

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from columns import pk, text, word
from extensions import db
from policy.bookkeeping import BookSide
from policy.expenses import Category
from policy.paying import BatchStatus, PayState
from tables.expenses import ExpenseClaim, ExpensePayment
from tables.people import Unit, User
from tables.trips import ExpenseAdvance
from tables.writing import ref, when


class PayeeAccount(db.Model):
    """Where a person is paid. A new one replaces the one before, which stays readable."""

    __tablename__ = "payee_accounts"
    id: Mapped[pk]
    user_id: Mapped[int] = ref("users.id")
    holder: Mapped[str] = mapped_column(String(100))
    bank: Mapped[str] = mapped_column(String(100))
    account_number: Mapped[str] = mapped_column(String(40))
    at: Mapped[dt.datetime]
    replaced_at: Mapped[dt.datetime | None]

    __table_args__ = (Index("ix_payee_accounts_one", "user_id", unique=True, **when("replaced_at IS NULL")),)


class PayerAccount(db.Model):
    """An account from which a company pays."""

    __tablename__ = "payer_accounts"
    id: Mapped[pk]
    company_id: Mapped[int] = ref("units.id")
    holder: Mapped[str] = mapped_column(String(100))
    bank: Mapped[str] = mapped_column(String(100))
    account_number: Mapped[str] = mapped_column(String(40))
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime]
    retired_at: Mapped[dt.datetime | None]


class PaymentBatch(db.Model):
    """Claims and advances of one company that are paid together from one account. ``digest`` is the hash of the payments
    that the bank was given."""

    __tablename__ = "payment_batches"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    company_id: Mapped[int] = ref("units.id", index=False)
    payer_id: Mapped[int] = mapped_column(ForeignKey("payer_accounts.id"))
    status: Mapped[BatchStatus] = mapped_column(word(BatchStatus), default=BatchStatus.OPEN)
    total: Mapped[Decimal] = mapped_column(default=Decimal(0))
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    exported_at: Mapped[dt.datetime | None]
    digest: Mapped[str] = mapped_column(String(64), default="")
    paid_on: Mapped[dt.date | None]
    paid_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reference: Mapped[str] = mapped_column(String(100), default="")

    company: Mapped[Unit] = relationship()
    payer: Mapped[PayerAccount] = relationship()
    created_by: Mapped[User] = relationship(foreign_keys=[created_by_id])
    paid_by: Mapped[User | None] = relationship(foreign_keys=[paid_by_id])
    lines: Mapped[list["PaymentBatchLine"]] = relationship(back_populates="batch", order_by="PaymentBatchLine.id")
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (Index(None, "company_id", "id"),)


class PaymentBatchLine(db.Model):
    """One payment of a batch, to the account that the person had when it was put in; nothing goes to the bank where
    advances used up all of it. A claim and an advance stand in one batch only, until the bank sends the money back."""

    __tablename__ = "payment_batch_lines"
    id: Mapped[pk]
    batch_id: Mapped[int] = ref("payment_batches.id")
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("expense_claims.id"))
    advance_id: Mapped[int | None] = mapped_column(ForeignKey("expense_advances.id"))
    person_id: Mapped[int] = ref("users.id")
    amount: Mapped[Decimal]
    holder: Mapped[str] = mapped_column(String(100))
    bank: Mapped[str] = mapped_column(String(100))
    account_number: Mapped[str] = mapped_column(String(40))
    state: Mapped[PayState] = mapped_column(word(PayState), default=PayState.PENDING)
    reason: Mapped[text]
    returned_on: Mapped[dt.date | None]

    batch: Mapped[PaymentBatch] = relationship(back_populates="lines")
    claim: Mapped[ExpenseClaim | None] = relationship()
    advance: Mapped[ExpenseAdvance | None] = relationship()
    person: Mapped[User] = relationship()
    __table_args__ = (
        Index("ix_payment_batch_lines_one_claim", "claim_id", unique=True, **when("state IN ('pending', 'paid')")),
        Index("ix_payment_batch_lines_one_advance", "advance_id", unique=True, **when("state IN ('pending', 'paid')")),
        CheckConstraint("(claim_id IS NULL) <> (advance_id IS NULL)", name="one_subject"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
    )


class BookAccount(db.Model):
    """The account of the books on which a company books a side; of a category and a unit where it says so."""

    __tablename__ = "book_accounts"
    id: Mapped[pk]
    company_id: Mapped[int] = ref("units.id")
    side: Mapped[BookSide] = mapped_column(word(BookSide))
    category: Mapped[Category | None] = mapped_column(word(Category))
    unit_id: Mapped[int | None] = ref("units.id")
    code: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(100))
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime]
    removed_at: Mapped[dt.datetime | None]

    unit: Mapped[Unit | None] = relationship(foreign_keys=[unit_id])


class JournalVoucher(db.Model):
    """One booking, which balances: what happened on ``happened_on`` and is booked on ``booked_on``, later where the month
    was closed. What comes back is booked the other way round (``reverses``), never changed. ``given_back``: money of
    an advance that came back in part."""

    __tablename__ = "journal_vouchers"
    id: Mapped[pk]
    company_id: Mapped[int] = ref("units.id", index=False)
    booked_on: Mapped[dt.date]
    happened_on: Mapped[dt.date]
    claim_id: Mapped[int | None] = ref("expense_claims.id")
    payment_id: Mapped[int | None] = ref("expense_payments.id")
    advance_id: Mapped[int | None] = ref("expense_advances.id")
    given_back: Mapped[bool] = mapped_column(default=False)
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("journal_vouchers.id"), unique=True)
    reference: Mapped[str] = mapped_column(String(100), default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime]

    claim: Mapped[ExpenseClaim | None] = relationship()
    payment: Mapped[ExpensePayment | None] = relationship()
    advance: Mapped[ExpenseAdvance | None] = relationship()
    entries: Mapped[list["JournalEntry"]] = relationship(order_by="JournalEntry.id", back_populates="voucher")
    __table_args__ = (Index(None, "company_id", "booked_on", "id"),)


class JournalEntry(db.Model):
    """One side of a booking. Its account is kept when the month is closed; until then the accounts of today hold."""

    __tablename__ = "journal_entries"
    id: Mapped[pk]
    voucher_id: Mapped[int] = ref("journal_vouchers.id")
    side: Mapped[BookSide] = mapped_column(word(BookSide))
    category: Mapped[Category | None] = mapped_column(word(Category))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    debit: Mapped[Decimal]
    credit: Mapped[Decimal]
    account_code: Mapped[str] = mapped_column(String(40), default="")
    account_title: Mapped[str] = mapped_column(String(100), default="")

    voucher: Mapped[JournalVoucher] = relationship(back_populates="entries")
    unit: Mapped[Unit] = relationship()
    __table_args__ = (
        CheckConstraint("debit >= 0 AND credit >= 0", name="not_negative"),
        CheckConstraint("(debit = 0) <> (credit = 0)", name="one_side"),
    )


class ClosedMonth(db.Model):
    """A month of a company in which nothing is booked any more; what comes later belongs to the next open one.
    ``sums`` is what it held, with the hash of its journal."""

    __tablename__ = "closed_months"
    id: Mapped[pk]
    company_id: Mapped[int] = ref("units.id", index=False)
    month: Mapped[str] = mapped_column(String(7))
    sums: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    closed_at: Mapped[dt.datetime]
    closed_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    closed_by: Mapped[User] = relationship()
    __table_args__ = (UniqueConstraint("company_id", "month"),)
