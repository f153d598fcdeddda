"""What customers cost and brought by year (A10)."""

from sqlalchemy import ColumnElement, Select, func, select

from extensions import db
from models import Collection, Contract, Customer, CustomerReturn, ExpenseClaim, ExpenseLine, ExpensePayment
from queries.figures.grouping import fen, streamed
from queries.figures.money import IN_FORCE, PAID_FOR, RECEIVED

WINDOW = 50_000
"""So many customers are counted at a time."""
Kept = dict[tuple[int, int], tuple]
"""By year and customer: owner, unit, and expenses, contracts, collected in fen."""


def windows() -> list[int]:
    """The first ids of the stretches of customers that are counted one after the other."""
    last = db.session.scalar(select(func.max(Customer.id))) or 0
    kept = db.session.scalar(select(func.max(CustomerReturn.customer_id))) or 0
    return list(range(1, max(last, kept) + 1, WINDOW))


def of(column: ColumnElement[int], which: list[int] | range) -> ColumnElement[bool]:
    """Whether a column names one of these customers."""
    return column.between(which[0], which[-1]) if isinstance(which, range) else column.in_(which)


def returns(which: list[int] | range) -> Kept:
    """What these customers cost and brought: expenses paid for them, contracts in force, money that came in and stayed."""
    sums: dict[tuple[int, int], list[int]] = {}
    for place, rows in enumerate((_expenses(which), _contracts(which), _collected(which))):
        for customer_id, day, amount in streamed(rows):
            sums.setdefault((day.year, customer_id), [0, 0, 0])[place] += amount or 0
    found = {key: tuple(amounts) for key, amounts in sums.items() if any(amounts)}
    owners = {
        row.id: (row.owner_id, row.unit_id)
        for row in streamed(select(Customer.id, Customer.owner_id, Customer.unit_id).where(of(Customer.id, which)))
    }
    return {key: (*owners[key[1]], *amounts) for key, amounts in found.items() if key[1] in owners}


def _expenses(which) -> Select:
    rows = select(ExpenseLine.customer_id, ExpensePayment.paid_on, fen(ExpenseLine.accepted_amount))
    rows = rows.select_from(ExpenseLine).join(ExpenseClaim, ExpenseClaim.id == ExpenseLine.claim_id)
    rows = rows.join(ExpensePayment, ExpensePayment.claim_id == ExpenseClaim.id)
    return rows.where(of(ExpenseLine.customer_id, which), *PAID_FOR)


def _contracts(which) -> Select:
    rows = select(Contract.customer_id, Contract.signed_on, fen(Contract.amount))
    return rows.where(of(Contract.customer_id, which), Contract.status.in_(IN_FORCE), Contract.signed_on.is_not(None))


def _collected(which) -> Select:
    rows = select(Collection.customer_id, Collection.received_on, fen(RECEIVED))
    return rows.where(of(Collection.customer_id, which), Collection.withdrawn_at.is_(None))


def touched_by_claims(claims: list[int]) -> set[int]:
    """The customers for whom something of these claims was spent."""
    rows = select(ExpenseLine.customer_id).where(ExpenseLine.claim_id.in_(claims), ExpenseLine.customer_id.is_not(None))
    return set(db.session.scalars(rows.distinct()))
