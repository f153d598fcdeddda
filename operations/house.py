"""What changes of the house itself share: they wait for one another."""

from sqlalchemy import select

from extensions import db
from models import Unit


def one_at_a_time() -> None:
    """Let one change of units, accounts, stages or parameters finish before the next is judged.

    The lock is on the row of headquarters, the one row that every installation has; on SQLite writers wait anyway.
    """
    top = select(Unit.id).where(Unit.parent_id.is_(None)).order_by(Unit.id).limit(1)
    db.session.execute(top.with_for_update(key_share=True))
