"""The audit, forms that were sent, runs of jobs (A13)."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from columns import pk, short, text
from extensions import db
from tables.people import User
from tables.writing import ref


class AuditEntry(db.Model):
    """One change that matters, written in its own transaction (A13): who, when, what, before, after, from where."""

    __tablename__ = "audit_entries"
    id: Mapped[pk]
    at: Mapped[dt.datetime] = mapped_column(index=True)
    by_id: Mapped[int | None] = ref("users.id", index=False)
    verb: Mapped[short]
    subject_type: Mapped[short]
    subject_id: Mapped[int | None]
    customer_id: Mapped[int | None] = ref("customers.id")
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    note: Mapped[text]
    address: Mapped[str] = mapped_column(String(60), default="")

    by: Mapped[User | None] = relationship()
    __table_args__ = (
        Index(None, "subject_type", "subject_id", "id"),
        Index(None, "by_id", "at", "id"),
        Index(None, "verb", "at", "id"),
    )


class SubmittedForm(db.Model):
    """A form that was carried out, by its one-time key: the same form sent twice leads to the first result."""

    __tablename__ = "submitted_forms"
    id: Mapped[pk]
    user_id: Mapped[int] = ref("users.id", index=False)
    form_key: Mapped[str] = mapped_column(String(64))
    location: Mapped[str] = mapped_column(String(200))
    at: Mapped[dt.datetime] = mapped_column(index=True)

    __table_args__ = (UniqueConstraint("user_id", "form_key"),)


class JobRun(db.Model):
    """One run of a scheduled job for one period; the unique key lets two schedulers start it once.

    A worker holds it until ``taken_until`` and prolongs that while it works; a run whose worker died is taken up anew.
    """

    __tablename__ = "job_runs"
    id: Mapped[pk]
    job: Mapped[short]
    period: Mapped[short]
    started_at: Mapped[dt.datetime]
    taken_until: Mapped[dt.datetime | None]
    finished_at: Mapped[dt.datetime | None]
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    error: Mapped[text]
    by_id: Mapped[int | None] = ref("users.id")

    __table_args__ = (UniqueConstraint("job", "period"), Index(None, "job", "started_at"))
