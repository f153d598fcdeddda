"""Deputies: who was named for whom, as the person may know, and what the rule of naming is given."""

import datetime as dt

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

import clock
from extensions import db
from models import Deputy, User
from policy.deputies import DeputyFacts
from policy.seats import DECIDING
from queries.absences import MOST_PEOPLE, arranged_units, arranges, arranging_for
from scopes import scope_of


def deputies(by: User) -> Select:
    """Who decides for whom now and soon: oneself, whose deputy one is, and the people whom one leads; soonest first."""
    units = arranged_units(by)
    ways = [Deputy.user_id == by.id, Deputy.deputy_id == by.id]
    ways += [User.unit_id.in_(sorted(units))] if units else []
    rows = select(Deputy).join(User, User.id == Deputy.user_id).where(or_(*ways))
    here = Deputy.ended_at.is_(None), Deputy.until_on >= clock.today()
    return rows.where(*here).options(joinedload(Deputy.user), joinedload(Deputy.deputy))


def deputy_of(deputy_id: int, by: User) -> Deputy | None:
    """A naming that the person may know of."""
    return db.session.scalar(deputies(by).where(Deputy.id == deputy_id))


def decides(user: User) -> bool:
    """Whether the person decides about anything for which a deputy could be named."""
    return bool(user.roles & DECIDING)


def nameable_for(by: User) -> list[User]:
    """For whom the person may name a deputy: those whose absences they enter, as far as they decide about anything."""
    return [one for one in arranging_for(by) if decides(one)]


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
        allowed=arranges(by, user),
        oneself=user.id == deputy.id,
        active=deputy.active,
        near=deputy.unit_id in scope_of(user).company,
        decides=decides(user),
        overlapping=db.session.scalar(shared.order_by(Deputy.from_on).limit(1)),
    )
