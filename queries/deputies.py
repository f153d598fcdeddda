"""Deputies: who was named for whom, as the person may know, and what the rule of naming is given."""

import datetime as dt

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

import clock
from extensions import db
from models import Deputy, User
from policy.deputies import DeputyFacts
from policy.roles import COMPANY_HEADS, HEADS
from policy.seats import DECIDING, Seat, named_by
from queries.absences import MOST_PEOPLE, arranging_for
from queries.seats import leads_unit, seats_of
from scopes import scope_of

LEADING = HEADS | frozenset(COMPANY_HEADS)


def deputies(by: User) -> Select:
    """Who decides for whom now and soon: oneself, whose deputy one is, and the people whom one leads; soonest first."""
    units = scope_of(by).managed if by.roles & LEADING else frozenset()
    ways = [Deputy.user_id == by.id, Deputy.deputy_id == by.id]
    ways += [User.unit_id.in_(sorted(units))] if units else []
    rows = select(Deputy).join(User, User.id == Deputy.user_id).where(or_(*ways))
    here = Deputy.ended_at.is_(None), Deputy.until_on >= clock.today()
    return rows.where(*here).options(joinedload(Deputy.user), joinedload(Deputy.deputy))


def deputy_of(deputy_id: int, by: User) -> Deputy | None:
    """A naming that the person may know of."""
    return db.session.scalar(deputies(by).where(Deputy.id == deputy_id))


def names_for(by: User, user: User) -> bool:
    """Whether somebody names, and ends, the deputies of a person: their own, or from above whatever the person decides.

    Business and assistants enter absences, but whom they name would decide what is above them all.
    """
    if by.id == user.id:
        return True
    seats = {seat for seat in seats_of([user])[user.id] if seat.role in DECIDING}
    within = user.unit_id in scope_of(by).managed and bool(by.roles & LEADING)
    return within and all(_is_above(by, seat) for seat in seats)


def _is_above(by: User, seat: Seat) -> bool:
    if seat.unit_id not in scope_of(by).managed:
        return False
    above = named_by(seat.role)
    return bool(by.roles & (above - HEADS)) or (bool(above & HEADS) and leads_unit(by, seat.unit_id))


def decides(user: User) -> bool:
    """Whether the person decides about anything for which a deputy could be named."""
    return bool(user.roles & DECIDING)


def nameable_for(by: User) -> list[User]:
    """For whom the person may name a deputy: oneself, and those below, as far as they decide about anything."""
    return [one for one in arranging_for(by) if decides(one) and names_for(by, one)]


def colleagues(by: User) -> list[User]:
    """Who may be named: the active people of the company, by name."""
    rows = select(User).where(User.active, User.unit_id.in_(sorted(scope_of(by).company)))
    return list(db.session.scalars(rows.options(joinedload(User.unit)).order_by(User.name, User.id).limit(MOST_PEOPLE)))


def deputy_facts(user: User, deputy: User, from_on: dt.date, until_on: dt.date, by: User) -> DeputyFacts:
    """What the rule of naming is given."""
    shared = select(Deputy.from_on).where(
        Deputy.user_id == user.id, Deputy.ended_at.is_(None), Deputy.from_on <= until_on, Deputy.until_on >= from_on
    )
    return DeputyFacts(
        from_on=from_on,
        until_on=until_on,
        today=clock.today(),
        allowed=names_for(by, user),
        oneself=user.id == deputy.id,
        active=deputy.active,
        near=deputy.unit_id in scope_of(user).company,
        decides=decides(user),
        overlapping=db.session.scalar(shared.order_by(Deputy.from_on).limit(1)),
        grabbed=by.id == deputy.id and by.id != user.id,
    )
