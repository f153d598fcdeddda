"""Waiting for one another: who changes the house itself, and who needs rows to stay as they are.

Whoever locks several kinds locks them in this order, so that nobody waits in a ring: house, lead, person, customer,
conflict, and what hangs on them: opportunity, quote, contract, and order, implementation, task, or payment, invoice,
collection, refund. What is decided is locked before its approval, and a change order before all of these. Violations and
measures are locked after their person.
"""

from sqlalchemy import select

from extensions import db
from models import Unit


def one_at_a_time() -> None:
    """Let one change of units, accounts, stages or parameters finish before the next is judged.

    The lock is on the row of headquarters, the one row that every installation has; on SQLite writers wait anyway.
    """
    top = select(Unit.id).where(Unit.parent_id.is_(None)).order_by(Unit.id).limit(1)
    db.session.execute(top.with_for_update(key_share=True))


def keep_still(model: type, *row_ids: int | None) -> None:
    """Nobody changes these rows meanwhile, though others may refer to them; in the order of their numbers."""
    rows = select(model.id).where(model.id.in_(sorted(filter(None, row_ids)))).order_by(model.id)
    db.session.execute(rows.with_for_update(key_share=True)).all()
