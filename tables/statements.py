"""The month's statement of receivables, and pressing for payment (A9.4)."""

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from columns import pk, text, word
from extensions import db
from policy.receivables import DunningKind, PaperKind
from tables.contracts import Contract
from tables.customers import Customer
from tables.people import Unit, User
from tables.writing import ref, when


class Statement(db.Model):
    """The receivables of a month, frozen once (A9.4). ``done`` of ``total`` contracts are written so far."""

    __tablename__ = "statements"
    id: Mapped[pk]
    period: Mapped[str] = mapped_column(String(7), unique=True)
    as_of: Mapped[dt.date]
    begun_at: Mapped[dt.datetime]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    last_contract_id: Mapped[int] = mapped_column(default=0)
    frozen_at: Mapped[dt.datetime | None]
    told_at: Mapped[dt.datetime | None]


class StatementLine(db.Model):
    """One contract in a statement: invoiced, collected, open, and how old the open amount is. Never edited.

    ``before`` is what the statement before said was open. The ``late_…`` amounts were recorded since, for days up to that
    statement's: what was frozen then is not touched, its correction stands here.
    """

    __tablename__ = "statement_lines"
    id: Mapped[pk]
    statement_id: Mapped[int] = ref("statements.id", index=False)
    contract_id: Mapped[int] = ref("contracts.id")
    customer_id: Mapped[int] = ref("customers.id")
    owner_id: Mapped[int] = ref("users.id")
    unit_id: Mapped[int] = ref("units.id")
    amount: Mapped[Decimal]
    invoiced: Mapped[Decimal]
    collected: Mapped[Decimal]
    prepaid: Mapped[Decimal] = mapped_column(default=Decimal(0))
    open: Mapped[Decimal]
    not_due: Mapped[Decimal]
    up_to_30: Mapped[Decimal]
    up_to_60: Mapped[Decimal]
    up_to_90: Mapped[Decimal]
    older: Mapped[Decimal]
    before: Mapped[Decimal] = mapped_column(default=Decimal(0))
    late_invoiced: Mapped[Decimal] = mapped_column(default=Decimal(0))
    late_collected: Mapped[Decimal] = mapped_column(default=Decimal(0))
    late_open: Mapped[Decimal] = mapped_column(default=Decimal(0))

    contract: Mapped[Contract] = relationship()
    customer: Mapped[Customer] = relationship()
    owner: Mapped[User] = relationship()
    __table_args__ = (
        UniqueConstraint("statement_id", "contract_id"),
        CheckConstraint("open = not_due + up_to_30 + up_to_60 + up_to_90 + older", name="ages_add_up"),
        CheckConstraint("invoiced - collected = open - prepaid", name="balances"),
        Index(None, "statement_id", "open", "id"),
        Index(None, "statement_id", "unit_id", "open", "id"),
        Index(None, "statement_id", "owner_id", "open", "id"),
        Index(
            "ix_statement_lines_late",
            "statement_id",
            "id",
            **when("late_invoiced <> 0 OR late_collected <> 0 OR late_open <> 0"),
        ),
    )


class StatementSum(db.Model):
    """The sums of a statement for one unit, written when it is frozen: ``count`` lines, and their amounts."""

    __tablename__ = "statement_sums"
    statement_id: Mapped[int] = mapped_column(ForeignKey("statements.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    count: Mapped[int]
    amount: Mapped[Decimal]
    invoiced: Mapped[Decimal]
    collected: Mapped[Decimal]
    prepaid: Mapped[Decimal]
    open: Mapped[Decimal]
    not_due: Mapped[Decimal]
    up_to_30: Mapped[Decimal]
    up_to_60: Mapped[Decimal]
    up_to_90: Mapped[Decimal]
    older: Mapped[Decimal]
    late_open: Mapped[Decimal]

    unit: Mapped[Unit] = relationship()


class StatementFile(db.Model):
    """A frozen statement as a spreadsheet or on paper: drawn by a worker once, kept, and proven by its hash.

    ``reach`` says whose view of the statement it holds, so that people who see the same read the same file.
    ``done`` of ``total`` lines are written so far; a worker holds it until ``taken_until``.
    """

    __tablename__ = "statement_files"
    id: Mapped[pk]
    statement_id: Mapped[int] = ref("statements.id", index=False)
    kind: Mapped[PaperKind] = mapped_column(word(PaperKind))
    language: Mapped[str] = mapped_column(String(20))
    reach: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[dt.datetime]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    taken_until: Mapped[dt.datetime | None]
    drawn_at: Mapped[dt.datetime | None]
    storage_key: Mapped[str] = mapped_column(String(64), default="")
    sha256: Mapped[str] = mapped_column(String(64), default="")
    size: Mapped[int] = mapped_column(default=0)
    error: Mapped[text]

    statement: Mapped[Statement] = relationship()
    asked_by: Mapped[User] = relationship()
    __table_args__ = (
        UniqueConstraint("statement_id", "kind", "language", "reach"),
        Index("ix_statement_files_waiting", "id", **when("drawn_at IS NULL")),
    )


class DunningStep(db.Model):
    """One step of pressing for payment: what was done, what came of it, and what is next.

    ``items`` are the open invoices at that moment, as a letter names them.
    """

    __tablename__ = "dunning_steps"
    id: Mapped[pk]
    contract_id: Mapped[int] = ref("contracts.id", index=False)
    customer_id: Mapped[int] = ref("customers.id")
    kind: Mapped[DunningKind] = mapped_column(word(DunningKind))
    on: Mapped[dt.date]
    open: Mapped[Decimal]
    result: Mapped[text]
    next_on: Mapped[dt.date | None]
    next_kind: Mapped[DunningKind | None] = mapped_column(word(DunningKind))
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime]

    contract: Mapped[Contract] = relationship()
    customer: Mapped[Customer] = relationship()
    by: Mapped[User] = relationship()
    __table_args__ = (Index(None, "contract_id", "on"),)
