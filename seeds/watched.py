"""What workers keep of the demo data: digests of the last days and who read them, marks and figures (A3.3, A10)."""

import datetime as dt
from collections import deque

from sqlalchemy import select

import clock
from extensions import db
from models import Digest, DigestReader, User
from operations import digests, figures, pipeline_marks, transaction

READ = ("sales_manager", "salesmgmt_manager", "president", "jv_gm")
DAYS, HOURS_LATER = 3, 2


def watch(today: dt.date) -> None:
    """Draw and count, each deed in its own transaction as a worker does it."""
    days = [today - dt.timedelta(days=back) for back in range(1, 10)]
    drawn = [day for day in days if clock.is_working_day(day)][:DAYS]
    for day in reversed(drawn):
        digests.draw(day, mail=False)
    with transaction() as session:
        of = select(DigestReader).join(Digest).join(User, User.id == DigestReader.user_id)
        rows = of.where(User.username.in_(READ), Digest.day < drawn[0]).order_by(DigestReader.id)
        for row in session.scalars(rows):
            row.read_at = clock.start_of(row.digest.day) + dt.timedelta(hours=18 + HOURS_LATER)
    unread = select(DigestReader.id).join(Digest).where(DigestReader.read_at.is_(None), Digest.day < drawn[0])
    for reader_id in db.session.scalars(unread.order_by(DigestReader.id)).all():
        digests.ask_relay(reader_id)
    for step in (pipeline_marks.mark_pipeline, figures.rebuild):
        deque(step(), maxlen=0)
    db.session.remove()
