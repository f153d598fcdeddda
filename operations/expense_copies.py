"""Lines written once and meant again: copied, or one for each of several days (A3.4)."""

import datetime as dt
from typing import Any

from sqlalchemy import select

import clock
from extensions import db
from models import ExpenseLine, User
from operations import Refused, expense_lines, once, transaction
from operations.expenses import SUBSTANCE
from policy.problems import Kind, Problem
from policy.words import N_

MOST_DAYS = 31
GONE = Problem("", Kind.BLOCKS, N_("This no longer exists."), code="gone")
NO_DAY = Problem(
    "", Kind.BLOCKS, N_("No day lies between these."), N_("Correct the days, or count weekends in."), "until", "no_day"
)
TOO_MANY = Problem(
    "", Kind.BLOCKS, N_("At most %(most)s days at once."), N_("Write the rest afterwards."), "until", "too_many_days",
    {"most": MOST_DAYS},
)  # fmt: skip


def copy(claim_id: int, line_id: int, by: User, *, form_key: str = "") -> ExpenseLine:
    """Write a line of one's own open claim once more, without its invoice and files. Raises ``Refused`` and
    ``AlreadyDone``."""
    with transaction():
        sent = once(form_key, by.id, f"/expenses/{claim_id}")
        found = select(ExpenseLine).where(
            ExpenseLine.id == line_id, ExpenseLine.claim_id == claim_id, ExpenseLine.removed_at.is_(None)
        )
        line = db.session.scalar(found)
        if line is None:
            raise Refused([GONE])
        values = {name: getattr(line, name) for name in SUBSTANCE if name != "id"} | {"invoice_number": ""}
        made = expense_lines.add(claim_id, by, values)
        if sent:
            sent.location = f"/expenses/{claim_id}/lines/{made.id}/edit"
    return made


def per_day(
    claim_id: int,
    by: User,
    values: dict[str, Any],
    until: dt.date,
    *,
    weekends: bool = True,
    take_over: bool = False,
    form_key: str = "",
) -> list[ExpenseLine]:
    """Write a line for each day from ``values["spent_on"]`` to ``until``; all of them or none. Raises ``Refused``."""
    with transaction():
        sent = once(form_key, by.id)
        first = values["spent_on"]
        if (until - first).days >= MOST_DAYS:
            raise Refused([TOO_MANY])
        days = [first + dt.timedelta(days=place) for place in range((until - first).days + 1)]
        days = [day for day in days if weekends or clock.is_working_day(day)]
        if not days:
            raise Refused([NO_DAY])
        lines = [expense_lines.add(claim_id, by, values | {"spent_on": day}, take_over=take_over) for day in days]
        if sent:
            sent.location = f"/expenses/{claim_id}"
    return lines
