"""Trips that are asked for before money is spent, and advances on them (A3.4, A3.2)."""

import datetime as dt
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from columns import name, pk, text, word
from extensions import db
from policy.trips import AdvanceStatus, TripStatus
from tables.activities import Activity
from tables.dispatch import Absence
from tables.people import Unit, User
from tables.writing import ref


class TripRequest(db.Model):
    """A trip with what is planned on it. Approved, it is entered as the traveller's business trip (``absence``), and a
    claim can be made from it. ``cities`` are separated by 、 in the order of the journey; ``estimate`` is the whole cost."""

    __tablename__ = "trip_requests"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    traveller_id: Mapped[int] = ref("users.id", index=False)
    unit_id: Mapped[int] = ref("units.id", index=False)
    purpose: Mapped[name]
    cities: Mapped[name]
    from_on: Mapped[dt.date]
    until_on: Mapped[dt.date]
    estimate: Mapped[Decimal]
    advance_wanted: Mapped[Decimal] = mapped_column(default=Decimal(0))
    note: Mapped[text]
    status: Mapped[TripStatus] = mapped_column(word(TripStatus), default=TripStatus.DRAFT)
    created_at: Mapped[dt.datetime]
    submitted_at: Mapped[dt.datetime | None]
    decided_at: Mapped[dt.datetime | None]
    absence_id: Mapped[int | None] = ref("absences.id")
    removed_at: Mapped[dt.datetime | None]

    traveller: Mapped[User] = relationship()
    unit: Mapped[Unit] = relationship()
    absence: Mapped[Absence | None] = relationship()
    activities: Mapped[list[Activity]] = relationship(
        secondary="trip_activities", order_by="Activity.starts_at, Activity.id"
    )
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index(None, "traveller_id", "id"),
        Index(None, "unit_id", "id"),
        Index(None, "status", "id"),
        CheckConstraint("from_on <= until_on", name="in_order"),
        CheckConstraint("estimate >= 0 AND advance_wanted >= 0 AND advance_wanted <= estimate", name="amounts_fit"),
    )


class TripActivity(db.Model):
    """An activity that is planned for a trip."""

    __tablename__ = "trip_activities"
    trip_id: Mapped[int] = mapped_column(ForeignKey("trip_requests.id"), primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), primary_key=True, index=True)


class ExpenseAdvance(db.Model):
    """Money given before it is spent, set off against later claims or given back. ``settled`` is the sum of its
    settlements and never more than the advance."""

    __tablename__ = "expense_advances"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    person_id: Mapped[int] = ref("users.id", index=False)
    unit_id: Mapped[int] = ref("units.id", index=False)
    trip_id: Mapped[int | None] = ref("trip_requests.id")
    amount: Mapped[Decimal]
    settled: Mapped[Decimal] = mapped_column(default=Decimal(0))
    status: Mapped[AdvanceStatus] = mapped_column(word(AdvanceStatus), default=AdvanceStatus.APPROVED)
    created_at: Mapped[dt.datetime]
    paid_on: Mapped[dt.date | None]
    reference: Mapped[str] = mapped_column(String(100), default="")

    person: Mapped[User] = relationship()
    unit: Mapped[Unit] = relationship()
    trip: Mapped[TripRequest | None] = relationship()
    settlements: Mapped[list["AdvanceSettlement"]] = relationship(order_by="AdvanceSettlement.id")
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index(None, "person_id", "status"),
        Index(None, "unit_id", "id"),
        Index(None, "status", "id"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("settled >= 0 AND settled <= amount", name="never_more_than_given"),
    )


class AdvanceSettlement(db.Model):
    """A part of an advance that was set off against a claim, or given back in money (no claim); undone when the payment
    of the claim came back."""

    __tablename__ = "advance_settlements"
    id: Mapped[pk]
    advance_id: Mapped[int] = ref("expense_advances.id")
    claim_id: Mapped[int | None] = ref("expense_claims.id")
    amount: Mapped[Decimal]
    on: Mapped[dt.date]
    note: Mapped[text]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime]
    undone_at: Mapped[dt.datetime | None]

    by: Mapped[User] = relationship()
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"),)
