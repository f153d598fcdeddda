"""What the page of a claim shows, whoever looks: lines with findings, where it stands, what may be done."""

from flask import abort
from flask_login import current_user
from sqlalchemy.orm import joinedload

import clock
from access import can, visible
from blueprints.doors import new_key
from blueprints.expenses.forms import PaymentForm, PaymentReturnForm
from extensions import db
from models import ExpenseClaim, ExpenseDecision, ExpensePayment
from operations.expenses import deed_facts
from policy.claims import EDITABLE, MOVES, may
from policy.expenses import ClaimStatus
from policy.permissions import Permission
from policy.problems import Kind
from queries.evidence import snapshots_of
from queries.expenses import WITH_FILES, findings, lines_of
from queries.line_questions import questions_of
from queries.payment_batches import standing_payment

DEEDS = sorted({deed for deed, _ in MOVES} - {"lines_changed", "judge"})
NEEDED = {
    "approve": Permission.APPROVE_EXPENSES,
    "send_back": Permission.APPROVE_EXPENSES,
    "pay": Permission.PAY_EXPENSES,
    "payment_returned": Permission.PAY_EXPENSES,
}
STEPS = (
    (ClaimStatus.SUBMITTED, "submit"),
    (ClaimStatus.MANAGER_APPROVED, "approve"),
    (ClaimStatus.APPROVED, "finish"),
    (ClaimStatus.PAID, "pay"),
)


def claim_or_404(claim_id: int) -> ExpenseClaim:
    """The claim with claimant, unit, checker, decisions and payment; 404 when it is not the reader's to know."""
    whole = (
        joinedload(ExpenseClaim.claimant),
        joinedload(ExpenseClaim.unit),
        joinedload(ExpenseClaim.checker),
        joinedload(ExpenseClaim.payment).joinedload(ExpensePayment.by),
        joinedload(ExpenseClaim.decisions).joinedload(ExpenseDecision.by),
    )
    seen = visible(ExpenseClaim).where(ExpenseClaim.id == claim_id).options(*whole)
    claim = db.session.scalars(seen).unique().one_or_none()
    return claim if claim is not None else abort(404)


def own_or_404(claim_id: int) -> ExpenseClaim:
    """The reader's own claim; 403 for others who may see it."""
    claim = claim_or_404(claim_id)
    return claim if claim.claimant_id == current_user.id else abort(403)


def claim_context(claim: ExpenseClaim, **more) -> dict:
    """Everything that ``expenses/claims/_claim.html`` shows."""
    lines = lines_of(claim.id, WITH_FILES)
    decided = claim.status in {ClaimStatus.APPROVED, ClaimStatus.PAID}
    found = {} if decided else findings(claim, lines)
    mine = claim.claimant_id == current_user.id
    return {
        "claim": claim,
        "lines": lines,
        "found": found,
        "questions": questions_of(claim),
        "seen": snapshots_of(claim) if decided and not mine else {},
        "blocked": sum(any(problem.blocks for problem in problems) for problems in found.values()),
        "doubtful": sum(any(problem.kind is Kind.WARNS for problem in problems) for problems in found.values()),
        "mine": mine,
        "editable": mine and claim.status in EDITABLE,
        "deeds": deeds_of(claim),
        "steps": steps_of(claim),
        "payment_form": payment_form(claim),
        "batched": standing_payment(claim.id) if decided and can(Permission.PAY_EXPENSES) else None,
        "return_form": PaymentReturnForm(formdata=None, version=claim.version, returned_on=clock.today()),
        **more,
    }


def deeds_of(claim: ExpenseClaim) -> set[str]:
    """What the reader may do to the claim now: the same table that refuses."""
    me = current_user._get_current_object()
    allowed = (deed for deed in DEEDS if can(NEEDED.get(deed, _usual(deed))))
    return {deed for deed in allowed if may(deed_facts(deed, claim, me))}


def _usual(deed: str) -> Permission:
    return Permission.CLAIM_EXPENSES if deed in {"submit", "withdraw"} else Permission.CHECK_EXPENSES


def payment_form(claim: ExpenseClaim) -> PaymentForm | None:
    """The form of the payment, made out for today, where the claim waits for it."""
    if claim.status is not ClaimStatus.APPROVED:
        return None
    form = PaymentForm(formdata=None, version=claim.version, paid_on=clock.today())
    form.form_key.data = new_key()
    return form


def steps_of(claim: ExpenseClaim) -> list[tuple]:
    """Where the claim stands: (state, decision of this round or None, "done" | "now" | "later")."""
    made = {row.decision: row for row in claim.decisions if row.round == claim.round}
    steps, open_ = [], claim.status in EDITABLE
    for state, deed in STEPS:
        row = None if open_ else made.get(deed)
        waiting = not steps or steps[-1][2] == "done"
        steps.append((state, row, "done" if row else "now" if waiting else "later"))
    return steps
