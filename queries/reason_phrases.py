"""The reasons that finance of a company keeps, the most used first (A3.4)."""

from collections.abc import Collection

from sqlalchemy import select

from extensions import db
from models import ReasonPhrase, User
from scopes import scope_of

MOST = 60


def phrases(user: User, codes: Collection[str] = ()) -> list[ReasonPhrase]:
    """The phrases of the person's company; those that answer one of these findings first."""
    own = ReasonPhrase.company_id == scope_of(user).home, ReasonPhrase.removed_at.is_(None)
    rows = select(ReasonPhrase).where(*own).order_by(ReasonPhrase.uses.desc(), ReasonPhrase.id)
    found = list(db.session.scalars(rows.limit(MOST)))
    return sorted(found, key=lambda row: row.code not in codes) if codes else found
