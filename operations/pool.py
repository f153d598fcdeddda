"""The public pool: release by the clock or by hand, claim, assignment (A7.3)."""

from sqlalchemy import update

import clock
from extensions import db
from models import Customer, PoolRelease, User
from operations import Refused, locked, refuse_if, transaction
from operations.house import keep_still
from operations.ownership import hand_over
from policy.pool import assign_problems, claim_problems, give_up_problems, just_claimed
from policy.tracking import OwnershipReason, release_problems
from queries.pool import assign_facts, claim_facts, give_up_facts
from queries.tracking import limits, release_facts


def release(customer_id: int) -> PoolRelease:
    """The clock sends a neglected customer to the pool; judged again under the lock, so that contact in time keeps it.

    Raises ``Refused`` when it stays.
    """
    with transaction():
        customer = locked(Customer, customer_id)
        refuse_if(release_problems(release_facts(customer, clock.today())))
        return _send_away(customer, OwnershipReason.RELEASED, None, "")


def give_up(customer_id: int, by: User, note: str, version: int | None = None) -> PoolRelease:
    """The owner, or a manager, gives a customer to the pool by hand and says why."""
    with transaction():
        customer = locked(Customer, customer_id, version)
        refuse_if(give_up_problems(give_up_facts(customer, by, note)))
        reason = OwnershipReason.GIVEN_UP if customer.owner_id == by.id else OwnershipReason.RELEASED
        return _send_away(customer, reason, by, note)


def _send_away(customer: Customer, reason: OwnershipReason, by: User | None, note: str) -> PoolRelease:
    today = clock.today()
    row = PoolRelease(
        customer_id=customer.id,
        former_owner_id=customer.owner_id,
        released_at=clock.now(),
        clock_day=customer.clock_day,
        days=(today - customer.clock_day).days,
        limit_days=limits(today).of(customer.grade).release,
        by_id=by.id if by else None,
        note=note,
    )
    db.session.add(row)
    hand_over(customer, None, reason, by, note)
    return row


def claim(customer_id: int, by: User) -> Customer:
    """Take a customer from the pool. Of many who try at once exactly one wins; the others are told who it was.

    Claiming what one already owns changes nothing. The claimer's own row is locked first, so that two claims of one
    person at once do not pass the limit together.
    """
    with transaction():
        keep_still(User, by.id)
        customer = locked(Customer, customer_id)
        if customer.owner_id == by.id:
            return customer
        if customer.owner is not None:
            raise Refused([just_claimed(customer.owner.name)])
        refuse_if(claim_problems(claim_facts(customer, by)))
        _win(customer, by)
        hand_over(customer, by, OwnershipReason.CLAIMED, by)
        return customer


def _win(customer: Customer, by: User) -> None:
    """Compare and set: whatever else the database may allow, only one finds the customer without an owner."""
    table = Customer.__table__
    free = update(table).where(table.c.id == customer.id, table.c.owner_id.is_(None))
    if db.session.execute(free.values(owner_id=by.id)).rowcount != 1:
        db.session.refresh(customer)
        raise Refused([just_claimed(customer.owner.name if customer.owner else "")])


def assign(customer_id: int, to: User, by: User, note: str = "") -> Customer:
    """A manager gives a customer from the pool to one of the own salespeople."""
    with transaction():
        customer = locked(Customer, customer_id)
        refuse_if(assign_problems(assign_facts(customer, to, by)))
        _win(customer, to)
        hand_over(customer, to, OwnershipReason.ASSIGNED, by, note)
        return customer
