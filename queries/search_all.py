"""The search over everything: customers, contacts, claims."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from access import visible
from extensions import db
from models import Customer, ExpenseClaim, Unit, User
from policy.entry import CustomerKind, CustomerStatus
from policy.permissions import Permission
from queries import search
from queries.lists import contact_page
from scopes import scope_of

MOST = 20
COLUMNS = (Customer.id, Customer.name, Customer.status, Customer.grade, Customer.city, Customer.band)


@dataclass
class Found:
    """What a term finds, each list at most twenty rows."""

    customers: list[Any] = field(default_factory=list)
    contacts: list[Any] = field(default_factory=list)
    claims: list[Any] = field(default_factory=list)


def everything_like(user: User, term: str) -> Found:
    """What the person may see of it; what others hold is for the look-up to tell, which is counted (A8.1, A13)."""
    held, found = scope_of(user).permissions, Found()
    if Permission.VIEW_CUSTOMERS in held:
        found.customers = customers_like(user, term, MOST)
        found.contacts = contact_page(user, {"q": term}).rows[:MOST]
    numbered = visible(ExpenseClaim, user).where(ExpenseClaim.number == term)
    found.claims = list(db.session.scalars(numbered.limit(MOST)))
    return found


def customers_like(user: User, term: str, most: int) -> list[Any]:
    """Customers that the person may see and the term finds, the newest first, as plain rows with owner and unit."""
    hits = search.look_up(term)
    if hits is None:
        return []
    query = visible(Customer, user).where(hits.narrow()).outerjoin(User, User.id == Customer.owner_id)
    query = query.outerjoin(Unit, Unit.id == Customer.unit_id)
    query = query.with_only_columns(*COLUMNS, User.name.label("owner"), Unit.name.label("unit"))
    return list(db.session.execute(query.order_by(Customer.id.desc()).limit(most)))


def agents_like(user: User, term: str, most: int) -> list[tuple[int, str]]:
    """Approved agents that the person may see, as ``(id, name)``; by a term, or the newest."""
    query = visible(Customer, user).where(
        Customer.kind == CustomerKind.AGENT, Customer.status == CustomerStatus.APPROVED, Customer.owner_id.is_not(None)
    )
    hits = search.look_up(term)
    query = (query if hits is None else query.where(hits.narrow())).with_only_columns(Customer.id, Customer.name)
    return [(row.id, row.name) for row in db.session.execute(query.order_by(Customer.id.desc()).limit(most))]


def recent_customers(user: User, most: int = 30) -> list[tuple[int, str]]:
    """The approved customers whose contact or hand-over lies least far back among those that the person owns."""
    mine = select(Customer.id, Customer.name).where(
        Customer.owner_id == user.id, Customer.status == CustomerStatus.APPROVED
    )
    rows = db.session.execute(mine.order_by(Customer.clock_day.desc(), Customer.id.desc()).limit(most))
    return [(row.id, row.name) for row in rows]
