"""Contracts, collections and expenses by month (A10). People have their part of the credit (A8.2)."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import Row, Select, func, select, type_coerce

import clock
from columns import Money
from extensions import db
from models import Collection, Contract, Customer, CustomerShare, ExpenseClaim, ExpenseLine, ExpensePayment
from policy.contracting import ContractStatus
from policy.credit import parts
from policy.figures import FigureKind, Sums
from queries.figures.grouping import dated, fen, grouped
from queries.figures.months import within

IN_FORCE = ContractStatus.SIGNED, ContractStatus.ENDED
"""A contract counts from its signature on, also when it has ended."""
RECEIVED = type_coerce(Collection.amount - Collection.refunded, Money)
OWNER = func.coalesce(Contract.owner_id, Customer.owner_id)
"""Whose a collection is: of the owner of its contract, else of the customer; now."""


def contracts(sums: Sums, periods: list[str]) -> None:
    """By the day of signature, in the amount that is in force now."""
    rows = dated(
        Contract.signed_on,
        periods,
        Contract.unit_id,
        Contract.owner_id.label("user_id"),
        fen(Contract.amount).label("fen"),
    ).where(Contract.status.in_(IN_FORCE))
    for row in grouped(rows):
        sums.add(FigureKind.CONTRACTS, row.period, row.unit_id, row.user_id, "", row.number, row.fen)
    shared = select(
        Contract.signed_on.label("day"), Contract.amount.label("whole"), Contract.unit_id, Contract.customer_id
    )
    shared = shared.add_columns(Contract.owner_id.label("owner"), Contract.id.label("record"))
    shared = shared.where(Contract.status.in_(IN_FORCE), within(Contract.signed_on, periods))
    _divide(sums, FigureKind.CONTRACTS, shared.where(_followed_together(Contract.customer_id)))


def collections(sums: Sums, periods: list[str]) -> None:
    """By the day on which the money came in, less what went back; what was withdrawn never came."""
    columns = Collection.unit_id, OWNER.label("user_id"), fen(RECEIVED).label("fen")
    rows = dated(Collection.received_on, periods, *columns).where(Collection.withdrawn_at.is_(None))
    for row in grouped(_with_owner(rows)):
        sums.add(FigureKind.COLLECTIONS, row.period, row.unit_id, row.user_id, "", row.number, row.fen)
    shared = select(Collection.received_on.label("day"), RECEIVED.label("whole"), Collection.unit_id)
    shared = shared.add_columns(Collection.customer_id, OWNER.label("owner"), Collection.id.label("record"))
    shared = shared.where(Collection.withdrawn_at.is_(None), within(Collection.received_on, periods))
    _divide(sums, FigureKind.COLLECTIONS, _with_owner(shared).where(_followed_together(Collection.customer_id)))


def _with_owner(rows: Select) -> Select:
    rows = rows.select_from(Collection).outerjoin(Contract, Contract.id == Collection.contract_id)
    return rows.outerjoin(Customer, (Customer.id == Collection.customer_id) & Collection.contract_id.is_(None))


def _followed_together(customer_id):
    return customer_id.in_(select(CustomerShare.customer_id).where(CustomerShare.percent > 0))


def _divide(sums: Sums, kind: FigureKind, rows: Select) -> None:
    """Take from the owners what others have a share of, and give it to these; a share counts that ran on the day's end."""
    shares: dict[int, list[CustomerShare]] = {}
    for share in db.session.scalars(select(CustomerShare).where(CustomerShare.percent > 0).order_by(CustomerShare.id)):
        shares.setdefault(share.customer_id, []).append(share)
    for row in db.session.execute(rows) if shares else ():
        period = f"{row.day:%Y-%m}"
        for person, part in _given(row, shares.get(row.customer_id, ())):
            sums.put(kind, period, row.unit_id, person, "", 1, part * 100)
            if row.owner is not None:
                sums.put(kind, period, row.unit_id, row.owner, "", 0, -part * 100)


def _given(row: Row, shares) -> Iterator[tuple[int, Decimal]]:
    end = clock.start_of(row.day + dt.timedelta(days=1))
    ran = {
        one.user_id: one.percent
        for one in shares
        if one.from_at < end and (one.until_at is None or one.until_at >= end) and one.user_id != row.owner
    }
    yield from parts(row.whole, None, ran).items()


def expenses(sums: Sums, periods: list[str]) -> None:
    """What was paid, by the day of payment and the category of each line, to the claimant."""
    columns = ExpenseClaim.unit_id, ExpenseClaim.claimant_id.label("user_id"), ExpenseLine.category
    rows = dated(ExpensePayment.paid_on, periods, *columns, fen(ExpenseLine.accepted_amount).label("fen"))
    rows = rows.select_from(ExpensePayment).join(ExpenseClaim, ExpenseClaim.id == ExpensePayment.claim_id)
    rows = rows.join(ExpenseLine, ExpenseLine.claim_id == ExpenseClaim.id).where(*PAID_FOR)
    for row in grouped(rows):
        sums.add(FigureKind.EXPENSES, row.period, row.unit_id, row.user_id, row.category.value, row.number, row.fen)


PAID_FOR = ExpensePayment.returned_on.is_(None), ExpenseLine.removed_at.is_(None), ExpenseLine.accepted_amount > 0
"""Lines of claims whose payment stands; what the bank sent back was not spent."""
