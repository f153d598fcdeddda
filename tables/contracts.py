"""Standard texts, contracts, their payments and changes (A9.2)."""

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from columns import name, pk, ratio, short, text, word
from extensions import db
from policy.contracting import ChangeStatus, ContractStatus
from tables.customers import Customer
from tables.opportunities import Opportunity
from tables.people import Unit, User
from tables.quotes import Quote
from tables.writing import ref, when, within_one


class ContractTemplate(db.Model):
    """A standard text of the company in one revision; never edited, a change is a new revision (A9.2)."""

    __tablename__ = "contract_templates"
    id: Mapped[pk]
    company_id: Mapped[int] = ref("units.id", index=False)
    code: Mapped[short]
    revision: Mapped[int]
    label: Mapped[name]
    body: Mapped[text]
    sha256: Mapped[str] = mapped_column(String(64))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    company: Mapped[Unit] = relationship()
    created_by: Mapped[User] = relationship()
    __table_args__ = (UniqueConstraint("company_id", "code", "revision"),)


class Contract(db.Model):
    """A contract with a customer (A9.2, A3.6). ``amount`` includes tax.

    It is standard when ``document_sha256`` is the hash of what its template makes of ``fields``; an upload never is.
    ``scan_sha256`` is that of the file with the signed paper.
    ``signing_unit_id`` is the company that signs: a joint venture or agent may sign in headquarters' name.
    """

    __tablename__ = "contracts"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    title: Mapped[name]
    customer_id: Mapped[int] = ref("customers.id")
    opportunity_id: Mapped[int | None] = ref("opportunities.id")
    quote_id: Mapped[int | None] = ref("quotes.id")
    signing_unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    owner_id: Mapped[int] = ref("users.id", index=False)
    unit_id: Mapped[int] = ref("units.id", index=False)
    status: Mapped[ContractStatus] = mapped_column(word(ContractStatus), default=ContractStatus.DRAFT)
    amount: Mapped[Decimal]
    discount: Mapped[ratio]
    template_id: Mapped[int | None] = mapped_column(ForeignKey("contract_templates.id"))
    fields: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    document_sha256: Mapped[str] = mapped_column(String(64), default="")
    scan_sha256: Mapped[str] = mapped_column(String(64), default="")
    starts_on: Mapped[dt.date | None]
    ends_on: Mapped[dt.date | None]
    signed_on: Mapped[dt.date | None] = mapped_column(index=True)
    ended_on: Mapped[dt.date | None]
    note: Mapped[text]
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    approved_at: Mapped[dt.datetime | None]
    told_of_end_at: Mapped[dt.datetime | None]

    customer: Mapped[Customer] = relationship()
    opportunity: Mapped[Opportunity | None] = relationship()
    quote: Mapped[Quote | None] = relationship()
    template: Mapped[ContractTemplate | None] = relationship()
    owner: Mapped[User] = relationship(foreign_keys=[owner_id])
    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id])
    signing_unit: Mapped[Unit] = relationship(foreign_keys=[signing_unit_id])
    milestones: Mapped[list["Milestone"]] = relationship(
        back_populates="contract", order_by="Milestone.position, Milestone.id"
    )
    changes: Mapped[list["ContractChange"]] = relationship(back_populates="contract", order_by="ContractChange.id")
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index(None, "owner_id", "id"),
        Index(None, "unit_id", "id"),
        Index(None, "status", "ends_on"),
        Index(None, "status", "id"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint(within_one("discount"), name="ratio_range"),
        CheckConstraint("starts_on <= ends_on", name="in_order"),
        CheckConstraint("status <> 'signed' OR signed_on IS NOT NULL", name="signed_on_a_day"),
        Index("uq_contracts_quote", "quote_id", unique=True, **when("quote_id IS NOT NULL AND status <> 'cancelled'")),
    )


class Milestone(db.Model):
    """One payment of a contract: by a day, or when the customer has accepted. They sum to the contract's amount."""

    __tablename__ = "milestones"
    id: Mapped[pk]
    contract_id: Mapped[int] = ref("contracts.id", index=False)
    position: Mapped[int]
    label: Mapped[name]
    amount: Mapped[Decimal]
    due_on: Mapped[dt.date | None] = mapped_column(index=True)
    on_acceptance: Mapped[bool] = mapped_column(default=False)
    reached_on: Mapped[dt.date | None]

    contract: Mapped[Contract] = relationship(back_populates="milestones")
    __table_args__ = (
        Index(None, "contract_id", "position"),
        CheckConstraint("amount > 0", name="amount_positive"),
    )


class ContractChange(db.Model):
    """A change order: what a contract said and is to say, through the same route as the contract (A9.2)."""

    __tablename__ = "contract_changes"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    contract_id: Mapped[int] = ref("contracts.id", index=False)
    number: Mapped[int]
    status: Mapped[ChangeStatus] = mapped_column(word(ChangeStatus), default=ChangeStatus.DRAFT)
    reason: Mapped[text]
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    in_force_on: Mapped[dt.date | None]

    contract: Mapped[Contract] = relationship(back_populates="changes")
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (UniqueConstraint("contract_id", "number"),)
