"""Quotas of weekly activities: rows are added, never changed, so that every week keeps the one it began with (A3.5)."""

import datetime as dt

import clock
from extensions import db
from models import Quota, Unit, User
from operations import locked, once, record, refuse_if, transaction
from operations.house import keep_still
from policy.quotas import next_monday, quota_problems
from policy.roles import Role
from queries.quotas import quota_facts


def set_quota(
    unit: Unit, role: Role | None, weekly: int | None, valid_from: dt.date, reason: str, by: User, form_key: str = ""
) -> Quota:
    """Set how many activities a week are expected from a Monday on; ``weekly`` None ends the quota. Raises ``Refused``."""
    with transaction():
        form = once(form_key, by.id, "/usage/quotas")
        keep_still(Unit, unit.id)
        row = _added(unit, role, weekly, valid_from, reason, by)
        if form:
            form.location = "/usage/quotas"
        return row


def end_quota(quota_id: int, reason: str, by: User) -> Quota:
    """End a quota with the week that has begun: from the next Monday on the one above it holds again. Raises ``Refused``."""
    with transaction():
        row = locked(Quota, quota_id)
        keep_still(Unit, row.unit_id)
        return _added(row.unit, row.role, None, next_monday(clock.today()), reason, by)


def _added(unit: Unit, role: Role | None, weekly: int | None, valid_from: dt.date, reason: str, by: User) -> Quota:
    refuse_if(quota_problems(quota_facts(unit, role, weekly, valid_from, reason, by)))
    days = {"role": role, "weekly": weekly, "valid_from": valid_from}
    row = Quota(unit_id=unit.id, **days, reason=reason.strip(), by_id=by.id, at=clock.now())
    db.session.add(row)
    db.session.flush()
    said = {name: value for name, value in days.items() if value is not None}
    record("quota_ended" if weekly is None else "quota_set", row, by, after={"unit_id": unit.id, **said}, note=reason)
    return row
