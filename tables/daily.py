"""Daily use (A3): summaries and plans, the day's digest, urgent events, quotas, and what of the duties was missed."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from columns import pk, text, word
from extensions import db
from policy.roles import Role
from policy.summaries import SummaryKind
from policy.usage import UsageKind
from tables.customers import Customer
from tables.people import Unit, User
from tables.writing import ref, when


class WorkSummary(db.Model):
    """What a person did in a day or a week, and plans next (A3.2).

    ``drafted`` is what the product found in the records when it was submitted, and stays as it was then. ``unit_id`` is
    the unit of the person at that time. Until ``submitted_at`` it is a draft of the person's own.
    """

    __tablename__ = "work_summaries"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    user_id: Mapped[int] = ref("users.id", index=False)
    unit_id: Mapped[int] = ref("units.id", index=False)
    kind: Mapped[SummaryKind] = mapped_column(word(SummaryKind))
    first_on: Mapped[dt.date]
    last_on: Mapped[dt.date]
    drafted: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    words: Mapped[text]
    plan: Mapped[text]
    created_at: Mapped[dt.datetime]
    submitted_at: Mapped[dt.datetime | None]

    user: Mapped[User] = relationship()
    unit: Mapped[Unit] = relationship()
    remarks: Mapped[list["SummaryRemark"]] = relationship(order_by="SummaryRemark.id")
    readings: Mapped[list["SummaryReading"]] = relationship()
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        UniqueConstraint("user_id", "kind", "first_on"),
        Index(None, "unit_id", "first_on", "id"),
        CheckConstraint("first_on <= last_on", name="in_order"),
    )


class SummaryRemark(db.Model):
    """What somebody said about a summary; never edited."""

    __tablename__ = "summary_remarks"
    id: Mapped[pk]
    summary_id: Mapped[int] = ref("work_summaries.id")
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime]
    words: Mapped[text]

    by: Mapped[User] = relationship()


class SummaryReading(db.Model):
    """Who read a summary, and when first."""

    __tablename__ = "summary_readings"
    id: Mapped[pk]
    summary_id: Mapped[int] = ref("work_summaries.id", index=False)
    user_id: Mapped[int] = ref("users.id")
    at: Mapped[dt.datetime]

    user: Mapped[User] = relationship()
    __table_args__ = (UniqueConstraint("summary_id", "user_id"),)


class UrgentEvent(db.Model):
    """Something that reaches manager and assistant at once (A3.3). ``handled_at`` is when somebody took care of it."""

    __tablename__ = "urgent_events"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    by_id: Mapped[int] = ref("users.id", index=False)
    unit_id: Mapped[int] = ref("units.id", index=False)
    customer_id: Mapped[int | None] = ref("customers.id")
    words: Mapped[text]
    at: Mapped[dt.datetime]
    handled_at: Mapped[dt.datetime | None]
    handled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answer: Mapped[text]

    by: Mapped[User] = relationship(foreign_keys=[by_id])
    handled_by: Mapped[User | None] = relationship(foreign_keys=[handled_by_id])
    customer: Mapped[Customer | None] = relationship()
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index(None, "by_id", "id"),
        Index("ix_urgent_events_open", "unit_id", "id", **when("handled_at IS NULL")),
    )


class Digest(db.Model):
    """The day of a unit with everything below it, as it was drawn (A3.3). ``sha256`` is over the canonical content."""

    __tablename__ = "digests"
    id: Mapped[pk]
    unit_id: Mapped[int] = ref("units.id", index=False)
    day: Mapped[dt.date] = mapped_column(index=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    sha256: Mapped[str] = mapped_column(String(64))
    drawn_at: Mapped[dt.datetime]

    unit: Mapped[Unit] = relationship()
    readers: Mapped[list["DigestReader"]] = relationship(order_by="DigestReader.id")
    __table_args__ = (UniqueConstraint("unit_id", "day"),)


class DigestReader(db.Model):
    """A manager who is to read a digest, and the proof of it.

    ``relay_asked_at`` is when the assistants were asked to pass it on because it was not read in time; ``relayed_at``
    when one of them had. Without an assistant nobody can be asked, and it stays unread.
    """

    __tablename__ = "digest_readers"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    digest_id: Mapped[int] = ref("digests.id", index=False)
    user_id: Mapped[int] = ref("users.id", index=False)
    read_at: Mapped[dt.datetime | None]
    relay_asked_at: Mapped[dt.datetime | None]
    relayed_at: Mapped[dt.datetime | None]
    relayed_by_id: Mapped[int | None] = ref("users.id")
    relay_note: Mapped[text]

    digest: Mapped[Digest] = relationship(back_populates="readers")
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    relayed_by: Mapped[User | None] = relationship(foreign_keys=[relayed_by_id])
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        UniqueConstraint("digest_id", "user_id"),
        Index(None, "user_id", "digest_id"),
        Index("ix_digest_readers_unread", "digest_id", **when("read_at IS NULL AND relayed_at IS NULL")),
    )


class Quota(db.Model):
    """How many activities a week are expected, of a role, of a unit with all below it, or of a role there (A3.5).

    ``valid_from`` is a Monday: the quota in force on the Monday of a week holds for all of it. Rows are only added;
    ``weekly`` None ends the quota, and the one above it, or the parameter, holds again.
    """

    __tablename__ = "quotas"
    id: Mapped[pk]
    role: Mapped[Role | None] = mapped_column(word(Role))
    unit_id: Mapped[int] = ref("units.id", index=False)
    weekly: Mapped[int | None]
    valid_from: Mapped[dt.date]
    reason: Mapped[text]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime]

    unit: Mapped[Unit] = relationship()
    by: Mapped[User] = relationship()
    __table_args__ = (
        Index(None, "unit_id", "role", "valid_from", "id"),
        CheckConstraint("weekly >= 0", name="weekly_not_negative"),
    )


class UsageExemption(db.Model):
    """A person is excused from a duty of daily use on these days, the last one included, with a reason."""

    __tablename__ = "usage_exemptions"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    user_id: Mapped[int] = ref("users.id", index=False)
    kind: Mapped[UsageKind] = mapped_column(word(UsageKind))
    from_on: Mapped[dt.date]
    until_on: Mapped[dt.date]
    reason: Mapped[text]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    by: Mapped[User] = relationship(foreign_keys=[by_id])
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index(None, "user_id", "kind", "until_on"),
        CheckConstraint("from_on <= until_on", name="in_order"),
    )


class UsageLapse(db.Model):
    """A duty of daily use that was missed, once per person, duty and stretch: a fact, with the numbers of its day.

    ``excused_at`` is when somebody who leads the person accepted a reason afterwards; the fact stays, and counts no more.
    """

    __tablename__ = "usage_lapses"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    user_id: Mapped[int] = ref("users.id", index=False)
    unit_id: Mapped[int] = ref("units.id", index=False)
    kind: Mapped[UsageKind] = mapped_column(word(UsageKind))
    first_on: Mapped[dt.date]
    last_on: Mapped[dt.date]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    found_at: Mapped[dt.datetime]
    excused_at: Mapped[dt.datetime | None]
    excused_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    excuse: Mapped[text]

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    unit: Mapped[Unit] = relationship()
    excused_by: Mapped[User | None] = relationship(foreign_keys=[excused_by_id])
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        UniqueConstraint("user_id", "kind", "first_on"),
        Index(None, "unit_id", "last_on", "id"),
        Index(None, "last_on", "id"),
    )
