"""Advances: paid out, set off against claims, given back (A3.4). What is settled is never more than what was given."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from sqlalchemy import select

import clock
from extensions import db
from models import AdvanceSettlement, ExpenseAdvance, ExpenseClaim, TripRequest, User
from operations import locked, notify, once, record, refuse_if, transaction
from operations.journal import book_back, book_given_back, book_payout
from policy.advances import (
    AdvanceFacts,
    by_hand_problems,
    came_back_problems,
    cancel_problems,
    give_back_problems,
    pay_out_problems,
)
from policy.permissions import Permission
from policy.trips import AdvanceLeft, AdvanceStatus, shares
from queries.organisation import company_of
from queries.payment_batches import standing_payout
from queries.trips import advances_of
from scopes import scope_of


def set_off(claim: ExpenseClaim, by: User) -> Decimal:
    """Use up what the claimant owes its company of advances that were paid out, the oldest first, and note it on the claim.

    Joins the running transaction; the claim is locked. Called again it only adds what is missing. What is set off comes
    back, in yuan; the payout is ``accepted_total`` less that.
    """
    already = sum((one.amount for one in standing_for(claim)), Decimal(0))
    advances = {one.id: one for one in _open_of(claim)}
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
        if advance.status is AdvanceStatus.SETTLED:
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


def _open_of(claim: ExpenseClaim) -> list[ExpenseAdvance]:
    """The claimant's advances that were paid out and are not settled, under lock, in the order in which all lock them. Of
    the claim's company alone: what another one gave is owed to that one, and stands in its books."""
    found = select(ExpenseAdvance).where(
        ExpenseAdvance.person_id == claim.claimant_id, ExpenseAdvance.status == AdvanceStatus.PAID
    )
    held = found.order_by(ExpenseAdvance.id).with_for_update(of=ExpenseAdvance)
    company, advances = company_of(claim.unit_id), db.session.scalars(held.execution_options(populate_existing=True))
    return [one for one in advances if company_of(one.unit_id) == company]


def _locked_advance(advance_id: int) -> ExpenseAdvance:
    held = select(ExpenseAdvance).where(ExpenseAdvance.id == advance_id).with_for_update(of=ExpenseAdvance)
    return db.session.scalars(held.execution_options(populate_existing=True)).one()


def pay_out(
    advance_id: int, by: User, paid_on: dt.date, reference: str = "", *, version: int | None = None, form_key: str = ""
) -> ExpenseAdvance:
    """Record by hand that an advance was paid. Raises ``Refused``."""
    with transaction():
        once(form_key, by.id, f"/trips/advances/{advance_id}")
        advance = locked(ExpenseAdvance, advance_id, version)
        refuse_if(by_hand_problems(facts_of(advance, by)))
        refuse_if(pay_out_problems(facts_of(advance, by), paid_on))
        paid_out(advance, by, paid_on, reference)
    return advance


def paid_out(advance: ExpenseAdvance, by: User, paid_on: dt.date, reference: str = "") -> None:
    """The money of a locked advance went out. Joins the running transaction."""
    before = {"status": advance.status}
    settled = advance.settled == advance.amount
    advance.status = AdvanceStatus.SETTLED if settled else AdvanceStatus.PAID
    advance.paid_on, advance.reference = paid_on, reference
    after = {"status": advance.status, "paid_on": paid_on, "reference": reference}
    book_payout(advance, by)
    record("advance_paid_out", advance, by, before=before, after=after)
    told = {"number": advance.number, "amount": f"{advance.amount:,.2f}", "paid_on": paid_on}
    url = f"/trips/advances/{advance.id}"
    notify(advance.person_id, "advance_paid_out", url, key=f"advance_paid_out:{advance.id}:{paid_on}", **told)


def give_back(
    advance_id: int,
    by: User,
    amount: Decimal,
    on: dt.date,
    note: str = "",
    *,
    version: int | None = None,
    form_key: str = "",
) -> ExpenseAdvance:
    """Record that a part of an advance came back in money, ``amount`` in yuan. Raises ``Refused``."""
    with transaction():
        once(form_key, by.id, f"/trips/advances/{advance_id}")
        advance = locked(ExpenseAdvance, advance_id, version)
        refuse_if(give_back_problems(facts_of(advance, by), amount, on))
        settle(advance, amount, by, on, note=note)
        book_given_back(advance, amount, on, by)
    return advance


def came_back(advance: ExpenseAdvance, by: User, on: dt.date, reason: str) -> None:
    """The bank sent the payout of a locked advance back: it waits for another. What was set off against it meanwhile stays,
    and is paid with it. Joins the running transaction. Raises ``Refused``."""
    refuse_if(came_back_problems(facts_of(advance, by), on))
    before = {"status": advance.status, "paid_on": advance.paid_on}
    book_back(by, on, advance_id=advance.id)
    advance.status, advance.paid_on = AdvanceStatus.APPROVED, None
    record("advance_came_back", advance, by, before=before, after={"status": advance.status}, note=reason)
    told = {"number": advance.number, "reason": reason}
    url = f"/trips/advances/{advance.id}"
    notify(advance.person_id, "advance_came_back", url, key=f"advance_came_back:{advance.id}:{on}", **told)


def cancel(advance_id: int, by: User, reason: str, *, version: int | None = None) -> ExpenseAdvance:
    """Finance does not pay an advance out, saying why. Raises ``Refused``."""
    with transaction():
        advance = locked(ExpenseAdvance, advance_id, version)
        refuse_if(cancel_problems(facts_of(advance, by), reason))
        _cancel(advance, by, reason)
        told = {"number": advance.number, "by": by.name, "reason": reason}
        url = f"/trips/advances/{advance.id}"
        notify(advance.person_id, "advance_cancelled", url, key=f"advance_cancelled:{advance.id}", **told)
    return advance


def cancel_unpaid(trip: TripRequest, by: User) -> None:
    """The trip was called off: what was not paid out of its advances falls. Joins the running transaction."""
    for found in advances_of(trip.id):
        advance = _locked_advance(found.id)
        if not any(True for _ in cancel_problems(replace(facts_of(advance, by), own=False, pays=True))):
            _cancel(advance, by, trip.number)


def facts_of(advance: ExpenseAdvance, by: User) -> AdvanceFacts:
    """Who wants to do something about an advance, for ``policy.advances``; the same facts offer the forms."""
    me = scope_of(by)
    return AdvanceFacts(
        status=advance.status,
        left=advance.amount - advance.settled,
        settled=advance.settled,
        today=clock.today(),
        granted_on=clock.day_of(advance.created_at),
        paid_on=advance.paid_on,
        own=advance.person_id == by.id,
        pays=Permission.PAY_EXPENSES in me.permissions and advance.unit_id in me.checked,
        batched=advance.status is AdvanceStatus.APPROVED and standing_payout(advance.id) is not None,
    )


def _cancel(advance: ExpenseAdvance, by: User, note: str) -> None:
    before = {"status": advance.status}
    advance.status = AdvanceStatus.CANCELLED
    record("advance_cancelled", advance, by, before=before, after={"status": advance.status}, note=note)
