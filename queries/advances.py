"""Advances as their rooms read them (A3.4)."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Select, func, select, type_coerce
from sqlalchemy.orm import joinedload

from access import visible
from columns import Money
from extensions import db
from models import AdvanceSettlement, ExpenseAdvance, ExpenseClaim, User
from policy.trips import AdvanceStatus


@dataclass(frozen=True)
class Settled:
    """A settlement with the number of its claim, empty for money that came back."""

    row: AdvanceSettlement
    claim_number: str


def owed_by(person_id: int) -> Decimal:
    """What of advances that a person was paid is still open, in yuan."""
    left = type_coerce(func.sum(ExpenseAdvance.amount - ExpenseAdvance.settled), Money())
    open_ = ExpenseAdvance.person_id == person_id, ExpenseAdvance.status == AdvanceStatus.PAID
    return db.session.scalar(select(left).where(*open_)) or Decimal(0)


def advances(user: User, status: AdvanceStatus | None = None) -> Select:
    """The advances that somebody may know of."""
    rows = visible(ExpenseAdvance, user).options(
        joinedload(ExpenseAdvance.person), joinedload(ExpenseAdvance.unit), joinedload(ExpenseAdvance.trip)
    )
    return rows if status is None else rows.where(ExpenseAdvance.status == status)


def settlements_of(advance_id: int) -> list[Settled]:
    """What an advance was settled with, in order, also what was undone."""
    rows = select(AdvanceSettlement, ExpenseClaim.number).outerjoin(
        ExpenseClaim, ExpenseClaim.id == AdvanceSettlement.claim_id
    )
    rows = rows.where(AdvanceSettlement.advance_id == advance_id).options(joinedload(AdvanceSettlement.by))
    return [Settled(row, number or "") for row, number in db.session.execute(rows.order_by(AdvanceSettlement.id))]
