"""Customers, contacts, whose they are and were, and the public pool (A4, A7)."""

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from columns import name, pk, text, word
from extensions import db
from policy.entry import CustomerKind, CustomerStatus, DecisionRole, Grade
from policy.tracking import Band, OwnershipReason
from tables.people import Unit, User
from tables.writing import ref, when

if TYPE_CHECKING:
    from tables.registration import Registration


class Customer(db.Model):
    """A company under its registered name. Without an owner it is in the public pool.

    ``name_key`` and ``credit_code`` are unique from the first draft on: first recorded, first owned (A8.1). A record that
    lapsed holds neither any more (``Registration`` keeps what was entered).
    ``clock_day`` is the company day the tracking clock counts from (A7): the later of the day the customer came to its
    owner and its last contact activity. ``band`` is what the last tracking scan found.
    """

    __tablename__ = "customers"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[CustomerKind] = mapped_column(word(CustomerKind))
    status: Mapped[CustomerStatus] = mapped_column(word(CustomerStatus), default=CustomerStatus.DRAFT)
    name: Mapped[name]
    name_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    pinyin: Mapped[str] = mapped_column(String(800), default="")
    initials: Mapped[str] = mapped_column(String(200), default="")
    credit_code: Mapped[str | None] = mapped_column(String(18), unique=True)
    agent_id: Mapped[int | None] = ref("customers.id")
    province: Mapped[str] = mapped_column(String(40), default="")
    city: Mapped[str] = mapped_column(String(40), default="")
    industry: Mapped[str] = mapped_column(String(40), default="")
    grade: Mapped[Grade] = mapped_column(word(Grade), default=Grade.C)
    address: Mapped[str] = mapped_column(String(300), default="")
    phone: Mapped[str] = mapped_column(String(40), default="", index=True)
    website: Mapped[str] = mapped_column(String(200), default="")
    profile: Mapped[text]
    process_data: Mapped[text]
    won_at: Mapped[dt.datetime | None]
    imported: Mapped[bool] = mapped_column(default=False, server_default=false())

    owner_id: Mapped[int | None] = ref("users.id", index=False)
    unit_id: Mapped[int] = ref("units.id", index=False)
    owned_since: Mapped[dt.datetime | None]
    pooled_at: Mapped[dt.datetime | None]
    last_contact_at: Mapped[dt.datetime | None]
    clock_day: Mapped[dt.date]
    band: Mapped[Band] = mapped_column(word(Band), default=Band.FRESH)

    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int] = ref("users.id")
    entry_due_on: Mapped[dt.date]
    entry_extension_reason: Mapped[text]
    submitted_at: Mapped[dt.datetime | None]
    approved_at: Mapped[dt.datetime | None]

    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])
    unit: Mapped[Unit] = relationship()
    created_by: Mapped[User] = relationship(foreign_keys=[created_by_id])
    agent: Mapped["Customer | None"] = relationship(remote_side="Customer.id")
    contacts: Mapped[list["Contact"]] = relationship(back_populates="customer", order_by="Contact.id")
    registration: Mapped["Registration | None"] = relationship(
        primaryjoin="and_(Registration.customer_id == Customer.id, Registration.opportunity_id.is_(None))",
        viewonly=True,
    )
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index(None, "owner_id", "id"),
        Index(None, "unit_id", "id"),
        Index(None, "owner_id", "clock_day", "id"),
        Index(None, "unit_id", "clock_day", "id"),
        Index(None, "city", "id"),
        Index(None, "industry", "id"),
        Index("ix_customers_neglected", "band", "id", **when("band <> 'fresh'")),
        Index("ix_customers_unapproved", "status", "id", **when("status <> 'approved'")),
        Index(
            "ix_customers_running_clock",
            *("clock_day", "id", "status", "unit_id", "grade", "band"),
            **when("owner_id IS NOT NULL"),
        ),
        Index("ix_customers_pool", "pooled_at", "id", **when("pooled_at IS NOT NULL")),
        Index("ix_customers_entry_clock", "entry_due_on", **when("status <> 'approved'")),
        Index("ix_customers_approved", "approved_at", **when("approved_at IS NOT NULL")),
        Index("ix_customers_awaiting_review", "unit_id", "submitted_at", **when("status = 'submitted'")),
    )


