"""The tracking clock of one customer (A7)."""

from sqlalchemy import update

import clock
import queries.tracking
from extensions import db
from models import Customer
from operations import locked, transaction
from policy import tracking


def recount(customer: Customer) -> None:
    """Set last contact, clock day and band from the done contact activities; joins the running transaction.

    Called whenever an activity is done, changed or cancelled. It leaves ``version`` alone: a recorded visit must not
    turn away whoever has the customer's form open.
    """
    with transaction():
        customer = locked(Customer, customer.id)
        latest = queries.tracking.last_contact(customer.id)
        values = {"last_contact_at": latest}
        if customer.owner_id is not None:
            values |= _clock(customer, latest)
        db.session.execute(update(Customer.__table__).where(Customer.__table__.c.id == customer.id).values(values))
        db.session.refresh(customer, list(values))


def _clock(customer: Customer, latest) -> dict:
    owned_on = clock.day_of(customer.owned_since or customer.created_at)
    day = tracking.clock_day(owned_on, clock.day_of(latest) if latest else None)
    today = clock.today()
    return {"clock_day": day, "band": tracking.band(day, today, queries.tracking.limits(today))}
