"""What a customer has brought so far, in a few numbers, for who decides about it."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select

from extensions import db
from models import Customer, Opportunity
from policy.following import OpportunityStatus


@dataclass(frozen=True)
class Business:
    """Opportunities won, lost and open, what the won ones were worth, and the last contact."""

    won: int
    lost: int
    open: int
    won_amount: Decimal
    last_contact_at: dt.datetime | None


def business_of(customer_id: int) -> Business:
    """The customer's history in numbers, in one query."""
    mine = Opportunity.customer_id == customer_id
    counts = [
        select(func.count()).where(mine, Opportunity.status == status).scalar_subquery()
        for status in (OpportunityStatus.WON, OpportunityStatus.LOST, OpportunityStatus.OPEN)
    ]
    amount = select(func.sum(Opportunity.amount)).where(mine, Opportunity.status == OpportunityStatus.WON)
    rows = select(*counts, amount.scalar_subquery(), Customer.last_contact_at).where(Customer.id == customer_id)
    won, lost, going, worth, contact = db.session.execute(rows).one()
    return Business(won, lost, going, worth or Decimal(0), contact)