class Contact(db.Model):
    """A person at a customer. Name never empty (A4.1); leaving is ``active = False``."""

    __tablename__ = "contacts"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    customer_id: Mapped[int] = ref("customers.id")
    name: Mapped[name]
    title: Mapped[str] = mapped_column(String(100), default="")
    phone: Mapped[str] = mapped_column(String(40), default="", index=True)
    email: Mapped[str] = mapped_column(String(254), default="")
    decision_role: Mapped[DecisionRole] = mapped_column(word(DecisionRole), default=DecisionRole.UNKNOWN)
    note: Mapped[text]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int] = ref("users.id")

    customer: Mapped[Customer] = relationship(back_populates="contacts")
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (Index(None, "name"), CheckConstraint("name <> ''", name="has_name"))


class CustomerShare(db.Model):
    """Another person who works on the customer together with the owner (A8.2), until the share ends.

    ``percent`` is this person's part of the credit for results; what the running shares leave of 100 is the owner's.
    """

    __tablename__ = "customer_shares"
    id: Mapped[pk]
    customer_id: Mapped[int] = ref("customers.id", index=False)
    user_id: Mapped[int] = ref("users.id")
    reason: Mapped[text]
    percent: Mapped[int] = mapped_column(default=0, server_default="0")
    ruling_id: Mapped[int | None] = ref("conflict_rulings.id")
    by_id: Mapped[int] = ref("users.id")
    from_at: Mapped[dt.datetime]
    until_at: Mapped[dt.datetime | None]

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    by: Mapped[User] = relationship(foreign_keys=[by_id])
    __table_args__ = (
        Index("uq_customer_shares_running", "customer_id", "user_id", unique=True, **when("until_at IS NULL")),
    )


class CustomerOwnership(db.Model):
    """Who owned a customer, from when until when, and how it came and left; at most one runs per customer."""

    __tablename__ = "customer_ownerships"
    id: Mapped[pk]
    customer_id: Mapped[int] = ref("customers.id")
    owner_id: Mapped[int] = ref("users.id")
    unit_id: Mapped[int] = ref("units.id")
    from_at: Mapped[dt.datetime]
    until_at: Mapped[dt.datetime | None]
    gained: Mapped[OwnershipReason] = mapped_column(word(OwnershipReason))
    ended: Mapped[OwnershipReason | None] = mapped_column(word(OwnershipReason))
    note: Mapped[text]
    by_id: Mapped[int | None] = ref("users.id")

    owner: Mapped[User] = relationship(foreign_keys=[owner_id])
    by: Mapped[User | None] = relationship(foreign_keys=[by_id])
    __table_args__ = (Index("uq_customer_ownerships_running", "customer_id", unique=True, **when("until_at IS NULL")),)


class PoolRelease(db.Model):
    """One move of a customer to the public pool, with the numbers it was judged by (A7.3). ``days`` without contact."""

    __tablename__ = "pool_releases"
    id: Mapped[pk]
    customer_id: Mapped[int] = ref("customers.id")
    former_owner_id: Mapped[int] = ref("users.id")
    released_at: Mapped[dt.datetime]
    clock_day: Mapped[dt.date]
    days: Mapped[int]
    limit_days: Mapped[int]
    by_id: Mapped[int | None] = ref("users.id")
    note: Mapped[text]

    former_owner: Mapped[User] = relationship(foreign_keys=[former_owner_id])
    __table_args__ = (Index("uq_pool_releases_clock", "customer_id", "former_owner_id", "released_at", unique=True),)


class TrackingNotice(db.Model):
    """The dated notice that a customer passed into a band, once per band and run of its clock (A7.1, A7.2).

    ``told_at`` is when the owner was alerted of an alarm; what is still untold is made up by the next scan.
    """

    __tablename__ = "tracking_notices"
    id: Mapped[pk]
    customer_id: Mapped[int] = ref("customers.id", index=False)
    owner_id: Mapped[int] = ref("users.id")
    band: Mapped[Band] = mapped_column(word(Band))
    clock_day: Mapped[dt.date]
    noticed_at: Mapped[dt.datetime]
    told_at: Mapped[dt.datetime | None]

    __table_args__ = (
        UniqueConstraint("customer_id", "owner_id", "band", "clock_day"),
        Index("ix_tracking_notices_untold", "owner_id", **when("told_at IS NULL AND band = 'alarm'")),
    )
