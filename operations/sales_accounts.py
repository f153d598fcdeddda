"""Keeping the month's sales of people and agents, for bonuses, the year-end review and the agents' award (A12.6)."""

from sqlalchemy import select

import clock
from extensions import db
from models import SalesAccount, Unit
from operations import record, transaction
from operations.house import one_at_a_time
from queries.sales_accounts import SUMS, accounts, months_to_keep


def keep_due() -> list[str]:
    """The months of which the accounts are not kept yet, the oldest first."""
    return months_to_keep(clock.today())


def keep(month: str) -> int:
    """Keep the accounts of a month as they stand; 0 when they are kept already, or nobody sells.

    What is recorded later for the month comes into the year's sums of the month after.
    """
    # Counted before the lock is taken: nobody waits for it.
    rows = accounts(month)
    with transaction():
        one_at_a_time()
        kept = select(SalesAccount.id).where(SalesAccount.month == month).limit(1)
        if not rows or db.session.scalar(kept) is not None:
            return 0
        now = clock.now()
        db.session.add_all(
            SalesAccount(
                company_id=one.company_id,
                month=month,
                user_id=one.user_id,
                unit_id=one.unit_id,
                place=one.place,
                kept_at=now,
                **{name: getattr(one.sums, name) for name in SUMS},
            )
            for one in rows
        )
        top = db.session.scalars(select(Unit).where(Unit.parent_id.is_(None)).order_by(Unit.id)).first()
        record("sales_accounts_kept", top, None, after={"month": month, "count": len(rows)})
        return len(rows)
