"""Lapses of daily use and exemptions from it, as a person may know of them, and what their rules are given (A3)."""

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

import clock
from access import visible
from extensions import db
from models import Absence, Digest, DigestReader, UsageExemption, UsageLapse, User
from policy.dispatch import AbsenceKind
from policy.permissions import COMPANY_ROLES, Permission
from policy.roles import HEADS
from policy.usage import ExcuseFacts, ExemptionFacts, UsageKind
from queries.usage import last_exempt
from queries.violations import judged
from scopes import scope_of

MOST_PEOPLE = 1000


def leads(by: User, person: User, unit_id: int) -> bool:
    """Whether somebody excuses and exempts this person in a unit. Who heads a unit together with others is excused from
    above: they would else excuse each other."""
    me = scope_of(by)
    beside = by.unit_id == person.unit_id and HEADS & by.roles and HEADS & person.roles
    if beside and not COMPANY_ROLES & by.roles:
        return False
    return Permission.EXCUSE_USAGE in me.permissions and unit_id in me.managed


def lapses(
    by: User,
    *,
    person_id: int | None = None,
    kind: UsageKind | None = None,
    show: str = "",
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> Select:
    """The lapses that somebody may know of; ``show`` is open or excused, and the days are of their last day."""
    rows = visible(UsageLapse, by)
    rows = rows.where(UsageLapse.user_id == person_id) if person_id else rows
    rows = rows.where(UsageLapse.kind == kind) if kind else rows
    rows = rows.where(UsageLapse.last_on >= since) if since else rows
    rows = rows.where(UsageLapse.last_on <= until) if until else rows
    if show:
        gone = UsageLapse.excused_at.is_not(None)
        rows = rows.where(gone if show == "excused" else ~gone)
    return rows.options(joinedload(UsageLapse.user), joinedload(UsageLapse.unit), joinedload(UsageLapse.excused_by))


def excuse_facts(row: UsageLapse, reason: str, by: User) -> ExcuseFacts:
    """What the rule of excusing is given."""
    may = leads(by, row.user, row.unit_id)
    return ExcuseFacts(may, row.user_id == by.id, row.excused_at is not None, reason, judged(row.id))


def exemptions(by: User, person_id: int | None = None, past: bool = False) -> Select:
    """The exemptions that somebody may know of: those that hold or are to come, or those that are over."""
    rows, today = visible(UsageExemption, by), clock.today()
    rows = rows.where(UsageExemption.user_id == person_id) if person_id else rows
    gone = (UsageExemption.until_on < today) | UsageExemption.ended_at.is_not(None)
    return rows.where(gone if past else ~gone).options(
        joinedload(UsageExemption.user).joinedload(User.unit), joinedload(UsageExemption.by)
    )


def exempting_for(by: User) -> list[User]:
    """Whom somebody may exempt, by name; at most a thousand."""
    me = scope_of(by)
    if Permission.EXCUSE_USAGE not in me.permissions or not me.managed:
        return []
    rows = select(User).where(User.active, User.unit_id.in_(sorted(me.managed)), User.id != by.id)
    return list(db.session.scalars(rows.options(joinedload(User.unit)).order_by(User.name, User.id).limit(MOST_PEOPLE)))


def exemption_facts(
    user: User, kind: UsageKind, from_on: dt.date, until_on: dt.date, reason: str, by: User
) -> ExemptionFacts:
    """What the rule of exempting is given."""
    rows = select(UsageExemption.from_on).where(
        UsageExemption.user_id == user.id,
        UsageExemption.kind == kind,
        UsageExemption.ended_at.is_(None),
        UsageExemption.from_on <= until_on,
        UsageExemption.until_on >= from_on,
    )
    return ExemptionFacts(
        leads=leads(by, user, user.unit_id),
        own=user.id == by.id,
        active=user.active,
        from_on=from_on,
        until_on=until_on,
        today=clock.today(),
        reason=reason,
        overlapping=db.session.scalar(rows.order_by(UsageExemption.from_on).limit(1)),
    )


def ending_facts(row: UsageExemption, by: User) -> tuple[bool, bool, bool, bool]:
    """What the rule of ending an exemption is given."""
    over = row.until_on < clock.today()
    return leads(by, row.user, row.user.unit_id), row.user_id == by.id, row.ended_at is not None, over


def excused_from_reading(user_id: int, day: dt.date) -> bool:
    """Whether a manager need not read the digest on a day: exempt, or on leave that was not entered by themselves only
    after it (A3.3)."""
    leave = select(Absence.id).where(
        Absence.user_id == user_id,
        Absence.kind == AbsenceKind.LEAVE,
        Absence.cancelled_at.is_(None),
        Absence.from_on <= day,
        Absence.until_on >= day,
        (Absence.by_id != Absence.user_id) | (Absence.at < clock.start_of(day + dt.timedelta(days=1))),
    )
    if db.session.scalar(leave.limit(1)) is not None:
        return True
    rows = select(UsageExemption).where(
        UsageExemption.user_id == user_id,
        UsageExemption.kind == UsageKind.DIGEST_READING,
        UsageExemption.from_on <= day,
        UsageExemption.until_on >= day,
    )
    return any(last_exempt(row) >= day for row in db.session.scalars(rows))


def unread_since(day: dt.date) -> Iterator[tuple[DigestReader, Digest]]:
    """The readings of digests from a day on that are neither done nor passed on, the oldest first; of active people."""
    rows = (
        select(DigestReader, Digest)
        .join(Digest, Digest.id == DigestReader.digest_id)
        .join(User, User.id == DigestReader.user_id)
        .where(User.active, DigestReader.read_at.is_(None), DigestReader.relayed_at.is_(None), Digest.day >= day)
    )
    yield from db.session.execute(rows.order_by(DigestReader.id)).tuples()
