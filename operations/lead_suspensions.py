"""The right to leads as a measure takes it (A12.3), and gives it back when the measure is lifted."""

import datetime as dt

from sqlalchemy import select

import clock
from extensions import db
from models import LeadRight, Measure, User
from operations import notify, record
from operations.lead_rights import suspend
from operations.waiting_leads import ring_for_waiting
from policy.dispatch import RightKind
from policy.permissions import Permission
from queries.lead_rights import standing_of
from scopes import permissions_of


def _reason(row: Measure) -> str:
    return f"A12.3 · {row.month} · #{row.id}"


def suspend_leads(row: Measure, by: User) -> LeadRight | None:
    """Suspend until somebody grants the right again; None where there is nothing to suspend, or it is suspended already."""
    if Permission.FOLLOW_LEADS not in permissions_of(row.user) or standing_of(row.user_id).suspended:
        return None
    return suspend(row.user, clause="A12.3", reason=_reason(row))


def unsuspend_leads(row: Measure) -> None:
    """End the suspension that this measure began, if it still runs."""
    today = clock.today()
    begun = select(LeadRight).where(LeadRight.user_id == row.user_id, LeadRight.reason == _reason(row))
    begun = begun.where(LeadRight.kind == RightKind.SUSPENDED, LeadRight.by_id.is_(None))
    for right in db.session.scalars(begun.order_by(LeadRight.id)):
        if right.until_on is None or right.until_on >= today:
            right.until_on = today - dt.timedelta(days=1)
            record("lead_right_ended", right, None, after={"person": row.user.name, "until_on": right.until_on})
            told = {"reason": row.ruling, "by": row.ruled_by.name if row.ruled_by else ""}
            key = f"lead_right_ended:{right.id}:measure"
            notify(row.user_id, "lead_right_suspended_ended", "/leads/rights/mine", key=key, **told)
            ring_for_waiting()
