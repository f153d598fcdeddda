"""What was done and is planned with customers (A6)."""

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from columns import name, pk, text, word
from extensions import db
from policy.following import ActivityKind, ActivityStatus
from tables.customers import Contact, Customer
from tables.leads import Lead
from tables.people import User
from tables.writing import ref, when

if TYPE_CHECKING:
    from tables.opportunities import Opportunity


class Activity(db.Model):
    """Something done with a customer or lead, or planned. Never deleted: it is cancelled, and what rests on it stays.

    ``recorded_at`` is when it was recorded as done; ``changed_at`` when what evidence rests on was last altered.
    ``recorded_by_id`` differs from ``owner_id`` when manager or assistant entered it on the owner's behalf (A4.4).
    """

    __tablename__ = "activities"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[ActivityKind] = mapped_column(word(ActivityKind))
    status: Mapped[ActivityStatus] = mapped_column(word(ActivityStatus))
    subject: Mapped[name]
    customer_id: Mapped[int | None] = ref("customers.id", index=False)
    opportunity_id: Mapped[int | None] = ref("opportunities.id", index=False)
    lead_id: Mapped[int | None] = ref("leads.id", index=False)
    owner_id: Mapped[int] = ref("users.id", index=False)
    unit_id: Mapped[int] = ref("units.id", index=False)
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime | None]
    place: Mapped[str] = mapped_column(String(200), default="")
    city: Mapped[str] = mapped_column(String(40), default="")
    summary: Mapped[text]
    effect: Mapped[text]
    progress: Mapped[text]
    key_value: Mapped[text]
    next_step: Mapped[text]
    next_step_on: Mapped[dt.date | None]
    imported: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime]
    recorded_at: Mapped[dt.datetime | None]
    changed_at: Mapped[dt.datetime | None]
    recorded_by_id: Mapped[int] = ref("users.id")

    customer: Mapped[Customer | None] = relationship()
    opportunity: Mapped["Opportunity | None"] = relationship()
    lead: Mapped[Lead | None] = relationship()
    owner: Mapped[User] = relationship(foreign_keys=[owner_id])
    recorded_by: Mapped[User] = relationship(foreign_keys=[recorded_by_id])
    participants: Mapped[list[User]] = relationship(secondary="activity_participants", order_by="User.id")
    contacts: Mapped[list[Contact]] = relationship(secondary="activity_contacts", order_by="Contact.id")
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index(None, "customer_id", "starts_at"),
        Index(None, "opportunity_id", "starts_at"),
        Index("ix_activities_of_leads", "lead_id", "starts_at", **when("lead_id IS NOT NULL")),
        Index(None, "owner_id", "starts_at"),
        Index(None, "unit_id", "starts_at"),
        Index(None, "starts_at", "id"),
        Index("ix_activities_next_steps", "owner_id", "next_step_on", **when("next_step_on IS NOT NULL")),
    )


class ActivityParticipant(db.Model):
    """A colleague who took part in an activity."""

    __tablename__ = "activity_participants"
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)


class ActivityContact(db.Model):
    """A contact who was met."""

    __tablename__ = "activity_contacts"
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), primary_key=True, index=True)
