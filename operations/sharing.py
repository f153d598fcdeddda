"""Following a customer together, and giving it to another owner (A8.2, A8.1)."""

import clock
from extensions import db
from models import Customer, CustomerShare, User
from operations import flush_or, locked, notify, once, record, refuse_if, transaction
from operations.ownership import hand_over
from policy import sharing
from policy.tracking import OwnershipReason


def share(customer_id: int, colleague: User, reason: str, by: User, form_key: str = "") -> CustomerShare:
    """Let a colleague work on the customer together with the owner, with a reason (A8.2)."""
    with transaction():
        once(form_key, by.id, f"/customers/{customer_id}/team")
        customer = locked(Customer, customer_id)
        facts = sharing.ShareFacts(customer.status, colleague.id == customer.owner_id, colleague.active, reason)
        refuse_if(sharing.share_problems(facts))
        row = CustomerShare(customer_id=customer.id, user_id=colleague.id, reason=reason, by_id=by.id)
        row.from_at = clock.now()
        db.session.add(row)
        flush_or(sharing.ALREADY_SHARED)
        record("shared", customer, by, after={"with": colleague.name}, note=reason)
        about = {"by": by.name, "customer": customer.name}
        notify(colleague.id, "customer_shared", f"/customers/{customer.id}", key=f"customer_shared:{row.id}", **about)
    return row


def end_share(share_id: int, by: User) -> CustomerShare:
    """End a running share; ending one that has ended does nothing."""
    with transaction():
        row = locked(CustomerShare, share_id)
        if row.until_at is not None:
            return row
        row.until_at = clock.now()
        customer = db.session.get_one(Customer, row.customer_id)
        record("share_ended", customer, by, before={"with": row.user.name})
        if row.user_id != by.id:
            about = {"by": by.name, "customer": customer.name}
            notify(row.user_id, "customer_share_ended", "/customers", key=f"customer_share_ended:{row.id}", **about)
    return row


def transfer(customer_id: int, version: int, to: User, reason: str, by: User) -> Customer:
    """A manager gives the customer to another owner, with a reason; everything that hangs on it goes along."""
    with transaction():
        customer = locked(Customer, customer_id, version)
        facts = sharing.TransferFacts(to.id == customer.owner_id, to.active, sharing.sells(to.roles), reason)
        refuse_if(sharing.transfer_problems(facts))
        kind = OwnershipReason.TRANSFERRED if customer.owner_id else OwnershipReason.ASSIGNED
        hand_over(customer, to, kind, by, reason)
    return customer
