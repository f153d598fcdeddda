"""Notifications of one person: how many are unread, the list, and the sentence in the reader's language."""

import datetime as dt

from flask_babel import format_date, gettext
from sqlalchemy import Select, bindparam, func, select

import clock
from access import visible
from extensions import db
from models import Notification, User
from policy.events import EVENTS

MOST_SHOWN = 100
UNREAD = select(Notification.id).where(Notification.user_id == bindparam("reader"), Notification.read_at.is_(None))
COUNT_UNREAD = select(func.count()).select_from(UNREAD.limit(MOST_SHOWN).subquery())
"""Built once, because every page asks it."""


def unread_count(user: User) -> int:
    """How many notifications the person has not read, counted up to 100."""
    return db.session.scalar(COUNT_UNREAD, {"reader": user.id})


def notifications(user: User, *, unread: bool = False) -> Select:
    """The person's notifications, or only the unread ones."""
    rows = visible(Notification, user)
    return rows.where(Notification.read_at.is_(None)) if unread else rows


def sentence(notice: Notification) -> str:
    """What a notification says, in the reader's language, as plain text: what people typed is escaped where it is shown.

    Days and moments (params that end in ``_on`` and ``_at``) are written as the reader writes them; the product's own words
    (``_word``) are said in the reader's language.
    """
    message = EVENTS.get(notice.event, notice.event)
    params = {name: _written(name, value) for name, value in (notice.params or {}).items()}
    try:
        return gettext(message, **params)
    except (KeyError, ValueError, TypeError):
        return gettext(message)


def _written(name: str, value):
    try:
        if name.endswith("_on") and isinstance(value, str):
            return format_date(dt.date.fromisoformat(value), "medium")
        if name.endswith("_at") and isinstance(value, str):
            return clock.local(dt.datetime.fromisoformat(value)).strftime("%Y-%m-%d %H:%M")
        if name.endswith("_word") and value:
            return gettext(value)
    except ValueError:
        return value
    return "" if value is None else value
