"""Who may receive leads and who comes first: the records, and how everybody stands today (A12.3, A12.4)."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, false, select
from sqlalchemy.orm import joinedload

import clock
from extensions import db
from models import LeadRight, User, UserRole
from policy.dispatch import Right, RightKind, has_priority, suspension
from policy.lead_rights import EndFacts, RightFacts
from policy.permissions import Permission
from queries.dispatch import FOLLOWING, rights_of
from queries.dispatch_people import reach
from scopes import permissions_of

MOST_PEOPLE = 1000


def right_facts(
    user: User, kind: RightKind, from_on: dt.date, until_on: dt.date | None, clause: str, reason: str, by: User | None
) -> RightFacts:
    """What the rule is given; the assessment (``by`` None) may decide about everybody."""
    return RightFacts(
        kind=kind,
        from_on=from_on,
        until_on=until_on,
        clause=clause,
        reason=reason,
        today=clock.today(),
        within=by is None or user.unit_id in reach(by),
        oneself=by is not None and by.id == user.id,
        follows_leads=Permission.FOLLOW_LEADS in permissions_of(user),
    )


def end_facts(row: LeadRight, by: User, reason: str) -> EndFacts:
    """What the rule of ending a record is given."""
    return EndFacts(
        within=row.user.unit_id in reach(by),
        oneself=row.user_id == by.id,
        over=row.until_on is not None and row.until_on < clock.today(),
        reason=reason,
    )


def _decided(column, by: User) -> ColumnElement[bool]:
    units = reach(by)
    return column.in_(sorted(units)) if units else false()


def deciding_about(by: User) -> list[User]:
    """The active people who follow leads and about whom somebody decides, by name; at most a thousand."""
    following = select(UserRole.user_id).where(UserRole.role.in_(sorted(FOLLOWING)))
    rows = select(User).where(User.active, User.id.in_(following), _decided(User.unit_id, by), User.id != by.id)
    return list(db.session.scalars(rows.options(joinedload(User.unit)).order_by(User.name, User.id).limit(MOST_PEOPLE)))


def records(by: User, person_id: int | None = None, kind: RightKind | None = None) -> Select:
    """The records of the people about whom somebody decides, for a keyset list."""
    rows = select(LeadRight).join(User, User.id == LeadRight.user_id).where(_decided(User.unit_id, by))
    rows = rows.where(LeadRight.user_id == person_id) if person_id else rows
    rows = rows.where(LeadRight.kind == kind) if kind else rows
    return rows.options(joinedload(LeadRight.user).joinedload(User.unit), joinedload(LeadRight.by))


def own_records(user: User) -> list[LeadRight]:
    """What was decided about the person's own right to leads, the last first."""
    rows = select(LeadRight).where(LeadRight.user_id == user.id).options(joinedload(LeadRight.by))
    return list(db.session.scalars(rows.order_by(LeadRight.id.desc()).limit(100)))


def right_of(right_id: int, by: User) -> LeadRight | None:
    """A record about whose person somebody decides."""
    return db.session.scalar(records(by).where(LeadRight.id == right_id))


@dataclass(frozen=True)
class Standing:
    """How a person stands today."""

    suspended: Right | None
    first: bool


def standing_of(user_id: int) -> Standing:
    """Whether the person's right to leads is suspended today, and whether they come first."""
    rights, today = rights_of([user_id]).get(user_id, []), clock.today()
    return Standing(suspension(rights, today), has_priority(rights, today))
