"""At the customer's door: an activity, its expense and its pictures in one go (A3.4)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from extensions import db
from models import ExpenseClaim, ExpenseLine, User
from operations import activities, expense_lines, expenses, once, transaction
from operations.invoice_files import put
from policy.expenses import ClaimStatus
from policy.periods import first_day, last_day, month_of
from readers.running import Reading


def file(
    by: User,
    line: dict[str, Any],
    files: Sequence[tuple[FileStorage, Reading]],
    purpose: str,
    *,
    activity: dict[str, Any] | None = None,
    form_key: str = "",
) -> ExpenseLine:
    """Add a line to one's own draft of that month, or to a new one called ``purpose``. With ``activity`` (columns by name)
    that is recorded first, and the line rests on it. All of it or nothing. Raises ``Refused`` and ``AlreadyDone``."""
    with transaction():
        sent = once(form_key, by.id)
        if activity is not None:
            line = line | {"activity_id": activities.create(by, activity).id, "customer_id": activity["customer_id"]}
        claim = _open_claim(by, line) or _begun(by, line, purpose)
        kept = expense_lines.add(claim.id, by, line, take_over=True)
        for content, reading in files:
            put(kept, content, reading, by)
        if sent:
            sent.location = f"/expenses/{claim.id}#line-{kept.id}"
    return kept


def _open_claim(by: User, line: dict[str, Any]) -> ExpenseClaim | None:
    """The latest draft whose days hold that of the line; those of trips are left alone."""
    day = line["spent_on"]
    drafts = select(ExpenseClaim).where(
        *(ExpenseClaim.claimant_id == by.id, ExpenseClaim.status == ClaimStatus.DRAFT),
        *(ExpenseClaim.removed_at.is_(None), ExpenseClaim.trip_id.is_(None)),
        *(ExpenseClaim.period_from <= day, ExpenseClaim.period_to >= day),
    )
    return db.session.scalar(drafts.order_by(ExpenseClaim.id.desc()).limit(1))


def _begun(by: User, line: dict[str, Any], purpose: str) -> ExpenseClaim:
    month = month_of(line["spent_on"])
    days = {"period_from": first_day(month), "period_to": last_day(month)}
    return expenses.create(by, {"purpose": purpose, **days})
