"""Following a customer together, and giving it to another owner (A8.2, A8.1)."""

import clock
from extensions import db
from models import Customer, CustomerShare, User
from operations import flush_or, locked, notify, once, record, refuse_if, transaction
from operations.ownership import hand_over
from policy import sharing
from policy.credit import credit_problems
from policy.tracking import OwnershipReason
from queries.conflicts import claims
from queries.credit import credit_facts


def share(
    customer_id: int, colleague: User, reason: str, by: User, form_key: str = "", percent: int = 0
) -> CustomerShare:
    """Let a colleague work on the customer together with the owner, with a reason, and with ``percent`` of the credit for
    its results (A8.2); 0 is working along."""
    with transaction():
        once(form_key, by.id, f"/customers/{customer_id}/team")
        customer = locked(Customer, customer_id)
        facts = sharing.ShareFacts(customer.status, colleague.id == customer.owner_id, colleague.active, reason)
        credit = credit_problems(credit_facts(customer.id, percent, colleague.id))
        refuse_if([*sharing.share_problems(facts), *credit])
        row = CustomerShare(customer_id=customer.id, user_id=colleague.id, reason=reason, by_id=by.id)
        row.percent, row.from_at = percent, clock.now()
        db.session.add(row)
        flush_or(sharing.ALREADY_SHARED)
        record("shared", customer, by, after={"with": colleague.name, "percent": percent}, note=reason)
        about = {"by": by.name, "customer": customer.name}
        notify(colleague.id, "customer_shared", f"/customers/{customer.id}", key=f"customer_shared:{row.id}", **about)
    return row


def end_share(share_id: int, by: User) -> CustomerShare:
    """End a running share; ending one that has ended does nothing. Raises ``Refused`` for one that a ruling made."""
    with transaction():
        # The customer first, as everybody locks them who divides its credit.
        locked(Customer, db.session.get_one(CustomerShare, share_id).customer_id)
        row = locked(CustomerShare, share_id)
        if row.until_at is not None:
            return row
        refuse_if(sharing.share_end_problems(row.ruling_id is not None, row.user_id == by.id))
        row.until_at = clock.now()
        customer = db.session.get_one(Customer, row.customer_id)
        record("share_ended", customer, by, before={"with": row.user.name, "percent": row.percent})
        if row.user_id != by.id:
            about = {"by": by.name, "customer": customer.name}
            notify(row.user_id, "customer_share_ended", "/customers", key=f"customer_share_ended:{row.id}", **about)
    return row


def transfer(customer_id: int, version: int, to: User, reason: str, by: User) -> Customer:
    """A manager gives the customer to another owner, with a reason; everything that hangs on it goes along."""
    with transaction():
        customer = locked(Customer, customer_id, version)
        facts = sharing.TransferFacts(
            to.id == customer.owner_id, to.active, sharing.sells(to.roles), reason, claims(customer.id, to.id)
        )
        refuse_if(sharing.transfer_problems(facts))
        kind = OwnershipReason.TRANSFERRED if customer.owner_id else OwnershipReason.ASSIGNED
        hand_over(customer, to, kind, by, reason)
    return customer
