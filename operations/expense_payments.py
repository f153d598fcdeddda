"""Paying an approved claim: recorded once, whatever is clicked twice (A3.4)."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from sqlalchemy import select

import clock
from extensions import db
from models import ExpenseClaim, ExpensePayment, User
from operations import Refused, flush_or, once, refuse_if, transaction
from operations.advances import set_off, undo_set_off
from operations.claim_proofs import append
from operations.expense_approvals import need_reason
from operations.expenses import decide, deed_facts, standing, tell, went_back
from operations.journal import book_back, book_payment
from policy.claims import deed_problems
from policy.expenses import ClaimStep
from policy.paying import PayState, return_problems
from policy.problems import Kind, Problem
from policy.proving import ProofKind
from policy.words import N_
from queries.expenses import lines_of
from queries.payment_batches import standing_payment

DIFFERS = Problem("", Kind.BLOCKS, N_("The lines do not add up to the claim."), code="sum_differs")
PAID_ALREADY = Problem("A3.4", Kind.BLOCKS, N_("This claim was paid already."), code="paid_already")


def pay(
    claim_id: int, by: User, paid_on: dt.date, reference: str, *, version: int | None = None, form_key: str = ""
) -> ExpenseClaim:
    """Record the payment of what finance accepted, the sum of the lines in fen, less what is set off against advances that
    the claimant holds. Raises ``Refused``."""
    with transaction():
        once(form_key, by.id, f"/expenses/{claim_id}")
        claim = standing(claim_id, version)
        refuse_if(deed_problems(deed_facts("pay", claim, by)))
        refuse_if(_day_problems(claim, paid_on))
        if went_back(claim, ClaimStep.PAYMENT, by):
            return claim
        _paid(claim, by, paid_on, reference, claim.accepted_total - set_off(claim, by))
    return claim


def paid_in_batch(claim: ExpenseClaim, by: User, paid_on: dt.date, reference: str, payout: Decimal) -> None:
    """The bank paid a claim of a batch: ``payout`` is what it was given for it, in yuan. Joins the running transaction;
    the claim is locked. Raises ``Refused``."""
    refuse_if(deed_problems(replace(deed_facts("pay", claim, by), batched=False)))
    if payout != claim.accepted_total - claim.set_off:
        raise Refused([DIFFERS])
    _paid(claim, by, paid_on, reference, payout)


def _paid(claim: ExpenseClaim, by: User, paid_on: dt.date, reference: str, payout: Decimal) -> None:
    amount = sum((line.accepted_amount for line in lines_of(claim.id)), Decimal(0))
    if amount != claim.accepted_total:
        raise Refused([DIFFERS])
    payment = ExpensePayment(claim=claim, amount=payout, paid_on=paid_on, reference=reference)
    payment.by_id, payment.at = by.id, clock.now()
    db.session.add(payment)
    flush_or(PAID_ALREADY)
    said = {"id": payment.id, "amount": payout, "set_off": claim.set_off, "paid_on": paid_on}
    append(claim, ProofKind.PAYMENT, said | {"reference": reference}, by)
    book_payment(payment, claim.set_off, by)
    decide(claim, ClaimStep.PAYMENT, "pay", by, reference, amount)
    told = {"amount": f"{payout:,.2f}", "paid_on": paid_on}
    tell(claim.claimant_id, "expense_paid", claim, once=f":{payment.id}", **told)


def sent_back(
    claim_id: int, by: User, returned_on: dt.date, reason: str, *, version: int | None = None
) -> ExpenseClaim:
    """Record that the bank sent a payment back: the claim waits for another one, and what was set off against advances
    is open again. Raises ``Refused`` or ``Stale``."""
    with transaction():
        claim = standing(claim_id, version)
        refuse_if(deed_problems(deed_facts("payment_returned", claim, by)))
        need_reason(reason, "return_reason")
        payment = db.session.scalar(select(ExpensePayment).where(*_standing_payment(claim)))
        refuse_if(return_problems(payment.paid_on, returned_on, clock.today()))
        payment.returned_on, payment.return_reason = returned_on, reason.strip()
        undo_set_off(claim, by)
        book_back(by, returned_on, payment_id=payment.id)
        if line := standing_payment(claim.id):
            line.state, line.returned_on, line.reason = PayState.RETURNED, returned_on, reason.strip()
        decide(claim, ClaimStep.PAYMENT, "payment_returned", by, reason, payment.amount)
        tell(claim.claimant_id, "expense_payment_returned", claim, once=f":{payment.id}", reason=reason)
    return claim


def _standing_payment(claim: ExpenseClaim) -> tuple:
    return ExpensePayment.claim_id == claim.id, ExpensePayment.returned_on.is_(None)


def _day_problems(claim: ExpenseClaim, paid_on: dt.date) -> list[Problem]:
    if paid_on > clock.today():
        message, code = N_("The payment lies in the future."), "paid_in_future"
    elif paid_on < clock.day_of(claim.submitted_at):
        message, code = N_("The payment lies before the claim was submitted."), "paid_before_submission"
    else:
        return []
    return [Problem("", Kind.BLOCKS, message, N_("Enter the day on which the money went out."), "paid_on", code)]
