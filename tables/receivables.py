"""Invoices, collections, what is set against what, and what each contract owes (A9.4)."""

import datetime as dt
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from columns import pk, text, word
from extensions import db
from policy.receivables import PaymentMethod
from tables.contracts import Contract, Milestone
from tables.customers import Customer
from tables.people import Unit, User
from tables.writing import ref, when


class Invoice(db.Model):
    """An invoice issued to a customer, with tax in ``amount``; a red-letter one is negative and names what it corrects.

    ``corrected`` is what red-letter invoices took off it, ``settled`` what collections were set against it, and ``open``
    what is left of it: never less than nothing. ``code`` is that of the paper invoice, whose number alone is not unique.
    """

    __tablename__ = "invoices"
    id: Mapped[pk]
    number: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(12), default="")
    contract_id: Mapped[int] = ref("contracts.id", index=False)
    customer_id: Mapped[int] = ref("customers.id")
    unit_id: Mapped[int] = ref("units.id", index=False)
    milestone_id: Mapped[int | None] = ref("milestones.id")
    corrects_id: Mapped[int | None] = ref("invoices.id")
    issued_on: Mapped[dt.date]
    due_on: Mapped[dt.date]
    amount: Mapped[Decimal]
    tax: Mapped[Decimal]
    corrected: Mapped[Decimal] = mapped_column(default=Decimal(0))
    settled: Mapped[Decimal] = mapped_column(default=Decimal(0))
    open: Mapped[Decimal] = mapped_column(default=Decimal(0))
    note: Mapped[text]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime] = mapped_column(index=True)

    contract: Mapped[Contract] = relationship()
    customer: Mapped[Customer] = relationship()
    milestone: Mapped[Milestone | None] = relationship()
    by: Mapped[User] = relationship()
    corrects: Mapped["Invoice | None"] = relationship(remote_side="Invoice.id")
    __table_args__ = (
        Index(None, "contract_id", "issued_on"),
        Index(None, "unit_id", "id"),
        Index("ix_invoices_open", "due_on", "id", **when("open > 0")),
        Index("ix_invoices_red", "id", **when("corrects_id IS NOT NULL")),
        UniqueConstraint("number", "code"),
        CheckConstraint("amount <> 0", name="amount_not_zero"),
        CheckConstraint("(amount < 0) = (corrects_id IS NOT NULL)", name="red_names_what_it_corrects"),
        CheckConstraint("tax BETWEEN 0 AND amount OR tax BETWEEN amount AND 0", name="tax_within_amount"),
        CheckConstraint("corrected >= 0 AND settled >= 0 AND open >= 0", name="never_below_nothing"),
        CheckConstraint("amount < 0 OR open = amount - corrected - settled", name="adds_up"),
    )


class Collection(db.Model):
    """Money that came in from a customer; a bank reference exists once. What is not allocated is a prepayment.

    One that was recorded wrongly is withdrawn: it stays, counts for nothing, and its reference is free again.
    """

    __tablename__ = "collections"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    customer_id: Mapped[int] = ref("customers.id", index=False)
    contract_id: Mapped[int | None] = ref("contracts.id", index=False)
    unit_id: Mapped[int] = ref("units.id", index=False)
    received_on: Mapped[dt.date] = mapped_column(index=True)
    amount: Mapped[Decimal]
    allocated: Mapped[Decimal] = mapped_column(default=Decimal(0))
    refunded: Mapped[Decimal] = mapped_column(default=Decimal(0))
    method: Mapped[PaymentMethod] = mapped_column(word(PaymentMethod))
    reference: Mapped[str] = mapped_column(String(80))
    payer: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[text]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime] = mapped_column(index=True)
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    withdrawn_why: Mapped[text]

    customer: Mapped[Customer] = relationship()
    contract: Mapped[Contract | None] = relationship()
    unit: Mapped[Unit] = relationship()
    by: Mapped[User] = relationship(foreign_keys=[by_id])
    withdrawn_by: Mapped[User | None] = relationship(foreign_keys=[withdrawn_by_id])
    allocations: Mapped[list["Allocation"]] = relationship(back_populates="collection", order_by="Allocation.id")
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index(None, "customer_id", "received_on"),
        Index(None, "contract_id", "received_on"),
        Index(None, "unit_id", "received_on", "id"),
        CheckConstraint("amount > 0", name="amount_positive"),
        Index(None, "reference"),
        Index("uq_collections_reference", "reference", unique=True, **when("withdrawn_at IS NULL")),
        Index("ix_collections_rest", "id", **when("withdrawn_at IS NULL AND amount > allocated + refunded")),
        CheckConstraint(
            "allocated >= 0 AND refunded >= 0 AND allocated + refunded <= amount", name="never_more_than_received"
        ),
        CheckConstraint("withdrawn_at IS NULL OR allocated + refunded = 0", name="withdrawn_counts_for_nothing"),
    )

    @property
    def rest(self) -> Decimal:
        """What is neither set against anything nor paid back."""
        return Decimal(0) if self.withdrawn_at else self.amount - self.allocated - self.refunded


