"""The log of questions “is this one taken?” (A13), for those whose work it is to look."""

import datetime as dt

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import joinedload

from models import LookUp, User
from policy.permissions import Permission
from scopes import scope_of


def questions(
    by: User, *, person: str = "", term: str = "", since: dt.date | None = None, until: dt.date | None = None
) -> Select:
    """The questions of the people whom ``by`` oversees that match; ``since`` and ``until`` are company days, included."""
    me, rows = scope_of(by), select(LookUp).options(joinedload(LookUp.user).joinedload(User.unit))
    if not me.everything and Permission.ADMINISTER not in me.permissions:
        led = exists().where(User.id == LookUp.user_id, User.unit_id.in_(sorted(me.managed)))
        rows = rows.where(led.correlate(LookUp))
    if person:
        named = or_(User.username == person.casefold(), User.name.icontains(person, autoescape=True))
        rows = rows.where(LookUp.user_id.in_(select(User.id).where(named)))
    if term:
        rows = rows.where(LookUp.term.icontains(term, autoescape=True))
    if since:
        rows = rows.where(LookUp.on >= since)
    return rows.where(LookUp.on <= until) if until else rows


def may_read_terms(by: User) -> bool:
    """Whether ``by`` may read what was asked: administrators read who asked how often, not names of companies (A13)."""
    me = scope_of(by)
    return me.everything or Permission.ADMINISTER not in me.permissions
