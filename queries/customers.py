"""Customers: what rules are told about them, who recorded a company first, and the parts of a customer's page."""

from typing import Any

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.orm import joinedload

import clock
import identifiers
from extensions import db
from models import Contact, Customer, CustomerOwnership, CustomerShare, Unit, User
from policy import entry, registration
from policy.entry import CustomerKind, CustomerStatus
from policy.permissions import Permission
from policy.regions import PLACES
from policy.registration import Earlier
from queries import parameters, search
from scopes import permissions_of, scope_of


def kinds_of(user: User) -> frozenset[CustomerKind]:
    """The kinds of customer that the person enters (A4.0)."""
    held = permissions_of(user)
    return entry.kinds_entered(Permission.ENTER_DIRECT_CUSTOMERS in held, Permission.ENTER_CHANNEL_CUSTOMERS in held)


def approved_agent(agent_id: int | None) -> bool:
    """Whether the id names an approved customer of the kind agent."""
    found = select(Customer.id).where(
        Customer.id == agent_id, Customer.kind == CustomerKind.AGENT, Customer.status == CustomerStatus.APPROVED
    )
    return agent_id is not None and db.session.scalar(found) is not None


def reachable_contacts(customer_id: int) -> int:
    """How many active contacts have both name and phone (A4.1)."""
    rows = select(func.count(Contact.id)).where(
        Contact.customer_id == customer_id, Contact.active, Contact.name != "", Contact.phone != ""
    )
    return db.session.scalar(rows)


def submission_facts(customer: Customer, reviewer: bool) -> entry.SubmissionFacts:
    """What the submission rule is given; ``reviewer`` when a manager or assistant acts on the owner's behalf."""
    return entry.SubmissionFacts(
        status=customer.status,
        kind=customer.kind,
        agent=customer.agent_id is not None,
        province=customer.province,
        city=customer.city,
        industry=customer.industry,
        reachable=reachable_contacts(customer.id),
        today=clock.today(),
        due_on=customer.entry_due_on,
        longer=bool(customer.entry_extension_reason),
        longer_days=int(parameters.value("entry_days_extended", clock.day_of(customer.created_at))),
        reviewer=reviewer,
    )


def same_company(user: User, name_key: str, credit_code: str | None, but: int | None = None) -> list[Earlier]:
    """The records that hold this name key or credit code already, as far as this person may be told."""
    held = or_(Customer.name_key == name_key, Customer.credit_code == credit_code) if credit_code else None
    query = recorded().where(Customer.name_key == name_key if held is None else held)
    rows = db.session.execute(query.where(Customer.id != but) if but else query).all()
    return [_told(row, user, "name" if row.name_key == name_key else "credit_code") for row in rows]


def similar_companies(user: User, name: str, but: int | None = None, most: int = 5) -> list[Earlier]:
    """The records with names like this one, the most alike first, as far as this person may be told."""
    return [_told(row, user, "name") for row in alike_rows(name, but, most)]


def alike_rows(name: str, but: int | None = None, most: int = 5) -> list[Row]:
    """The customers with names like this one, whoever owns them, the most alike first; for who masks them."""
    key = identifiers.name_key(name)
    core = registration.core(key, PLACES)
    if len(core) < 2 or not (ids := search.alike(core)):
        return []
    rows = db.session.execute(recorded().where(search.among(ids), Customer.name_key != key, Customer.id != (but or 0)))
    rated = ((registration.likeness(core, registration.core(row.name_key, PLACES)), row) for row in rows)
    near = sorted((pair for pair in rated if pair[0] >= registration.ALIKE), key=lambda pair: (-pair[0], pair[1].id))
    return [row for _, row in near[:most]]


def recorded(*more: Any) -> Select:
    """The customers with what is told of a record, whoever owns it, and ``more`` columns; for who masks them."""
    columns = (Customer.id, Customer.name, Customer.name_key, Customer.owner_id, Customer.unit_id, Customer.created_at)
    columns += (Customer.credit_code, Customer.phone, Customer.status)
    query = select(*columns, User.name.label("owner"), Unit.name.label("unit"), *more)
    return query.outerjoin(User, User.id == Customer.owner_id).outerjoin(Unit, Unit.id == Customer.unit_id)


def _told(row, user: User, field: str) -> Earlier:
    me = scope_of(user)
    if row.unit_id not in me.near:
        return Earlier(field=field, near=False)
    return Earlier(
        field=field,
        near=True,
        own=row.owner_id == user.id,
        name=row.name,
        owner=row.owner or "",
        unit=row.unit or "",
        at=f"{clock.local(row.created_at):%Y-%m-%d %H:%M}",
        pooled=row.owner_id is None,
    )


def contacts_said(customer_id: int) -> list[str]:
    """The people at the customer as a reviewer reads them, each in one line."""
    rows = select(Contact.name, Contact.title, Contact.phone).where(Contact.customer_id == customer_id, Contact.active)
    return [", ".join(part for part in row if part) for row in db.session.execute(rows.order_by(Contact.id))]


def ownerships(customer_id: int) -> list[CustomerOwnership]:
    """Who has owned the customer, the latest first."""
    rows = select(CustomerOwnership).where(CustomerOwnership.customer_id == customer_id)
    people = joinedload(CustomerOwnership.owner), joinedload(CustomerOwnership.by)
    return list(db.session.scalars(rows.options(*people).order_by(CustomerOwnership.id.desc()).limit(50)))


def running_shares(customer_id: int) -> list[CustomerShare]:
    """Who works on the customer together with the owner (A8.2)."""
    rows = select(CustomerShare).where(CustomerShare.customer_id == customer_id, CustomerShare.until_at.is_(None))
    people = joinedload(CustomerShare.user), joinedload(CustomerShare.by)
    return list(db.session.scalars(rows.options(*people).order_by(CustomerShare.id)))
