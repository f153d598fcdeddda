"""Forecast and analysis (A10): summary tables, targets, reports that are sent by themselves."""

import datetime as dt
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from columns import pk, short, word
from extensions import db
from policy.figures import FigureKind, Report, Rhythm, TargetKind
from policy.following import OpportunityStatus
from policy.roles import Role
from tables.people import Unit, User
from tables.writing import ref, when


class Figure(db.Model):
    """One figure of a month (``2026-11``) or of now, kept by workers and always equal to what the records say.

    With ``user_id`` it is the person's own part in that unit; without, the sum of the unit with everything below it.
    ``part`` divides it (a kind, a grade, a stage, a month); ``count`` counts rows; ``amount`` sums yuan, or the days of what
    is counted (days in a stage, days by which a date moved).
    """

    __tablename__ = "figures"
    id: Mapped[pk]
    kind: Mapped[FigureKind] = mapped_column(word(FigureKind))
    period: Mapped[str] = mapped_column(String(7))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    part: Mapped[str] = mapped_column(String(60), default="")
    count: Mapped[int] = mapped_column(default=0)
    amount: Mapped[Decimal] = mapped_column(default=Decimal(0))

    __table_args__ = (
        Index("ix_figures_of_units", "unit_id", "kind", "period", **when("user_id IS NULL")),
        Index("ix_figures_of_people", "user_id", "kind", "period", **when("user_id IS NOT NULL")),
        Index(None, "kind", "period", "unit_id"),
    )


class FigureDirt(db.Model):
    """The figures of one source and month (or of one unit, for stocks) are to be counted anew: written with the change.

    Without month and unit it is all of the source. ``record_id`` names a record of which the worker finds out itself what
    rests on it. Rows are only added; the worker that counts deletes those that it saw.
    """

    __tablename__ = "figure_dirt"
    id: Mapped[pk]
    source: Mapped[short]
    period: Mapped[str] = mapped_column(String(7), default="")
    unit_id: Mapped[int | None]
    record_id: Mapped[int | None]


class PipelineMark(db.Model):
    """An opportunity that was open when a month began: what the movement of the forecast is measured against."""

    __tablename__ = "pipeline_marks"
    id: Mapped[pk]
    month: Mapped[str] = mapped_column(String(7))
    opportunity_id: Mapped[int] = ref("opportunities.id")
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    status: Mapped[OpportunityStatus] = mapped_column(word(OpportunityStatus))
    amount: Mapped[Decimal]
    probability: Mapped[int]
    expected_on: Mapped[dt.date]

    __table_args__ = (UniqueConstraint("month", "opportunity_id"), Index(None, "month", "unit_id"))


class CustomerReturn(db.Model):
    """What a customer cost and brought in one year: expenses paid, contracts signed, money collected, in yuan.

    Only customers with any of it have a row. Owner and unit are the present ones.
    """

    __tablename__ = "customer_returns"
    id: Mapped[pk]
    year: Mapped[int]
    customer_id: Mapped[int] = ref("customers.id")
    owner_id: Mapped[int | None] = ref("users.id", index=False)
    unit_id: Mapped[int] = ref("units.id", index=False)
    expenses: Mapped[Decimal] = mapped_column(default=Decimal(0))
    contracts: Mapped[Decimal] = mapped_column(default=Decimal(0))
    collected: Mapped[Decimal] = mapped_column(default=Decimal(0))

    __table_args__ = (
        UniqueConstraint("year", "customer_id"),
        Index(None, "year", "expenses", "id"),
        Index(None, "unit_id", "year", "expenses", "id"),
        Index(None, "owner_id", "year", "expenses", "id"),
    )


class Target(db.Model):
    """What a unit or a person is to sign or to collect in a month, in yuan. The last row of a month holds."""

    __tablename__ = "targets"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[TargetKind] = mapped_column(word(TargetKind))
    month: Mapped[str] = mapped_column(String(7))
    unit_id: Mapped[int | None] = ref("units.id", index=False)
    user_id: Mapped[int | None] = ref("users.id", index=False)
    amount: Mapped[Decimal]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime]

    unit: Mapped[Unit | None] = relationship()
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        CheckConstraint("(unit_id IS NULL) <> (user_id IS NULL)", name="one_bearer"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        Index("uq_targets_of_units", "unit_id", "kind", "month", unique=True, **when("unit_id IS NOT NULL")),
        Index("uq_targets_of_people", "user_id", "kind", "month", unique=True, **when("user_id IS NOT NULL")),
    )


class ReportOrder(db.Model):
    """A report that is sent to everybody who holds a role in a unit or below it, weekly or monthly (A10)."""

    __tablename__ = "report_orders"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    report: Mapped[Report] = mapped_column(word(Report))
    rhythm: Mapped[Rhythm] = mapped_column(word(Rhythm))
    role: Mapped[Role] = mapped_column(word(Role))
    unit_id: Mapped[int] = ref("units.id")
    active: Mapped[bool] = mapped_column(default=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime]

    unit: Mapped[Unit] = relationship()
    by: Mapped[User] = relationship()
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (UniqueConstraint("report", "rhythm", "role", "unit_id"),)


class ReportSending(db.Model):
    """A report was sent for one period, to so many people; once per order and period."""

    __tablename__ = "report_sendings"
    id: Mapped[pk]
    order_id: Mapped[int] = ref("report_orders.id", index=False)
    period: Mapped[str] = mapped_column(String(10))
    at: Mapped[dt.datetime]
    readers: Mapped[int] = mapped_column(default=0)

    order: Mapped[ReportOrder] = relationship()
    __table_args__ = (UniqueConstraint("order_id", "period"),)
