"""Who registered what first (A8.1): the proof, earlier ones of the same name, what lapses, and who is next in line."""

import datetime as dt

from sqlalchemy import ColumnElement, Select, literal_column, or_, select
from sqlalchemy.orm import joinedload

import clock
import identifiers
from access import known
from extensions import db
from models import Customer, NextInLine, Opportunity, Registration, Unit, User
from policy.entry import CustomerStatus
from policy.following import OpportunityStatus
from policy.problems import Problem
from policy.registration import LapseFacts, Registered, reserved_problem, second_problems
from queries import parameters

UNAPPROVED = literal_column("customers.status <> 'approved'")
"""Said in the words of the partial index."""


def proof_of(customer_id: int, opportunity_id: int | None = None) -> Registration | None:
    """The proof of who recorded the customer, or one of its opportunities, with the person and the unit."""
    rows = select(Registration).options(joinedload(Registration.by), joinedload(Registration.unit))
    if opportunity_id is not None:
        return db.session.scalar(rows.where(Registration.opportunity_id == opportunity_id))
    return db.session.scalar(rows.where(Registration.customer_id == customer_id, Registration.opportunity_id.is_(None)))


def proofs_below(customer_id: int, user: User) -> list[tuple[Registration, Opportunity]]:
    """The proofs of those opportunities of the customer that the person may see, each with it, the first first."""
    rows = select(Registration, Opportunity).join(Opportunity, Opportunity.id == Registration.opportunity_id)
    rows = rows.where(Registration.customer_id == customer_id, known(Opportunity, user))
    rows = rows.options(joinedload(Registration.by))
    return [tuple(row) for row in db.session.execute(rows.order_by(Registration.id).limit(100))]


def against_second(customer_id: int, name: str, owner_id: int) -> list[Problem]:
    """What stands against an opportunity of this name: those that colleagues registered with the customer (A8.1)."""
    earlier = opportunities_named(customer_id, identifiers.name_key(name), owner_id)
    return list(second_problems(earlier, clock.today()))


def lapse_facts(customer: Customer, today: dt.date) -> LapseFacts:
    """What the lapse rule is given."""
    return LapseFacts(customer.status, customer.entry_due_on, int(parameters.value("lapse_days", today)), today)


def lapsing_ids(today: dt.date) -> list[int]:
    """The drafts and returned records whose entry clock ran out more than ``lapse_days`` ago."""
    last = today - dt.timedelta(days=int(parameters.value("lapse_days", today)))
    open_ = Customer.status.in_([CustomerStatus.DRAFT, CustomerStatus.RETURNED])
    rows = select(Customer.id).where(UNAPPROVED, open_, Customer.entry_due_on < last)
    return list(db.session.scalars(rows.order_by(Customer.entry_due_on, Customer.id)))


def of_company(name_key: str, credit_code: str | None) -> ColumnElement[bool]:
    """The wishes for a company of this name key or credit code."""
    same = NextInLine.name_key == name_key
    return or_(same, NextInLine.credit_code == credit_code) if credit_code else same


def kept(name_key: str, credit_code: str | None) -> Select:
    """The wish that a free name is kept for at this moment."""
    runs = NextInLine.ended_at.is_(None), NextInLine.reserved_until > clock.now()
    return select(NextInLine).where(of_company(name_key, credit_code), *runs).limit(1)


def reserved(name_key: str, credit_code: str | None, but: int) -> NextInLine | None:
    """Who else than ``but`` the free name is kept for at this moment."""
    return db.session.scalar(kept(name_key, credit_code).where(NextInLine.user_id != but))


def reservation_problems(name_key: str, credit_code: str | None, but: int) -> list[Problem]:
    """The refusal of a free name that is kept for somebody else, if it is."""
    row = reserved(name_key, credit_code, but)
    return [reserved_problem(f"{clock.local(row.reserved_until):%Y-%m-%d %H:%M}")] if row else []


def wishes_of(user_id: int) -> list[NextInLine]:
    """The names that the person waits for, those first that are kept for them."""
    mine = select(NextInLine).where(NextInLine.user_id == user_id, NextInLine.ended_at.is_(None))
    return sorted(db.session.scalars(mine.order_by(NextInLine.id.desc()).limit(100)), key=lambda row: not row.told_at)


def waiting(name_key: str, credit_code: str | None) -> Select:
    """The wishes for a company that have not ended, in the order in which they were made."""
    rows = select(NextInLine).where(of_company(name_key, credit_code), NextInLine.ended_at.is_(None))
    return rows.order_by(NextInLine.at, NextInLine.id)


def overdue_wishes() -> list[tuple[str, str | None]]:
    """Name key and credit code of the reservations that ran out without being used."""
    rows = select(NextInLine.name_key, NextInLine.credit_code).where(
        NextInLine.ended_at.is_(None), NextInLine.reserved_until <= clock.now()
    )
    return [tuple(row) for row in db.session.execute(rows.order_by(NextInLine.id))]


def holder_id(name_key: str, credit_code: str | None) -> int | None:
    """The customer that holds this name or credit code."""
    same = Customer.name_key == name_key
    same = or_(same, Customer.credit_code == credit_code) if credit_code else same
    return db.session.scalar(select(Customer.id).where(same).order_by(Customer.id).limit(1))


def opportunities_named(customer_id: int, name_key: str, but_owner: int) -> list[Registered]:
    """The open opportunities of a customer that bear this name and are somebody else's, the first registered first."""
    columns = (Opportunity.name, Opportunity.created_at, Registration.protected_until, User.name.label("owner"))
    rows = select(*columns, Unit.name.label("unit")).join(User, User.id == Opportunity.owner_id)
    rows = rows.outerjoin(Registration, Registration.opportunity_id == Opportunity.id)
    rows = rows.join(Unit, Unit.id == Opportunity.unit_id).where(
        Opportunity.customer_id == customer_id,
        Opportunity.status == OpportunityStatus.OPEN,
        Opportunity.owner_id != but_owner,
    )
    return [
        Registered(
            name=row.name,
            owner=row.owner,
            unit=row.unit,
            at=f"{clock.local(row.created_at):%Y-%m-%d %H:%M}",
            until=row.protected_until,
        )
        for row in db.session.execute(rows.order_by(Opportunity.id))
        if identifiers.name_key(row.name) == name_key
    ]
