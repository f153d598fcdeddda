"""Who is away, as the person may know: oneself, and the people of the units one leads (A3.3, A5)."""

import datetime as dt

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload

import clock
from extensions import db
from models import Absence, User
from policy.absences import AbsenceFacts, CancelFacts
from policy.dispatch import AbsenceKind
from policy.permissions import Permission
from scopes import scope_of

MOST_PEOPLE = 1000


def arranged_units(by: User) -> frozenset[int]:
    """The units whose people's absences somebody enters: business its own company, managers what they lead."""
    me = scope_of(by)
    if Permission.SET_ABSENCES not in me.permissions:
        return frozenset()
    return me.managed | me.company if Permission.FILTER_LEADS in me.permissions else me.managed


def arranges(by: User, user: User) -> bool:
    """Whether somebody may enter the absences of a person."""
    return by.id == user.id or user.unit_id in arranged_units(by)


def absence_facts(
    user: User, from_on: dt.date, until_on: dt.date, by: User, kind: AbsenceKind, place: str = ""
) -> AbsenceFacts:
    """What the rule of entering is given."""
    overlapping = select(Absence.from_on).where(
        Absence.user_id == user.id,
        Absence.from_on <= until_on,
        Absence.until_on >= from_on,
        Absence.cancelled_at.is_(None),
    )
    return AbsenceFacts(
        from_on=from_on,
        until_on=until_on,
        today=clock.today(),
        allowed=arranges(by, user),
        active=user.active,
        placeless=kind is AbsenceKind.TRAVEL and not place.strip(),
        overlapping=db.session.scalar(overlapping.order_by(Absence.from_on).limit(1)),
    )


def cancel_facts(row: Absence, by: User) -> CancelFacts:
    """What the rule of cancelling is given."""
    return CancelFacts(
        allowed=arranges(by, row.user),
        cancelled=row.cancelled_at is not None,
        over=row.until_on < clock.today(),
    )


def _within(by: User) -> ColumnElement[bool]:
    units = arranged_units(by)
    mine = Absence.user_id == by.id
    return or_(mine, User.unit_id.in_(sorted(units))) if units else mine


def absences(by: User, person_id: int | None = None, past: bool = False) -> Select:
    """The absences that somebody may know of: those of today and to come, or those that are over."""
    rows = select(Absence).join(User, User.id == Absence.user_id).where(_within(by))
    rows = rows.where(Absence.user_id == person_id) if person_id else rows
    today = clock.today()
    gone = Absence.until_on < today if past else Absence.until_on >= today
    return rows.where(gone).options(joinedload(Absence.user).joinedload(User.unit), joinedload(Absence.by))


def absence_of(absence_id: int, by: User) -> Absence | None:
    """An absence that somebody may know of."""
    rows = select(Absence).join(User, User.id == Absence.user_id)
    return db.session.scalar(rows.where(Absence.id == absence_id, _within(by)).options(joinedload(Absence.user)))


def arranging_for(by: User) -> list[User]:
    """Whose absences somebody may enter, oneself first, then by name; at most a thousand."""
    units = arranged_units(by)
    others = select(User).where(User.active, User.unit_id.in_(sorted(units)), User.id != by.id)
    rows = others.options(joinedload(User.unit)).order_by(User.name, User.id).limit(MOST_PEOPLE)
    return [by, *(db.session.scalars(rows) if units else ())]
