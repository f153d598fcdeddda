"""Advances: paid out, set off against claims, given back (A3.4). What is settled is never more than what was given."""

import datetime as dt
from decimal import Decimal

from sqlalchemy import select

import clock
from extensions import db
from models import AdvanceSettlement, ExpenseAdvance, ExpenseClaim, User
from operations import record
from policy.trips import AdvanceLeft, AdvanceStatus, shares


def set_off(claim: ExpenseClaim, by: User) -> Decimal:
    """Use up what the claimant owes of advances that were paid out, the oldest first, and note it on the claim.

    Joins the running transaction; the claim is locked. Called again it only adds what is missing. What is set off comes
    back, in yuan; the payout is ``accepted_total`` less that.
    """
    already = sum((one.amount for one in standing_for(claim)), Decimal(0))
    advances = {one.id: one for one in _open_of(claim.claimant_id)}
    left = [AdvanceLeft(one.id, one.paid_on, one.amount - one.settled) for one in advances.values()]
    for advance_id, part in shares(claim.accepted_total, already, left):
        settle(advances[advance_id], part, by, clock.today(), claim=claim)
        already += part
    claim.set_off = already
    return already


def undo_set_off(claim: ExpenseClaim, by: User | None = None) -> None:
    """Open again what the claim used up of advances: it was reopened. Joins the running transaction; the claim is locked."""
    for one in standing_for(claim):
        advance = _locked_advance(one.advance_id)
        one.undone_at = clock.now()
        before = {"settled": advance.settled, "status": advance.status}
        advance.settled -= one.amount
        advance.status = AdvanceStatus.PAID
        after = {"settled": advance.settled, "status": advance.status}
        record("advance_reopened", advance, by, before=before, after=after | {"claim": claim.number})
    claim.set_off = Decimal(0)


def settle(
    advance: ExpenseAdvance,
    amount: Decimal,
    by: User,
    on: dt.date,
    *,
    claim: ExpenseClaim | None = None,
    note: str = "",
) -> AdvanceSettlement:
    """Settle a part of a locked advance: by a claim, or in money that came back (no claim). Joins the transaction."""
    row = AdvanceSettlement(
        advance_id=advance.id,
        claim_id=claim.id if claim else None,
        amount=amount,
        on=on,
        note=note,
        by_id=by.id,
        at=clock.now(),
    )
    db.session.add(row)
    before = {"settled": advance.settled, "status": advance.status}
    advance.settled += amount
    if advance.settled == advance.amount:
        advance.status = AdvanceStatus.SETTLED
    after = {"settled": advance.settled, "status": advance.status, "amount": amount}
    verb = "advance_set_off" if claim else "advance_given_back"
    record(verb, advance, by, before=before, after=after | ({"claim": claim.number} if claim else {}), note=note)
    return row


def standing_for(claim: ExpenseClaim) -> list[AdvanceSettlement]:
    """What of advances is set off against the claim now."""
    db.session.flush()
    found = select(AdvanceSettlement).where(
        AdvanceSettlement.claim_id == claim.id, AdvanceSettlement.undone_at.is_(None)
    )
    return list(db.session.scalars(found.order_by(AdvanceSettlement.id)))


def _open_of(person_id: int) -> list[ExpenseAdvance]:
    """The advances of a person that were paid out and are not settled, under lock, in the order in which all lock them."""
    found = select(ExpenseAdvance).where(
        ExpenseAdvance.person_id == person_id, ExpenseAdvance.status == AdvanceStatus.PAID
    )
    held = found.order_by(ExpenseAdvance.id).with_for_update(of=ExpenseAdvance)
    return list(db.session.scalars(held.execution_options(populate_existing=True)))


def _locked_advance(advance_id: int) -> ExpenseAdvance:
    held = select(ExpenseAdvance).where(ExpenseAdvance.id == advance_id).with_for_update(of=ExpenseAdvance)
    return db.session.scalars(held.execution_options(populate_existing=True)).one()
