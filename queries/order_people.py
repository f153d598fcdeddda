"""Who has to do with an order: who carries it out, collects for it, implements it (A9.3, A9.5)."""

from collections.abc import Collection

from sqlalchemy import select

from access import executes_order
from extensions import db
from models import Implementation, SalesOrder, Unit, User, UserRole
from policy.permissions import IMPLEMENTING_ROLES, ROLES, Permission
from policy.roles import HEADS, Role
from queries.people import active_people, people_with
from scopes import scope_of

EXECUTING = tuple(sorted(role for role, held in ROLES.items() if Permission.EXECUTE_ORDERS in held))


def executors_of(order: SalesOrder) -> list[User]:
    """Business staff of the company that sells or signs; where it has none, who leads that company (A9.3)."""
    return [person for person in people_with(*EXECUTING) if executes_order(order, person)]


def collectors_of(order: SalesOrder) -> list[User]:
    """The finance people who see to the payments of the contract."""
    return [person for person in people_with(Role.FINANCE) if order.unit_id in scope_of(person).checked]


def implementing_units(user: User) -> list[tuple[int, str]]:
    """The units of the person's company that can implement, for a choice; all of them where nobody is an implementer."""
    company = sorted(scope_of(user).company)
    query = select(Unit.id, Unit.name).where(Unit.id.in_(company), Unit.active).order_by(Unit.path)
    sitting = (
        select(User.unit_id)
        .join(UserRole, UserRole.user_id == User.id)
        .where(UserRole.role == Role.IMPLEMENTER, User.active)
    )
    found = db.session.execute(query.where(Unit.id.in_(sitting))).all() or db.session.execute(query).all()
    return [(row.id, row.name) for row in found]


def workers_of(unit_id: int) -> list[User]:
    """The people of a unit, and below it, who can do its tasks."""
    path = db.session.scalar(select(Unit.path).where(Unit.id == unit_id)) or "-"
    below = select(Unit.id).where(Unit.path.startswith(path))
    roles = select(UserRole.user_id).where(UserRole.role.in_(sorted(IMPLEMENTING_ROLES)))
    return active_people(select(User).where(User.unit_id.in_(below), User.id.in_(roles)))


def planners_of(implementation: Implementation) -> list[User]:
    """Who is told of an implementation that is to be planned: who leads the unit, and who leads all implementation."""
    heads = [one for one in workers_of(implementation.unit_id) if one.roles & HEADS]
    above = [
        one
        for one in people_with(Role.IMPLEMENTATION_VICE_PRESIDENT)
        if implementation.unit_id in scope_of(one).managed
    ]
    return _once([*heads, *above]) or workers_of(implementation.unit_id)


def _once(people: Collection[User]) -> list[User]:
    return list({person.id: person for person in people}.values())
