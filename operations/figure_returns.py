"""What customers cost and brought, kept by year (A10)."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from sqlalchemy import BigInteger, delete, insert, select, type_coerce, update

from extensions import db
from models import CustomerReturn as R
from policy.figures import WINDOW as STRETCH
from queries.figures.returns import WINDOW, Kept, of, returns

CHUNK = 500

COLUMNS = (R.owner_id, R.unit_id, *(type_coerce(one, BigInteger) for one in (R.expenses, R.contracts, R.collected)))


def count_returns(rows: list, taking: Callable) -> Iterator[int]:
    """Count the customers anew that the dirt names, or a whole stretch of them; yields how much each step changed."""
    for row in [one for one in rows if one.period == STRETCH]:
        yield _counted([row], range(row.record_id, row.record_id + WINDOW), taking)
    single = [one for one in rows if one.period != STRETCH]
    for start in range(0, len(single), CHUNK):
        some = single[start : start + CHUNK]
        yield _counted(some, sorted({one.record_id for one in some}), taking)


def _counted(dirt: list, which: list[int] | range, taking: Callable) -> int:
    found = returns(which)
    db.session.rollback()
    return taking(dirt, lambda: _write(found, of(R.customer_id, which)))


def _write(found: Kept, where) -> int:
    gone, moved = [], []
    for row in db.session.execute(select(R.id, R.year, R.customer_id, *COLUMNS).where(where)):
        wanted = found.pop((row.year, row.customer_id), None)
        if wanted is None:
            gone.append(row.id)
        elif wanted != tuple(row[3:]):
            moved.append({"id": row.id, **_values(wanted)})
    new = [{"year": year, "customer_id": customer, **_values(kept)} for (year, customer), kept in found.items()]
    for start in range(0, len(gone), CHUNK):
        quiet = {"synchronize_session": False}
        db.session.execute(delete(R).where(R.id.in_(gone[start : start + CHUNK])), execution_options=quiet)
    if moved:
        db.session.execute(update(R), moved)
    if new:
        db.session.execute(insert(R.__table__), new)
    return len(gone) + len(moved) + len(new)


def _values(kept: tuple) -> dict:
    owner, unit, *amounts = kept
    expenses, contracts, collected = (Decimal(amount) / 100 for amount in amounts)
    return {"owner_id": owner, "unit_id": unit, "expenses": expenses, "contracts": contracts, "collected": collected}
