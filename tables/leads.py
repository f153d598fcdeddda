"""Leads, each step they took, consultations, and the keys of websites (A5)."""

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from columns import name, pk, text, word
from extensions import db
from policy.leads import InvalidReason, LeadChannel, LeadDeed, LeadStatus
from tables.people import Unit, User
from tables.writing import ref, when

if TYPE_CHECKING:
    from tables.customers import Customer
    from tables.opportunities import Opportunity


class Lead(db.Model):
    """An inquiry that came in, before it is an opportunity (A5).

    ``words`` is what the customer said or wrote and is never edited. ``since`` is when the present step began and
    ``due_at`` by when it must be done, in working hours; ``due_at`` is None when no clock runs. ``told_level`` is how far
    up the escalation of the present step has been told. ``unit_id`` is the company that the lead came to, and from the
    first dispatch on the department of who holds it. ``source_key`` makes an inquiry that is sent twice come in once.
    ``asked_at`` is since when the visitor of a consultation waits for an answer; None when nobody waits.
    """

    __tablename__ = "leads"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    channel: Mapped[LeadChannel] = mapped_column(word(LeadChannel))
    status: Mapped[LeadStatus] = mapped_column(word(LeadStatus), default=LeadStatus.NEW)
    company: Mapped[name] = mapped_column(default="")
    name_key: Mapped[str] = mapped_column(String(200), default="")
    contact: Mapped[name] = mapped_column(default="")
    title: Mapped[str] = mapped_column(String(100), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    province: Mapped[str] = mapped_column(String(40), default="")
    city: Mapped[str] = mapped_column(String(40), default="")
    industry: Mapped[str] = mapped_column(String(40), default="")
    need: Mapped[text]
    budget: Mapped[Decimal | None]
    words: Mapped[text]
    arrived_at: Mapped[dt.datetime]
    taken_by_id: Mapped[int | None] = ref("users.id", index=False)
    unit_id: Mapped[int] = ref("units.id", index=False)
    since: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime | None]
    told_level: Mapped[int] = mapped_column(default=0)
    owner_id: Mapped[int | None] = ref("users.id", index=False)
    dispatched_at: Mapped[dt.datetime | None]
    accepted_at: Mapped[dt.datetime | None]
    followed_up_at: Mapped[dt.datetime | None]
    invalid_reason: Mapped[InvalidReason | None] = mapped_column(word(InvalidReason))
    duplicate_of_id: Mapped[int | None] = ref("leads.id")
    customer_id: Mapped[int | None] = ref("customers.id")
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    opportunity_id: Mapped[int | None] = ref("opportunities.id")
    source_key: Mapped[str | None] = mapped_column(String(120), unique=True)
    source_digest: Mapped[str] = mapped_column(String(64), default="")
    thread_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    unread_messages: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[dt.datetime | None]

    taken_by: Mapped[User | None] = relationship(foreign_keys=[taken_by_id])
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])
    unit: Mapped[Unit] = relationship()
    duplicate_of: Mapped["Lead | None"] = relationship(remote_side="Lead.id")
    customer: Mapped["Customer | None"] = relationship()
    opportunity: Mapped["Opportunity | None"] = relationship()
    steps: Mapped[list["LeadStep"]] = relationship(order_by="LeadStep.id")
    messages: Mapped[list["LeadMessage"]] = relationship(order_by="LeadMessage.id")
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index(None, "status", "since", "id"),
        Index(None, "owner_id", "status", "id"),
        Index(None, "unit_id", "status", "id"),
        Index(None, "arrived_at", "id"),
        Index(None, "owner_id", "arrived_at", "id"),
        Index(None, "unit_id", "arrived_at", "id"),
        Index(None, "taken_by_id", "arrived_at", "id"),
        Index("ix_leads_clock", "due_at", **when("due_at IS NOT NULL")),
        Index("ix_leads_phone", "phone", **when("phone <> ''")),
        Index("ix_leads_name", "name_key", **when("name_key <> ''")),
        Index(None, "status", "unit_id", "name_key"),
        Index("ix_leads_asked", "asked_at", "id", **when("asked_at IS NOT NULL")),
        Index("ix_leads_threads", "arrived_at", "id", **when("thread_key IS NOT NULL")),
    )

    @property
    def called(self) -> str:
        """What the lead is called where only a line of it is shown."""
        return self.company or self.contact or self.phone or self.email or f"№ {self.id}"


class LeadStep(db.Model):
    """One dated step in a lead's chain; ``due_at`` is the limit of the step that it ends, and ``by_id`` None when the
    product itself did it. Never edited."""

    __tablename__ = "lead_steps"
    id: Mapped[pk]
    lead_id: Mapped[int] = ref("leads.id")
    deed: Mapped[LeadDeed] = mapped_column(word(LeadDeed))
    at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    to_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    note: Mapped[text]
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    by: Mapped[User | None] = relationship(foreign_keys=[by_id])
    to: Mapped[User | None] = relationship(foreign_keys=[to_id])


class LeadMessage(db.Model):
    """One message of an online consultation; ``by_id`` None when the visitor wrote it."""

    __tablename__ = "lead_messages"
    id: Mapped[pk]
    lead_id: Mapped[int] = ref("leads.id")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    body: Mapped[text]
    at: Mapped[dt.datetime]

    by: Mapped[User | None] = relationship()


class ApiKey(db.Model):
    """A key with which a company's own website hands in inquiries; only its hash is kept."""

    __tablename__ = "api_keys"
    id: Mapped[pk]
    label: Mapped[name]
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    hint: Mapped[str] = mapped_column(String(12), default="")
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    last_used_on: Mapped[dt.date | None]
    revoked_at: Mapped[dt.datetime | None]

    created_by: Mapped[User] = relationship()
