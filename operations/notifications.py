"""A person has read what the product said."""

from sqlalchemy import update

import clock
from extensions import db
from models import Notification, User
from operations import transaction


def mark_read(notification_id: int, user: User) -> None:
    """One notification of this person is read; a second time changes nothing."""
    _mark(Notification.user_id == user.id, Notification.id == notification_id)


def mark_all_read(user: User, up_to: int) -> int:
    """All that the person had seen on the page, up to this id; how many that were. What came later stays unread."""
    return _mark(Notification.user_id == user.id, Notification.id <= up_to)


def _mark(*which) -> int:
    with transaction():
        unread = update(Notification).where(*which, Notification.read_at.is_(None)).values(read_at=clock.now())
        return db.session.execute(unread.execution_options(synchronize_session=False)).rowcount
