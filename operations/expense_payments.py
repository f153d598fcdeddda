"""Paying an approved claim: recorded once, whatever is clicked twice (A3.4)."""

import datetime as dt
from decimal import Decimal

import clock
from extensions import db
from models import ExpenseClaim, ExpensePayment, User
from operations import Refused, flush_or, once, refuse_if, transaction
from operations.claim_proofs import append
from operations.expenses import decide, deed_facts, standing, tell, went_back
from policy.claims import deed_problems
from policy.expenses import ClaimStep
from policy.problems import Kind, Problem
from policy.proving import ProofKind
from policy.words import N_
from queries.expenses import lines_of

PAID_ALREADY = Problem("A3.4", Kind.BLOCKS, N_("This claim was paid already."), code="paid_already")


def pay(
    claim_id: int, by: User, paid_on: dt.date, reference: str, *, version: int | None = None, form_key: str = ""
) -> ExpenseClaim:
    """Record the payment of what finance accepted, the sum of the lines in fen. Raises ``Refused``."""
    with transaction():
        once(form_key, by.id, f"/expenses/{claim_id}")
        claim = standing(claim_id, version)
        refuse_if(deed_problems(deed_facts("pay", claim, by)))
        refuse_if(_day_problems(claim, paid_on))
        if went_back(claim, ClaimStep.PAYMENT, by):
            return claim
        amount = sum((line.accepted_amount for line in lines_of(claim.id)), Decimal(0))
        if amount != claim.accepted_total:
            raise Refused([Problem("", Kind.BLOCKS, N_("The lines do not add up to the claim."), code="sum_differs")])
        payment = ExpensePayment(claim_id=claim.id, amount=amount, paid_on=paid_on, reference=reference)
        payment.by_id, payment.at = by.id, clock.now()
        db.session.add(payment)
        flush_or(PAID_ALREADY)
        said = {"id": payment.id, "amount": amount, "paid_on": paid_on, "reference": reference}
        append(claim, ProofKind.PAYMENT, said, by)
        decide(claim, ClaimStep.PAYMENT, "pay", by, reference, amount)
        tell(claim.claimant_id, "expense_paid", claim, amount=f"{amount:,.2f}", paid_on=paid_on)
    return claim


def _day_problems(claim: ExpenseClaim, paid_on: dt.date) -> list[Problem]:
    if paid_on > clock.today():
        message, code = N_("The payment lies in the future."), "paid_in_future"
    elif paid_on < clock.day_of(claim.submitted_at):
        message, code = N_("The payment lies before the claim was submitted."), "paid_before_submission"
    else:
        return []
    return [Problem("", Kind.BLOCKS, message, N_("Enter the day on which the money went out."), "paid_on", code)]
