"""First recorded, first owned (A8.1): the proof of a registration, and what another one of the same name is told."""

import datetime as dt
from typing import Any

import clock
from extensions import db
from models import Customer, Opportunity, Registration, User
from operations import plain, refuse_if
from operations.house import keep_still
from policy import registration
from queries import parameters
from queries.registration import against_second

CUSTOMER = ("kind", "name", "credit_code", "agent_id", "province", "city", "industry", "grade")
CUSTOMER += ("address", "phone", "website", "profile")
OPPORTUNITY = ("name", "amount", "product_interest", "probability", "expected_on")


def register(customer: Customer, by: User, opportunity: Opportunity | None = None) -> Registration:
    """Write down who recorded the customer, or an opportunity of it, when and with what; joins the transaction.

    Both stand already: the row bears the time of their own ``created_at``, which the server set.
    """
    db.session.flush()
    row = proof(customer, by, opportunity)
    db.session.add(row)
    db.session.flush()
    return row


def proof(customer: Customer, by: User, opportunity: Opportunity | None = None) -> Registration:
    """The row that ``register`` writes, of what has its id."""
    subject = opportunity or customer
    return Registration(
        customer_id=customer.id,
        opportunity_id=opportunity.id if opportunity else None,
        by_id=by.id,
        unit_id=subject.unit_id,
        at=subject.created_at,
        protected_until=protected_until(clock.day_of(subject.created_at)),
        entered=entry_of(subject),
    )


def entry_of(subject: Customer | Opportunity) -> dict[str, Any]:
    """What stands in a customer or an opportunity, as plain values by field: what a proof keeps of the first moment."""
    fields = CUSTOMER if isinstance(subject, Customer) else OPPORTUNITY
    return plain({name: value for name in fields if (value := getattr(subject, name)) not in ("", None)})


def protected_until(day: dt.date) -> dt.date:
    """The last day of the protection term of what was registered on ``day`` (A8.1)."""
    return registration.protected_until(day, int(parameters.value("protection_days", day)))


def refuse_second(customer: Customer, owner: User, name: str) -> None:
    """Refuse an opportunity that a colleague registered first; joins the transaction.

    The customer's row is locked for it, so that of two at the same moment one is the first.
    """
    keep_still(Customer, customer.id)
    refuse_if(against_second(customer.id, name, owner.id))
