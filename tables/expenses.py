"""Claims, their lines, decisions and the evidence that was seen (A3.4)."""

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from columns import Scaled, name, pk, short, text, word
from extensions import db
from policy.examination import Light
from policy.expenses import Category, ClaimStatus, ClaimStep, Verdict
from tables.activities import Activity
from tables.customers import Customer
from tables.opportunities import Opportunity
from tables.people import Unit, User
from tables.writing import ref, when

if TYPE_CHECKING:
    from tables.attachments import Attachment
    from tables.desk import ExpenseInvoice
    from tables.trips import TripRequest


class ExpenseClaim(db.Model):
    """A request for reimbursement, made of lines that each rest on CRM data (A3.4).

    ``round`` counts submissions; ``fingerprint`` is the hash of the lines as submitted: decisions name it, so that
    a decision never covers lines it did not see. ``doubts`` counts what was doubtful at the submission, ``reds`` and
    ``ambers`` the lines of that light when they were examined last; the desk's queue is sorted by ``desk_rank``, which is
    minus the risk, so that of claims alike the oldest comes first.
    Who has it in check keeps it until ``taken_until``. ``questions`` counts those that wait for an answer.
    ``set_off`` is what of the accepted sum is set off against advances; ``proof_head`` is the end of its chain.
    """

    __tablename__ = "expense_claims"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    claimant_id: Mapped[int] = ref("users.id", index=False)
    unit_id: Mapped[int] = ref("units.id", index=False)
    purpose: Mapped[name]
    period_from: Mapped[dt.date]
    period_to: Mapped[dt.date]
    status: Mapped[ClaimStatus] = mapped_column(word(ClaimStatus), default=ClaimStatus.DRAFT)
    total: Mapped[Decimal] = mapped_column(default=Decimal(0))
    accepted_total: Mapped[Decimal] = mapped_column(default=Decimal(0))
    doubts: Mapped[int] = mapped_column(default=0)
    round: Mapped[int] = mapped_column(default=0)
    fingerprint: Mapped[str] = mapped_column(String(64), default="")
    created_at: Mapped[dt.datetime]
    submitted_at: Mapped[dt.datetime | None]
    checker_id: Mapped[int | None] = ref("users.id")
    trip_id: Mapped[int | None] = ref("trip_requests.id")
    reds: Mapped[int] = mapped_column(default=0, server_default="0")
    ambers: Mapped[int] = mapped_column(default=0, server_default="0")
    desk_rank: Mapped[int] = mapped_column(default=0, server_default="0")
    taken_until: Mapped[dt.datetime | None]
    questions: Mapped[int] = mapped_column(default=0, server_default="0")
    set_off: Mapped[Decimal] = mapped_column(default=Decimal(0), server_default="0")
    proof_head: Mapped[str] = mapped_column(String(64), default="", server_default="")
    removed_at: Mapped[dt.datetime | None]

    claimant: Mapped[User] = relationship(foreign_keys=[claimant_id])
    checker: Mapped[User | None] = relationship(foreign_keys=[checker_id])
    unit: Mapped[Unit] = relationship()
    lines: Mapped[list["ExpenseLine"]] = relationship(
        back_populates="claim",
        primaryjoin="and_(ExpenseLine.claim_id == ExpenseClaim.id, ExpenseLine.removed_at.is_(None))",
        order_by="ExpenseLine.position, ExpenseLine.id",
    )
    decisions: Mapped[list["ExpenseDecision"]] = relationship(order_by="ExpenseDecision.id")
    payment: Mapped["ExpensePayment | None"] = relationship(
        primaryjoin="and_(ExpensePayment.claim_id == ExpenseClaim.id, ExpensePayment.returned_on.is_(None))",
        viewonly=True,
    )
    trip: Mapped["TripRequest | None"] = relationship()
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index(None, "claimant_id", "id"),
        Index(None, "unit_id", "id"),
        Index(None, "status", "submitted_at", "id"),
        Index(None, "status", "doubts", "id"),
        Index(None, "status", "desk_rank", "id"),
        Index(
            "ix_expense_claims_desk",
            *("status", "unit_id", "checker_id", "questions", "total"),
            **when("removed_at IS NULL"),
        ),
        CheckConstraint("period_from <= period_to", name="period_in_order"),
        CheckConstraint("accepted_total >= 0 AND accepted_total <= total", name="never_more_than_claimed"),
    )


