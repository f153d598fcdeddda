"""Accounts as administrators and their owners see them."""

import datetime as dt

from flask import current_app
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

import clock
from access import visible
from extensions import db
from models import AssistantLink, Customer, SignIn, Unit, User, UserRole
from policy.accounts import ASSISTED
from policy.roles import Role

MOST_SESSIONS = 20


def accounts(
    by: User, *, text: str = "", unit_path: str = "", role: Role | None = None, active: bool | None = None
) -> Select:
    """The accounts that match: part of a name, user name, phone or mail; a unit with everything below; role; state."""
    query = visible(User, by).options(selectinload(User.role_rows), joinedload(User.unit))
    if text:
        parts = (User.username, User.name, User.phone, User.email)
        query = query.where(or_(*(column.icontains(text, autoescape=True) for column in parts)))
    if unit_path:
        query = query.where(User.unit.has(Unit.path.startswith(unit_path)))
    if role:
        query = query.where(User.id.in_(select(UserRole.user_id).where(UserRole.role == role)))
    if active is not None:
        query = query.where(User.active == active)
    return query


def links_of(user_id: int) -> tuple[list[User], list[User]]:
    """Whom a person assists, and who assists the person."""
    assists = select(AssistantLink.manager_id).where(AssistantLink.assistant_id == user_id)
    assisted = select(AssistantLink.assistant_id).where(AssistantLink.manager_id == user_id)
    rows = list(
        db.session.scalars(select(User).where(or_(User.id.in_(assists), User.id.in_(assisted))).order_by(User.id))
    )
    managers = set(db.session.scalars(assists))
    return [row for row in rows if row.id in managers], [row for row in rows if row.id not in managers]


def possible_managers() -> list[User]:
    """The active people whom an assistant may be linked to (A3.3)."""
    holding = select(UserRole.user_id).where(UserRole.role.in_(sorted(ASSISTED)))
    managers = select(User).where(User.active, User.id.in_(holding)).options(joinedload(User.unit))
    return list(db.session.scalars(managers.order_by(User.unit_id, User.id)))


def running_sessions(user_id: int) -> list[SignIn]:
    """The sessions of a person that could still be used, newest first."""
    oldest = clock.now() - dt.timedelta(seconds=current_app.config["LONGEST_SESSION"])
    running = (SignIn.user_id == user_id, SignIn.ended_at.is_(None), SignIn.at > oldest)
    return list(db.session.scalars(select(SignIn).where(*running).order_by(SignIn.id.desc()).limit(MOST_SESSIONS)))


def owned_customers(user_id: int) -> int:
    """How many customers a person owns; the number alone, because administrators see no customer data (A13)."""
    return db.session.scalar(select(func.count()).select_from(Customer).where(Customer.owner_id == user_id))


def person_called(username: str) -> User | None:
    """The account with this user name."""
    return db.session.scalar(select(User).where(User.username == username))