class Allocation(db.Model):
    """A part of a collection set against an invoice, or against a milestone not yet invoiced; taken back by its opposite.

    ``on`` is the day from which it counts: no earlier than the money came in and the invoice was issued. The opposite
    names what it ``reverses``, which keeps in ``taken_back`` how much of it was.
    """

    __tablename__ = "allocations"
    id: Mapped[pk]
    collection_id: Mapped[int] = ref("collections.id")
    contract_id: Mapped[int] = ref("contracts.id")
    invoice_id: Mapped[int | None] = ref("invoices.id")
    milestone_id: Mapped[int | None] = ref("milestones.id")
    reverses_id: Mapped[int | None] = ref("allocations.id", index=False)
    amount: Mapped[Decimal]
    taken_back: Mapped[Decimal] = mapped_column(default=Decimal(0))
    on: Mapped[dt.date]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime] = mapped_column(index=True)

    collection: Mapped[Collection] = relationship(back_populates="allocations")
    invoice: Mapped[Invoice | None] = relationship()
    milestone: Mapped[Milestone | None] = relationship()
    __table_args__ = (
        CheckConstraint("amount <> 0", name="amount_not_zero"),
        CheckConstraint("(invoice_id IS NULL) <> (milestone_id IS NULL)", name="one_target"),
        CheckConstraint("(amount < 0) = (reverses_id IS NOT NULL)", name="opposite_names_what_it_reverses"),
        CheckConstraint("amount < 0 OR taken_back BETWEEN 0 AND amount", name="taken_back_once"),
    )


class Refund(db.Model):
    """Money of a collection that went back to the customer. One that was recorded wrongly is withdrawn, and stays."""

    __tablename__ = "refunds"
    id: Mapped[pk]
    collection_id: Mapped[int] = ref("collections.id")
    amount: Mapped[Decimal]
    refunded_on: Mapped[dt.date]
    reference: Mapped[str] = mapped_column(String(80))
    reason: Mapped[text]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime] = mapped_column(index=True)
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    withdrawn_why: Mapped[text]

    collection: Mapped[Collection] = relationship()
    by: Mapped[User] = relationship(foreign_keys=[by_id])
    withdrawn_by: Mapped[User | None] = relationship(foreign_keys=[withdrawn_by_id])
    __table_args__ = (
        Index("uq_refunds_reference", "reference", unique=True, **when("withdrawn_at IS NULL")),
        CheckConstraint("amount > 0", name="amount_positive"),
    )


class Receivable(db.Model):
    """Where the ledger of one contract stands now, so that lists need not add up; rewritten with every movement.

    ``invoiced - collected = open - prepaid``, always. ``overdue_from`` is when its oldest open amount is due, ``dun_on``
    when somebody presses for it next, ``stopped_on`` since when delivery is stopped for it.
    """

    __tablename__ = "receivables"
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id"), primary_key=True)
    customer_id: Mapped[int] = ref("customers.id")
    invoiced: Mapped[Decimal] = mapped_column(default=Decimal(0))
    collected: Mapped[Decimal] = mapped_column(default=Decimal(0))
    open: Mapped[Decimal] = mapped_column(default=Decimal(0))
    prepaid: Mapped[Decimal] = mapped_column(default=Decimal(0))
    overdue_from: Mapped[dt.date | None]
    dun_on: Mapped[dt.date | None]
    stopped_on: Mapped[dt.date | None]
    moved_on: Mapped[dt.date | None]

    contract: Mapped[Contract] = relationship()
    customer: Mapped[Customer] = relationship()
    __table_args__ = (
        Index("ix_receivables_open", "open", "contract_id", **when("open > 0")),
        Index("ix_receivables_prepaid", "prepaid", "contract_id", **when("prepaid > 0")),
        Index("ix_receivables_due", "overdue_from", "contract_id", **when("overdue_from IS NOT NULL")),
        Index("ix_receivables_dunning", "dun_on", "contract_id", **when("dun_on IS NOT NULL")),
        Index("ix_receivables_stopped", "stopped_on", "contract_id", **when("stopped_on IS NOT NULL")),
        CheckConstraint("invoiced >= 0 AND collected >= 0 AND open >= 0 AND prepaid >= 0", name="never_below_nothing"),
        CheckConstraint("invoiced - collected = open - prepaid", name="balances"),
    )


class DueAmount(db.Model):
    """What is open in one unit of the invoices that are due on one day: changed by every movement, so that nobody adds up."""

    __tablename__ = "due_amounts"
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    due_on: Mapped[dt.date] = mapped_column(primary_key=True)
    open: Mapped[Decimal]

    __table_args__ = (CheckConstraint("open >= 0", name="never_below_nothing"),)
