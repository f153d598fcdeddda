"""Which quota holds for whom, in the unit and with the roles that the person had on the Monday of the week (A3.5)."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from flask import abort
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

import clock
from extensions import db
from models import AuditEntry, Quota, Unit, User
from policy.permissions import Permission
from policy.quotas import Line, QuotaFacts, Standing, in_force
from policy.roles import Role
from queries.parameters import value
from scopes import scope_of, tree

COLUMNS = select(Quota.id, Quota.unit_id, Quota.role, Quota.weekly, Quota.valid_from)


@dataclass(frozen=True)
class Expected:
    """What is expected of a person in a week. ``unit_id`` is the unit on its Monday; ``unit`` names whose quota it is."""

    weekly: int | None
    unit_id: int
    quota_id: int | None = None
    role: Role | None = None
    unit: str | None = None


def expected_of(users: Collection[User], monday: dt.date) -> dict[int, Expected]:
    """What the week that begins on this Monday expects of people, by person."""
    units, past = tree(), _as_of(users, monday)
    rows = select(Quota, Unit.name).join(Unit, Unit.id == Quota.unit_id).where(Quota.valid_from <= monday)
    lines, names = [], {}
    for row, name in db.session.execute(rows.order_by(Quota.id)):
        lines.append(Line(row.id, row.unit_id, row.role, row.weekly, row.valid_from))
        names[row.unit_id] = name
    default, found = int(value("weekly_activity_quota", on=monday)), {}
    for user in users:
        unit_id, roles = past.get(user.id, (user.unit_id, user.roles))
        climb = [int(part) for part in units[unit_id].path.split("/") if part][::-1]
        found[user.id] = _expected(in_force(lines, climb, roles, monday, default), unit_id, names)
    return found


def _expected(standing: Standing, unit_id: int, names: dict[int, str]) -> Expected:
    line = standing.line
    if line is None:
        return Expected(standing.weekly, unit_id)
    return Expected(standing.weekly, unit_id, line.id, line.role, names[line.unit_id])


def _as_of(users: Collection[User], monday: dt.date) -> dict[int, tuple[int, frozenset[Role]]]:
    """Unit and roles on the Monday of those whose account was changed since; who moves does not choose the quota."""
    changed = select(AuditEntry.subject_id, AuditEntry.before).where(
        AuditEntry.subject_type == "users",
        AuditEntry.subject_id.in_([user.id for user in users]),
        AuditEntry.verb == "edited_user",
        AuditEntry.at >= clock.start_of(monday),
    )
    now, found = {user.id: user for user in users}, {}
    for user_id, before in db.session.execute(changed.order_by(AuditEntry.id.desc())):
        unit_id, roles = found.get(user_id, (now[user_id].unit_id, now[user_id].roles))
        roles = frozenset(Role(role) for role in before["roles"]) if "roles" in before else roles
        found[user_id] = (before.get("unit_id", unit_id), roles)
    return found


def quotas(by: User) -> Select:
    """Every row of quotas of the units that somebody leads, or of the own company and above it."""
    me = scope_of(by)
    units = me.near | {int(part) for unit in me.near for part in tree()[unit].path.split("/") if part}
    return select(Quota).where(Quota.unit_id.in_(sorted(units))).options(joinedload(Quota.unit), joinedload(Quota.by))


def standing_of(unit_id: int, role: Role | None) -> Quota | None:
    """The last row of a unit and role, whenever it begins."""
    rows = select(Quota).where(Quota.unit_id == unit_id, Quota.role == role if role else Quota.role.is_(None))
    return db.session.scalar(rows.order_by(Quota.valid_from.desc(), Quota.id.desc()).limit(1))


def quota_facts(
    unit: Unit, role: Role | None, weekly: int | None, valid_from: dt.date, reason: str, by: User
) -> QuotaFacts:
    """What the rule of setting a quota is given."""
    me, last = scope_of(by), standing_of(unit.id, role)
    return QuotaFacts(
        allowed=Permission.SET_QUOTAS in me.permissions and unit.id in me.managed,
        unit_active=unit.active,
        weekly=weekly,
        valid_from=valid_from,
        today=clock.today(),
        reason=reason,
        standing=last is not None and last.weekly is not None,
    )


def quota_or_404(quota_id: int, by: User) -> Quota:
    """A quota that somebody may know of; else 404."""
    return db.session.scalar(quotas(by).where(Quota.id == quota_id)) or abort(404)


def holding_now(monday: dt.date) -> dict[int, str]:
    """By id of a row: "holds" in the week that begins on this Monday, or "comes" with a later one."""
    found: dict[tuple, int] = {}
    coming = {}
    for row in db.session.execute(COLUMNS.order_by(Quota.valid_from, Quota.id)):
        if row.valid_from > monday:
            coming[row.id] = "comes"
        else:
            found[row.unit_id, row.role] = row.id
    return coming | dict.fromkeys(found.values(), "holds")
