"""Who heads a unit, who assists whom, who decides about whose work (A3.3, A4.2)."""

from collections.abc import Collection, Iterable

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from extensions import db
from models import AssistantLink, Unit, User, UserRole
from policy.roles import COMPANY_HEADS, HEADS, PARTNER_KINDS, Role


def managers_of(unit_id: int) -> list[User]:
    """The active managers of a unit: its own, else those of the nearest unit above, else who stands in.

    The climb ends at the root of a joint venture or agent; sales management stands in for a partner without a manager.
    """
    return _deciders(unit_id, but=0)


def assistants_of(user_id: int) -> list[User]:
    """The active people who assist this manager (A3.3)."""
    return assistants_of_all([user_id])


def assistants_of_all(managers: Collection[int]) -> list[User]:
    """The active people who assist any of these managers, by id of the assistant."""
    linked = select(AssistantLink.assistant_id).where(AssistantLink.manager_id.in_(managers))
    return active_people(select(User).where(User.id.in_(linked)))


def reviewers_of(user: User) -> list[User]:
    """Who decides about this person's work: the managers up the tree with their assistants, never the person (A4.2).

    A manager's work is decided one step further up, so never by the manager's own assistants.
    """
    managers = _deciders(user.unit_id, but=user.id)
    known = {manager.id for manager in managers} | {user.id}
    assistants = [one for one in assistants_of_all([manager.id for manager in managers]) if one.id not in known]
    return [*managers, *assistants]


def people_in(units: Iterable[int]) -> list[User]:
    """The active people who sit in one of these units."""
    return active_people(select(User).where(User.unit_id.in_(sorted(units))))


def people_with(*roles: Role) -> list[User]:
    """The active people who hold one of these roles."""
    return active_people(select(User).where(User.id.in_(holding(roles))))


def _deciders(unit_id: int, but: int) -> list[User]:
    climb = upwards(unit_id)
    heads = active_people(select(User).where(User.unit_id.in_(climb), User.id.in_(holding(HEADS)), User.id != but))
    for unit in climb:
        if here := [head for head in heads if head.unit_id == unit]:
            return here
    above = [person for person in people_with(*COMPANY_HEADS) if person.id != but]
    for role in COMPANY_HEADS:
        if standing_in := [person for person in above if role in person.roles]:
            return standing_in
    return []


def upwards(unit_id: int) -> list[int]:
    """The ids from the unit up to the root of its company: partners are companies of their own."""
    path = db.session.scalar(select(Unit.path).where(Unit.id == unit_id)) or ""
    ids = [int(part) for part in path.split("/") if part]
    partners = set(db.session.scalars(select(Unit.id).where(Unit.id.in_(ids), Unit.kind.in_(PARTNER_KINDS))))
    innermost = max((place for place, unit in enumerate(ids) if unit in partners), default=0)
    return ids[innermost:][::-1]


def holding(roles: Iterable[Role]) -> Select:
    """The ids of the people who hold one of these roles."""
    return select(UserRole.user_id).where(UserRole.role.in_(sorted(roles)))


def active_people(query: Select) -> list[User]:
    """The active ones of a select of people, with roles and unit, by id."""
    whole = query.where(User.active).options(selectinload(User.role_rows), joinedload(User.unit))
    return list(db.session.scalars(whole.order_by(User.id)))
