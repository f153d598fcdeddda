"""What people are told, in the product and by mail."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from columns import pk, short, text
from extensions import db
from tables.quotes import QuoteSending
from tables.writing import ref, when


class Notification(db.Model):
    """Something a person is told. ``event`` names the sentence, written in the reader's language from ``params``.

    ``key`` makes the same notice for the same person happen once, however often a job runs.
    """

    __tablename__ = "notifications"
    id: Mapped[pk]
    user_id: Mapped[int] = ref("users.id", index=False)
    event: Mapped[short]
    params: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    url: Mapped[str] = mapped_column(String(200))
    key: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[dt.datetime]
    read_at: Mapped[dt.datetime | None]

    __table_args__ = (
        UniqueConstraint("user_id", "key"),
        Index(None, "user_id", "id"),
        Index("ix_notifications_unread", "user_id", **when("read_at IS NULL")),
    )


class OutboxMail(db.Model):
    """A mail that is to be sent: written in the transaction that causes it, taken by a conditional update.

    It carries a notification to one of our people, or a quote to a customer.
    """

    __tablename__ = "outbox_mails"
    id: Mapped[pk]
    notification_id: Mapped[int | None] = ref("notifications.id", index=False, unique=True)
    sending_id: Mapped[int | None] = ref("quote_sendings.id", index=False, unique=True)
    state: Mapped[str] = mapped_column(String(20), default="pending")
    due_at: Mapped[dt.datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    taken_until: Mapped[dt.datetime | None]
    sent_at: Mapped[dt.datetime | None]
    last_error: Mapped[text]

    notification: Mapped[Notification | None] = relationship()
    sending: Mapped[QuoteSending | None] = relationship()
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'taken', 'sent', 'failed', 'kept')", name="known_state"),
        CheckConstraint("(notification_id IS NULL) <> (sending_id IS NULL)", name="one_content"),
        Index(None, "state", "due_at"),
    )
