"""Who registered what first (A8.1): the proof of a customer or an opportunity, and earlier ones of the same name."""

from sqlalchemy import select

import clock
import identifiers
from extensions import db
from models import Opportunity, Registration, Unit, User
from policy.following import OpportunityStatus
from policy.registration import Registered


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
