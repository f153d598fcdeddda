"""Payments as their rooms read them: what waits to be paid, batches, accounts (A3.4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from access import visible
from extensions import db
from models import (
    ExpenseAdvance,
    ExpenseClaim,
    PayeeAccount,
    PayerAccount,
    PaymentBatch,
    PaymentBatchLine,
    Unit,
    User,
)
from policy.expenses import ClaimStatus
from policy.paying import STANDING, PayState
from policy.trips import AdvanceStatus
from queries.organisation import companies
from scopes import scope_of

MOST_OFFERED = 200
"""Of what waits, the oldest so many are offered at once; a batch of more is put together in two."""


def standing_payment(claim_id: int) -> PaymentBatchLine | None:
    """The payment of a batch in which a claim stands, pending or paid."""
    standing = select(PaymentBatchLine).where(PaymentBatchLine.claim_id == claim_id, _stands())
    return db.session.scalar(standing.options(joinedload(PaymentBatchLine.batch)))


def standing_payout(advance_id: int) -> PaymentBatchLine | None:
    """The same for an advance."""
    return db.session.scalar(select(PaymentBatchLine).where(PaymentBatchLine.advance_id == advance_id, _stands()))


def _stands():
    return PaymentBatchLine.state.in_(sorted(STANDING))


@dataclass(frozen=True)
class Due:
    """What waits to be paid to a person; ``account`` None: the person has not said where to."""

    row: ExpenseClaim | ExpenseAdvance
    person: User
    amount: Decimal
    account: PayeeAccount | None


def due_claims(user: User, units: Iterable[int]) -> list[Due]:
    """Approved claims of some units that stand in no batch and are not one's own, the oldest first."""
    taken = select(PaymentBatchLine.claim_id).where(PaymentBatchLine.claim_id == ExpenseClaim.id, _stands())
    rows = visible(ExpenseClaim, user).where(
        ExpenseClaim.status == ClaimStatus.APPROVED,
        ExpenseClaim.unit_id.in_(sorted(units)),
        ExpenseClaim.claimant_id != user.id,
        ~taken.exists(),
    )
    rows = rows.options(joinedload(ExpenseClaim.claimant), joinedload(ExpenseClaim.unit)).order_by(ExpenseClaim.id)
    claims = list(db.session.scalars(rows.limit(MOST_OFFERED)))
    known = payees(claim.claimant_id for claim in claims)
    return [Due(one, one.claimant, one.accepted_total - one.set_off, known.get(one.claimant_id)) for one in claims]


def due_advances(user: User, units: Iterable[int]) -> list[Due]:
    """Approved advances of some units that stand in no batch and are not one's own, the oldest first."""
    taken = select(PaymentBatchLine.advance_id).where(PaymentBatchLine.advance_id == ExpenseAdvance.id, _stands())
    rows = visible(ExpenseAdvance, user).where(
        ExpenseAdvance.status == AdvanceStatus.APPROVED,
        ExpenseAdvance.unit_id.in_(sorted(units)),
        ExpenseAdvance.person_id != user.id,
        ~taken.exists(),
    )
    rows = rows.options(joinedload(ExpenseAdvance.person), joinedload(ExpenseAdvance.unit)).order_by(ExpenseAdvance.id)
    advances = list(db.session.scalars(rows.limit(MOST_OFFERED)))
    known = payees(one.person_id for one in advances)
    return [Due(one, one.person, one.amount, known.get(one.person_id)) for one in advances]


def payees(people: Iterable[int]) -> dict[int, PayeeAccount]:
    """Where people are paid today, by person."""
    rows = select(PayeeAccount).where(PayeeAccount.user_id.in_(set(people)), PayeeAccount.replaced_at.is_(None))
    return {row.user_id: row for row in db.session.scalars(rows)}


def payers(company_id: int) -> list[PayerAccount]:
    """The accounts from which a company pays today."""
    rows = select(PayerAccount).where(PayerAccount.company_id == company_id, PayerAccount.retired_at.is_(None))
    return list(db.session.scalars(rows.order_by(PayerAccount.id)))


def batches(user: User, company_id: int) -> Select:
    """The batches of a company."""
    whole = joinedload(PaymentBatch.payer), joinedload(PaymentBatch.created_by), joinedload(PaymentBatch.company)
    return visible(PaymentBatch, user).where(PaymentBatch.company_id == company_id).options(*whole)


def lines_of(batch_id: int) -> list[PaymentBatchLine]:
    """The payments of a batch with their people, claims and advances, in order."""
    whole = (
        joinedload(PaymentBatchLine.person),
        joinedload(PaymentBatchLine.claim),
        joinedload(PaymentBatchLine.advance),
    )
    rows = select(PaymentBatchLine).where(PaymentBatchLine.batch_id == batch_id).options(*whole)
    return list(db.session.scalars(rows.order_by(PaymentBatchLine.id)))


def to_bank(lines: Iterable[PaymentBatchLine]) -> list[PaymentBatchLine]:
    """What really goes to the bank: what was not left out and is more than nothing."""
    return [one for one in lines if one.state is not PayState.LEFT_OUT and one.amount > 0]


def companies_paid_by(user: User) -> dict[int, list[int]]:
    """The companies for which somebody pays, each with the ids of its units."""
    return companies(scope_of(user).checked)


def named(ids: Iterable[int]) -> list[tuple[int, str]]:
    """Units by name, for a choice."""
    rows = db.session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(set(ids))).order_by(Unit.path))
    return [(row.id, row.name) for row in rows]


def waiting(user: User, units: Iterable[int]) -> int:
    """How many approved claims of some units wait for a batch that the person may make."""
    taken = select(PaymentBatchLine.claim_id).where(PaymentBatchLine.claim_id == ExpenseClaim.id, _stands())
    ids = visible(ExpenseClaim, user).where(
        ExpenseClaim.status == ClaimStatus.APPROVED,
        ExpenseClaim.unit_id.in_(sorted(units)),
        ExpenseClaim.claimant_id != user.id,
        ~taken.exists(),
    )
    return db.session.scalar(select(func.count()).select_from(ids.with_only_columns(ExpenseClaim.id).subquery()))
