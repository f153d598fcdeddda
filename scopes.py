"""How far one person's roles reach: their permissions and units, worked out once per request. ``access`` builds on it."""

import functools
from dataclasses import dataclass

from flask import g, has_request_context
from sqlalchemy import select

from extensions import db
from models import AssistantLink, Unit, User
from policy.permissions import COMPANY_ROLES, EVERYBODY, ROLES, UNIT_ROLES, Permission
from policy.roles import PARTNER_KINDS, Role
from policy.seats import Seat, seats_held


def permissions_of(user: User) -> frozenset[Permission]:
    """Everything that the person's roles allow together."""
    return _allowed(user.roles)


@functools.cache
def _allowed(roles: frozenset[Role]) -> frozenset[Permission]:
    """Joined once for each set of roles that occurs."""
    return EVERYBODY.union(*(ROLES[role] for role in roles))


@dataclass(frozen=True)
class Scope:
    """What one person's roles open: units managed, units of the own company, units whose claims finance checks.

    ``home`` is the unit at the top of the own company; ``seats`` are those in which the person decides (``policy.seats``).
    """

    user_id: int
    home: int
    permissions: frozenset[Permission]
    managed: frozenset[int]
    company: frozenset[int]
    checked: frozenset[int]
    served: frozenset[int]
    everything: bool
    seats: frozenset[Seat] = frozenset()

    @functools.cached_property
    def near(self) -> frozenset[int]:
        """The units of whose customers and people names are told (A13): the own company's, and what is led beyond it."""
        return self.company | self.managed


def scope_of(user: User) -> Scope:
    """The person's scope, worked out once per request."""
    if not has_request_context():
        return _work_out(user)
    scopes = g.setdefault("scopes", {})
    if user.id not in scopes:
        scopes[user.id] = _work_out(user)
    return scopes[user.id]


TREE = select(Unit.id, Unit.path, Unit.kind)
"""Built once, because every page asks it."""


def tree() -> dict:
    """Every unit by id with path and kind, read once per request."""
    if not has_request_context():
        return {row.id: row for row in db.session.execute(TREE)}
    if "tree" not in g:
        g.tree = {row.id: row for row in db.session.execute(TREE)}
    return g.tree


def company_in(units: dict, unit_id: int) -> int:
    """The id of the joint venture or agent to which a unit of the tree belongs, else of the unit at the top."""
    ids = [int(part) for part in units[unit_id].path.split("/") if part]
    return next((one for one in reversed(ids) if units[one].kind in PARTNER_KINDS), ids[0])


def _work_out(user: User) -> Scope:
    units = tree()
    partners = [unit.path for unit in units.values() if unit.kind in PARTNER_KINDS]

    def subtree(*paths: str) -> frozenset[int]:
        return frozenset(unit.id for unit in units.values() if unit.path.startswith(paths))

    own = units[user.unit_id].path
    partner = next((path for path in sorted(partners, key=len, reverse=True) if own.startswith(path)), None)
    root = partner or min((unit.path for unit in units.values() if own.startswith(unit.path)), key=len)
    roles = user.roles
    heads = [own] if roles & UNIT_ROLES else []
    if Role.SALES_ASSISTANT in roles:
        assisted = select(User.unit_id).join(AssistantLink, AssistantLink.manager_id == User.id)
        heads += [units[row].path for row in db.session.scalars(assisted.where(AssistantLink.assistant_id == user.id))]
    if roles & COMPANY_ROLES:
        heads = [root]
    company = subtree(partner) if partner else frozenset(units) - subtree(*partners) if partners else frozenset(units)
    managed = subtree(*heads) if heads else frozenset()
    return Scope(
        user_id=user.id,
        home=int(root.strip("/").rpartition("/")[2]),
        permissions=permissions_of(user),
        managed=managed,
        company=company,
        checked=subtree(root) if Role.FINANCE in roles else frozenset(),
        served=company if Role.CUSTOMER_SERVICE in roles else frozenset(),
        everything=len(managed) == len(units),
        seats=seats_held(roles, user.unit_id, company_in(units, user.unit_id)),
    )
