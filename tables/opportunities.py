"""Opportunities, their way through the stages, and how they ended (A6)."""

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from columns import name, pk, text, word
from extensions import db
from policy.following import Cause, OpportunityStatus
from tables.customers import Customer
from tables.leads import Lead
from tables.people import User
from tables.policy import Stage
from tables.writing import ref, when

if TYPE_CHECKING:
    from tables.registration import Registration


class Opportunity(db.Model):
    """A possible sale (A6). ``first_expected_on`` never changes; ``expected_on`` does, each time with a row."""

    __tablename__ = "opportunities"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    customer_id: Mapped[int] = ref("customers.id")
    owner_id: Mapped[int] = ref("users.id", index=False)
    unit_id: Mapped[int] = ref("units.id", index=False)
    name: Mapped[name]
    status: Mapped[OpportunityStatus] = mapped_column(word(OpportunityStatus), default=OpportunityStatus.OPEN)
    stage_id: Mapped[int] = ref("stages.id", index=False)
    stage_since: Mapped[dt.datetime]
    amount: Mapped[Decimal]
    product_interest: Mapped[str] = mapped_column(String(300), default="")
    probability: Mapped[int]
    imported: Mapped[bool] = mapped_column(default=False, server_default=false())
    first_expected_on: Mapped[dt.date]
    expected_on: Mapped[dt.date]
    created_at: Mapped[dt.datetime] = mapped_column(index=True)
    created_by_id: Mapped[int] = ref("users.id")

    customer: Mapped[Customer] = relationship()
    owner: Mapped[User] = relationship(foreign_keys=[owner_id])
    stage: Mapped[Stage] = relationship()
    competitors: Mapped[list["Competitor"]] = relationship(back_populates="opportunity", order_by="Competitor.id")
    closing: Mapped["Closing | None"] = relationship(back_populates="opportunity")
    registration: Mapped["Registration | None"] = relationship(viewonly=True)
    lead: Mapped[Lead | None] = relationship(
        primaryjoin="Opportunity.id == foreign(Lead.opportunity_id)", uselist=False, viewonly=True
    )
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index(None, "owner_id", "id"),
        Index(None, "unit_id", "id"),
        Index(None, "owner_id", "status", "expected_on"),
        Index(None, "owner_id", "status", "stage_id", "expected_on"),
        Index(None, "unit_id", "status", "expected_on"),
        Index(None, "unit_id", "status", "stage_id", "expected_on"),
        Index(None, "status", "stage_id", "expected_on"),
        Index(None, "status", "stage_id", "amount"),
        Index(None, "status", "expected_on", "id"),
        Index(None, "status", "amount", "id"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint("probability between 0 and 100", name="percent_range"),
    )


class StageChange(db.Model):
    """One move of an opportunity from stage to stage (A6.1)."""

    __tablename__ = "stage_changes"
    id: Mapped[pk]
    opportunity_id: Mapped[int] = ref("opportunities.id")
    from_stage_id: Mapped[int | None] = mapped_column(ForeignKey("stages.id"))
    to_stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id"))
    at: Mapped[dt.datetime] = mapped_column(index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    note: Mapped[text]

    from_stage: Mapped[Stage | None] = relationship(foreign_keys=[from_stage_id])
    to_stage: Mapped[Stage] = relationship(foreign_keys=[to_stage_id])
    by: Mapped[User] = relationship()


class ExpectedDateChange(db.Model):
    """One change of the expected signing date, kept against the first one (A6.2)."""

    __tablename__ = "expected_date_changes"
    id: Mapped[pk]
    opportunity_id: Mapped[int] = ref("opportunities.id")
    from_on: Mapped[dt.date]
    to_on: Mapped[dt.date]
    reason: Mapped[text]
    at: Mapped[dt.datetime] = mapped_column(index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    by: Mapped[User] = relationship()


class Competitor(db.Model):
    """A competitor met on an opportunity, and our answer (A6.4)."""

    __tablename__ = "competitors"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    opportunity_id: Mapped[int] = ref("opportunities.id")
    name: Mapped[name]
    strengths: Mapped[text]
    weaknesses: Mapped[text]
    our_answer: Mapped[text]

    opportunity: Mapped[Opportunity] = relationship(back_populates="competitors")
    __mapper_args__ = {"version_id_col": version}


class Closing(db.Model):
    """The end of an opportunity (A6.7). ``due_on`` is the last working day allowed after ``result_on``.

    ``sent_back_at`` stands while its record is being mended; nobody's decision is awaited then.
    """

    __tablename__ = "closings"
    id: Mapped[pk]
    opportunity_id: Mapped[int] = ref("opportunities.id", index=False, unique=True)
    status: Mapped[OpportunityStatus] = mapped_column(word(OpportunityStatus))
    reason: Mapped[text]
    cause: Mapped[Cause | None] = mapped_column(word(Cause))
    result_on: Mapped[dt.date] = mapped_column(index=True)
    due_on: Mapped[dt.date]
    closed_at: Mapped[dt.datetime]
    closed_by_id: Mapped[int] = ref("users.id")
    confirmed_at: Mapped[dt.datetime | None]
    sent_back_at: Mapped[dt.datetime | None]

    opportunity: Mapped[Opportunity] = relationship(back_populates="closing")
    closed_by: Mapped[User] = relationship()
    __table_args__ = (
        Index("ix_closings_waiting", "closed_at", "id", **when("confirmed_at IS NULL AND sent_back_at IS NULL")),
    )
