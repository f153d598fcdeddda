"""What was published (A11), who publishes, and what an issue changed."""

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

import clock
from access import visible
from extensions import db
from models import Publication, User
from policy.periods import first_day, last_day
from policy.permissions import Permission
from policy.publications import Difference, IssueFacts, differences
from policy.roles import Role
from queries.use_figures import content_of
from scopes import scope_of


def publishes(user: User) -> bool:
    """Whether the person publishes the figures of the own company: its business manager, or who leads all of it."""
    me = scope_of(user)
    whole = me.home in me.managed or Role.BUSINESS_MANAGER in user.roles
    return Permission.PUBLISH_USAGE in me.permissions and whole


def latest(company_id: int, month: str) -> Publication | None:
    """The issue of a month that stands."""
    rows = select(Publication).where(Publication.company_id == company_id, Publication.month == month)
    return db.session.scalar(rows.order_by(Publication.issue.desc()).limit(1))


def issue_facts(user: User, month: str, reason: str) -> IssueFacts:
    """What the rule of issuing is given, with the figures counted anew."""
    home, (first, last) = scope_of(user).home, (first_day(month), last_day(month))
    standing = latest(home, month)
    begun = db.session.scalar(select(func.min(User.created_at)))
    content = content_of(home, first, last) if publishes(user) else {}
    return IssueFacts(
        may=publishes(user),
        last=last,
        today=clock.today(),
        first_use=clock.day_of(begun) if begun else clock.today(),
        issued=standing.content if standing else None,
        content=content,
        reason=reason,
    )


def publications(user: User, month: str | None = None) -> Select:
    """What the person may read, for a keyset list."""
    rows = visible(Publication, user)
    rows = rows.where(Publication.month == month) if month else rows
    return rows.options(joinedload(Publication.company), joinedload(Publication.issued_by))


def issues_of(row: Publication) -> list[Publication]:
    """All issues of the same month, the first first."""
    rows = select(Publication).where(Publication.company_id == row.company_id, Publication.month == row.month)
    return list(db.session.scalars(rows.options(joinedload(Publication.issued_by)).order_by(Publication.issue)))


def changes_of(row: Publication, issues: list[Publication]) -> list[Difference]:
    """What an issue changed against the one before it; nothing for the first."""
    before = next((one for one in issues if one.issue == row.issue - 1), None)
    return differences(before.content, row.content) if before else []