class ExpenseLine(db.Model):
    """One expense: what was spent, and the customer, progress, key value and activity it rests on (A3.4).

    ``progress_key`` and ``key_value_key`` are hashes of the bare texts, so that repeated ones are found by index.
    A removed line stays for the proof; ``ExpenseClaim.lines`` leaves it out. ``ended_on`` is the last day of what lasts
    longer than one (the day of departure from a hotel), ``from_city`` where a journey began, ``headcount`` everybody at
    the table. An amount in foreign money is kept with the ``rate`` (yuan for one unit) of the day. ``score`` (0 to 100)
    and ``light`` are of ``examined_at``; ``sampled``: drawn to be looked at although nothing was found.
    """

    __tablename__ = "expense_lines"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    claim_id: Mapped[int] = ref("expense_claims.id")
    position: Mapped[int]
    spent_on: Mapped[dt.date]
    category: Mapped[Category] = mapped_column(word(Category))
    amount: Mapped[Decimal]
    city: Mapped[str] = mapped_column(String(40), default="")
    invoice_number: Mapped[str] = mapped_column(String(40), default="")
    description: Mapped[text]
    relates_to_customer: Mapped[bool]
    relates_to_action: Mapped[bool]
    customer_id: Mapped[int | None] = ref("customers.id")
    opportunity_id: Mapped[int | None] = ref("opportunities.id")
    activity_id: Mapped[int | None] = ref("activities.id")
    progress: Mapped[text]
    key_value: Mapped[text]
    progress_key: Mapped[str] = mapped_column(String(16), default="")
    key_value_key: Mapped[str] = mapped_column(String(16), default="")
    verdict: Mapped[Verdict] = mapped_column(word(Verdict), default=Verdict.OPEN)
    accepted_amount: Mapped[Decimal | None]
    verdict_reason: Mapped[text]
    verdict_by_id: Mapped[int | None] = ref("users.id")
    verdict_at: Mapped[dt.datetime | None]
    ended_on: Mapped[dt.date | None]
    from_city: Mapped[str] = mapped_column(String(40), default="", server_default="")
    headcount: Mapped[int | None]
    currency: Mapped[str] = mapped_column(String(3), default="CNY", server_default="CNY")
    foreign_amount: Mapped[Decimal | None]
    rate: Mapped[Decimal | None] = mapped_column(Scaled(6))
    kilometres: Mapped[Decimal | None] = mapped_column(Scaled(1))
    score: Mapped[int | None]
    light: Mapped[Light | None] = mapped_column(word(Light))
    examined_at: Mapped[dt.datetime | None]
    sampled: Mapped[bool] = mapped_column(default=False, server_default=false())
    removed_at: Mapped[dt.datetime | None]

    claim: Mapped[ExpenseClaim] = relationship(back_populates="lines")
    customer: Mapped[Customer | None] = relationship()
    opportunity: Mapped[Opportunity | None] = relationship()
    activity: Mapped[Activity | None] = relationship()
    files: Mapped[list["Attachment"]] = relationship(
        primaryjoin="and_(Attachment.expense_line_id == ExpenseLine.id, Attachment.removed_at.is_(None))",
        order_by="Attachment.id",
        viewonly=True,
    )
    invoices: Mapped[list["ExpenseInvoice"]] = relationship(
        primaryjoin="and_(ExpenseInvoice.line_id == ExpenseLine.id, ExpenseInvoice.released_at.is_(None))",
        order_by="ExpenseInvoice.id",
        back_populates="line",
    )
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index("ix_expense_lines_invoice", "invoice_number", **when("invoice_number <> ''")),
        Index("ix_expense_lines_alike", "spent_on", "category", "amount"),
        Index("ix_expense_lines_progress", "progress_key", **when("progress_key <> ''")),
        Index("ix_expense_lines_key_value", "key_value_key", **when("key_value_key <> ''")),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("accepted_amount >= 0 AND accepted_amount <= amount", name="never_more_than_claimed"),
    )


class ExpenseDecision(db.Model):
    """One step in a claim's life: who, what, when, over which lines (``fingerprint``); never edited."""

    __tablename__ = "expense_decisions"
    id: Mapped[pk]
    claim_id: Mapped[int] = ref("expense_claims.id")
    step: Mapped[ClaimStep] = mapped_column(word(ClaimStep))
    decision: Mapped[short]
    amount: Mapped[Decimal]
    round: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(String(64))
    note: Mapped[text]
    by_id: Mapped[int] = ref("users.id")
    at: Mapped[dt.datetime]

    by: Mapped[User] = relationship()


class ExpensePayment(db.Model):
    """The one payment of a claim: a second one that stands is impossible, whatever is clicked twice. One that the bank
    sent back (``returned_on``) stays readable and makes room for another."""

    __tablename__ = "expense_payments"
    id: Mapped[pk]
    claim_id: Mapped[int] = ref("expense_claims.id")
    amount: Mapped[Decimal]
    paid_on: Mapped[dt.date] = mapped_column(index=True)
    reference: Mapped[str] = mapped_column(String(100), default="")
    by_id: Mapped[int] = ref("users.id")
    at: Mapped[dt.datetime]
    returned_on: Mapped[dt.date | None]
    return_reason: Mapped[text]

    claim: Mapped[ExpenseClaim] = relationship()
    by: Mapped[User] = relationship()
    __table_args__ = (Index("ix_expense_payments_one", "claim_id", unique=True, **when("returned_on IS NULL")),)


class EvidenceSnapshot(db.Model):
    """What finance saw when it decided a line: activity, customer's progress, findings. Later edits do not reach it."""

    __tablename__ = "evidence_snapshots"
    id: Mapped[pk]
    line_id: Mapped[int] = ref("expense_lines.id")
    round: Mapped[int]
    taken_at: Mapped[dt.datetime]
    by_id: Mapped[int] = ref("users.id")
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON)
