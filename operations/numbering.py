"""Numbers of papers: letters, month and the month's next number."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

import clock
from extensions import db
from operations import BUSY, Refused

TRIES = 25


def numbered(row: Any, letters: str) -> None:
    """Give a new row the month's next number, such as ``CC-202611-0007``, and add it.

    Whoever was faster took theirs, so the one after is tried. Raises ``Refused`` when too many are at it.
    """
    prefix, column = f"{letters}-{clock.today():%Y%m}-", type(row).number
    of_month = select(column).where(column >= f"{prefix}0", column <= f"{prefix}99999999")
    latest = of_month.order_by(func.length(column).desc(), column.desc()).limit(1)
    for _ in range(TRIES):
        with db.session.no_autoflush:
            last = db.session.scalar(latest)
        row.number = f"{prefix}{int(last[len(prefix) :]) + 1 if last else 1:04}"
        try:
            with db.session.begin_nested():
                db.session.add(row)
                db.session.flush()
        except IntegrityError:
            continue
        return
    raise Refused([BUSY])
