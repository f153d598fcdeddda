"""Urgent events as people may know of them (A3.3)."""

import datetime as dt

from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.orm import aliased

import clock
from access import known, visible
from extensions import db
from models import Customer, Unit, UrgentEvent, User
from policy.permissions import Permission
from policy.urgent import HandlingFacts
from scopes import scope_of


def events(user: User, state: str = "") -> Select:
    """The events that the person raised or leads, with the customer where they may know of it, in plain columns."""
    rows = with_names(visible(UrgentEvent, user), user)
    if state:
        rows = rows.where(UrgentEvent.handled_at.is_(None) if state == "open" else UrgentEvent.handled_at.is_not(None))
    return rows


def with_names(rows: Select, user: User) -> Select:
    """With who raised it, in which unit, about which customer, and who answered."""
    handler = aliased(User)
    return (
        rows.join(User, User.id == UrgentEvent.by_id)
        .join(Unit, Unit.id == UrgentEvent.unit_id)
        .outerjoin(handler, handler.id == UrgentEvent.handled_by_id)
        .outerjoin(Customer, and_(Customer.id == UrgentEvent.customer_id, known(Customer, user)))
        .add_columns(
            User.name.label("person"),
            Unit.name.label("unit"),
            Customer.id.label("customer_id"),
            Customer.name.label("customer"),
            handler.name.label("handler"),
        )
    )


def event_of(urgent_id: int, user: User) -> Row | None:
    """One event with its names, as far as the person may know of it."""
    return db.session.execute(
        with_names(visible(UrgentEvent, user), user).where(UrgentEvent.id == urgent_id)
    ).one_or_none()


def unanswered(user: User) -> Select:
    """What waits for an answer of those whom the person leads."""
    rows = visible(UrgentEvent, user).where(UrgentEvent.handled_at.is_(None), UrgentEvent.by_id != user.id)
    return rows if Permission.READ_TEAM in scope_of(user).permissions else rows.where(UrgentEvent.id.is_(None))


def waiting_of(user_id: int) -> int:
    """How many events of a person, raised within the last day, nobody has answered."""
    rows = select(func.count()).select_from(UrgentEvent).where(UrgentEvent.by_id == user_id)
    since = clock.now() - dt.timedelta(days=1)
    return db.session.scalar(rows.where(UrgentEvent.handled_at.is_(None), UrgentEvent.at > since))


def answers(event: UrgentEvent, user: User) -> bool:
    """Whether this person may answer it at all: leads the unit, and did not raise it."""
    me = scope_of(user)
    return Permission.READ_TEAM in me.permissions and event.unit_id in me.managed and event.by_id != me.user_id


def handling_facts(event: UrgentEvent, user: User, answer: str) -> HandlingFacts:
    """What the rule of answering is given."""
    me = scope_of(user)
    leads = Permission.READ_TEAM in me.permissions and event.unit_id in me.managed
    return HandlingFacts(leads, event.by_id == me.user_id, event.handled_at is not None, answer)
