"""The audit log (A13): who did what, when, to what; for those whose work it is to look."""

import datetime as dt

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

import clock
from access import visible
from extensions import db
from models import AuditEntry, User
from policy.permissions import Permission
from policy.verbs import COMINGS, HOUSE
from scopes import scope_of


def entries(
    by: User,
    *,
    person: str = "",
    verb: str = "",
    subject_type: str = "",
    subject_id: int | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> Select:
    """The lines that ``by`` may know about and that match; ``since`` and ``until`` are company days, both included."""
    return matching(
        visible(AuditEntry, by),
        person=person,
        verb=verb,
        subject_type=subject_type,
        subject_id=subject_id,
        since=since,
        until=until,
    )


def matching(
    query: Select,
    *,
    person: str = "",
    verb: str = "",
    subject_type: str = "",
    subject_id: int | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> Select:
    """Of the lines that a query gives, those that match."""
    if person:
        named = or_(User.username == person.casefold(), User.name.icontains(person, autoescape=True))
        query = query.where(AuditEntry.by_id.in_(select(User.id).where(named)))
    if verb:
        query = query.where(AuditEntry.verb == verb)
    if subject_type:
        query = query.where(AuditEntry.subject_type == subject_type)
    if subject_id is not None:
        query = query.where(AuditEntry.subject_id == subject_id)
    if since:
        query = query.where(AuditEntry.at >= clock.start_of(since))
    if until:
        query = query.where(AuditEntry.at < clock.start_of(until + dt.timedelta(days=1)))
    return query.options(joinedload(AuditEntry.by))


def newest(count: int, **filters) -> list[AuditEntry]:
    """The newest lines of the whole log that match, for who sits at the machine."""
    query = matching(select(AuditEntry), **filters).order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    return list(db.session.scalars(query.limit(count)))


def may_read(entry: AuditEntry, by: User) -> bool:
    """Whether ``by`` may read what changed, too: administrators read the house's lines, not those of customers (A13)."""
    scope = scope_of(by)
    return entry.subject_type in HOUSE or scope.everything or Permission.ADMINISTER not in scope.permissions


def known_verbs() -> list[str]:
    """Every verb that occurs, found by leaps through the index, however long the log is."""
    first = select(func.min(AuditEntry.verb).label("verb")).cte("leaps", recursive=True)
    later = select(func.min(AuditEntry.verb)).where(AuditEntry.verb > first.c.verb).scalar_subquery()
    leaps = first.union_all(select(later).where(first.c.verb.is_not(None)))
    return list(db.session.scalars(select(leaps.c.verb).where(leaps.c.verb.is_not(None))))


def last_of_the_house(count: int = 8) -> list[AuditEntry]:
    """The last changes of units, accounts, stages and parameters."""
    lines = select(AuditEntry).where(AuditEntry.subject_type.in_(HOUSE), AuditEntry.verb.not_in(COMINGS))
    return list(
        db.session.scalars(lines.options(joinedload(AuditEntry.by)).order_by(AuditEntry.id.desc()).limit(count))
    )


def about(person: User, count: int = 20) -> list[AuditEntry]:
    """The last changes of an account."""
    lines = select(AuditEntry).where(AuditEntry.subject_type == "users", AuditEntry.subject_id == person.id)
    lines = lines.where(AuditEntry.verb.not_in(COMINGS)).options(joinedload(AuditEntry.by))
    return list(db.session.scalars(lines.order_by(AuditEntry.id.desc()).limit(count)))
