"""Expense claims in the claimant's hands: begun, changed, submitted, taken back, removed (A3.4)."""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import clock
from extensions import db
from models import ExpenseClaim, ExpenseDecision, ExpenseLine, User
from operations import Refused, changes, locked, notify, once, plain, record, refuse_if, transaction
from operations.claim_proofs import append
from operations.desk_sampling import draw
from operations.expense_examinations import keep
from operations.expense_invoices import hold as hold_invoices
from operations.expense_invoices import let_go
from operations.numbering import numbered
from policy.claims import EDITABLE, DeedFacts, after, deed_problems
from policy.examination import Examination
from policy.expenses import ClaimStatus, ClaimStep, Verdict
from policy.permissions import Permission
from policy.problems import Kind, Problem, blocking
from policy.proving import ProofKind
from policy.words import N_
from queries import parameters
from queries.claim_proofs import DECIDED
from queries.expenses import examinations, lines_of
from queries.payment_batches import standing_payment
from queries.people import reviewers_of
from scopes import permissions_of, scope_of

DECLARED = ("relates_to_customer", "relates_to_action", "customer_id", "opportunity_id", "activity_id")
WRITTEN = ("spent_on", "category", "amount", "invoice_number", "city", "description", "progress", "key_value")
DETAILS = {
    "ended_on": None,
    "from_city": "",
    "headcount": None,
    "currency": "CNY",
    "foreign_amount": None,
    "rate": None,
    "kilometres": None,
}
"""What only some lines say; what stands here says nothing, and is left out of the hash."""
SUBSTANCE = ("id", *WRITTEN, *DECLARED, *DETAILS)
"""What a decision about a line covers; any other value here is another line."""
NOT_BATCHED = frozenset({"pay", "reopen"})
"""What is not done to a claim that stands in a payment batch."""
LONGEST_PERIOD = dt.timedelta(days=366)


def create(by: User, values: dict[str, Any], *, form_key: str = "") -> ExpenseClaim:
    """Begin a claim: ``purpose``, ``period_from``, ``period_to``. It gets its number at once. Raises ``Refused``."""
    with transaction():
        sent = once(form_key, by.id)
        refuse_if(_period_problems(values))
        claim = ExpenseClaim(claimant_id=by.id, unit_id=by.unit_id, created_at=clock.now(), **values)
        numbered(claim, "BX")
        record("began", claim, by, after=values)
        if sent:
            sent.location = f"/expenses/{claim.id}"
    return claim


def change(claim_id: int, by: User, values: dict[str, Any], *, version: int | None = None) -> ExpenseClaim:
    """Change purpose or period of one's own claim while it is open for editing. Raises ``Refused``."""
    with transaction():
        claim = editable(claim_id, by, version)
        refuse_if(_period_problems(values))
        before, after_ = changes(claim, values)
        if after_:
            record("changed", claim, by, before=before, after=after_)
    return claim


def remove(claim_id: int, by: User, *, version: int | None = None) -> None:
    """Take away one's own draft; it stays in the database for the proof. Raises ``Refused``."""
    with transaction():
        claim = editable(claim_id, by, version)
        if claim.status is not ClaimStatus.DRAFT:
            remedy = N_("Mend it and submit it again; what was once submitted stays.")
            raise Refused([Problem("A3.4", Kind.BLOCKS, N_("Only a draft is removed."), remedy, code="wrong_state")])
        claim.removed_at = clock.now()
        for line in claim.lines:
            line.removed_at = claim.removed_at
        record("removed", claim, by, before={"number": claim.number, "lines": len(claim.lines), "total": claim.total})


def submit(claim_id: int, by: User, *, version: int | None = None, form_key: str = "") -> ExpenseClaim:
    """Hand a claim in. Refused with every blocker while one stands; the claim and its lines stay as they are."""
    with transaction():
        once(form_key, by.id, f"/expenses/{claim_id}")
        claim = standing(claim_id, version)
        refuse_if(deed_problems(deed_facts("submit", claim, by)))
        lines = lines_of(claim.id)
        found = examinations(claim, lines)
        refuse_if(_submission_problems(found))
        _freeze(claim, lines)
        keep(claim, lines, found)
        substance = {"fingerprint": claim.fingerprint, "round": claim.round, "lines": [_said(line) for line in lines]}
        hold_invoices(lines, by)
        draw(claim, lines)
        append(claim, ProofKind.SUBMISSION, substance, by)
        decide(claim, ClaimStep.SUBMISSION, "submit", by)
        for approver in approvers_of(claim):
            tell(approver.id, "expense_submitted", claim, by=by.name, purpose=claim.purpose)
    return claim


def withdraw(claim_id: int, by: User, *, version: int | None = None) -> ExpenseClaim:
    """Take one's own claim back to mend it, as long as finance has not begun. Decisions so far no longer count."""
    with transaction():
        claim = standing(claim_id, version)
        refuse_if(deed_problems(deed_facts("withdraw", claim, by)))
        decide(claim, ClaimStep.SUBMISSION, "withdraw", by)
    return claim


def standing(claim_id: int, version: int | None = None) -> ExpenseClaim:
    """The claim under lock, unless it was removed: then ``Refused`` as for one that never was."""
    claim = locked(ExpenseClaim, claim_id, version)
    if claim.removed_at is not None:
        raise Refused([Problem("", Kind.BLOCKS, N_("This no longer exists."), code="gone")])
    return claim


def editable(claim_id: int, by: User, version: int | None = None) -> ExpenseClaim:
    """One's own claim under lock, open for editing; ``Refused`` otherwise."""
    claim = standing(claim_id, version)
    if claim.claimant_id != by.id:
        raise Refused([Problem("A3.4", Kind.BLOCKS, N_("Only its claimant does this."), code="not_the_claimant")])
    if claim.status not in EDITABLE:
        remedy = N_("Take the claim back first; it is then approved anew.")
        message = N_("A claim that was handed in is not changed.")
        raise Refused([Problem("A3.4", Kind.BLOCKS, message, remedy, code="not_editable")])
    return claim


def deed_facts(deed: str, claim: ExpenseClaim, by: User) -> DeedFacts:
    """Who the person is to this claim, for ``policy.claims``; the same facts offer the buttons."""
    me = scope_of(by)
    approved = any(
        row.by_id == by.id and row.round == claim.round and row.decision == "approve" for row in claim.decisions
    )
    return DeedFacts(
        deed=deed,
        status=claim.status,
        claimant=claim.claimant_id == by.id,
        manages=Permission.APPROVE_EXPENSES in me.permissions and claim.unit_id in me.managed,
        approver=approved,
        checker=claim.checker_id == by.id,
        lapsed=claim.taken_until is not None and claim.taken_until < clock.now(),
        batched=deed in NOT_BATCHED and claim.status is ClaimStatus.APPROVED and bool(standing_payment(claim.id)),
    )


def hold(claim: ExpenseClaim) -> None:
    """Whoever has a claim in check keeps it for a while from now on; while a question waits, until it is answered."""
    minutes = dt.timedelta(minutes=int(parameters.value("desk_hold_minutes")))
    claim.taken_until = None if claim.questions else clock.now() + minutes


def decide(claim: ExpenseClaim, step: ClaimStep, deed: str, by: User, note: str = "", amount: Decimal | None = None):
    """Move the claim along its table, with the decision's row and its audit line. Inside a transaction."""
    before = claim.status
    claim.status = after(deed, before)
    if claim.status in EDITABLE or deed == "release":
        claim.checker_id = claim.taken_until = None
    if claim.status in EDITABLE:
        let_go(claim)
    row = ExpenseDecision(
        claim_id=claim.id,
        step=step,
        decision=deed,
        amount=claim.total if amount is None else amount,
        round=claim.round,
        fingerprint=claim.fingerprint,
        note=note,
        by_id=by.id,
        at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    append(claim, ProofKind.DECISION, {"id": row.id, **{name: getattr(row, name) for name in DECIDED}}, by)
    record(deed, claim, by, before={"status": before}, after={"status": claim.status, "round": claim.round}, note=note)


def fingerprint(lines: Sequence[ExpenseLine]) -> str:
    """The hash of what a decision covers: every line with its substance."""
    substance = sorted((plain(_said(line)) for line in lines), key=lambda x: x["id"])
    return hashlib.sha256(json.dumps(substance, sort_keys=True).encode()).hexdigest()


def _said(line: ExpenseLine) -> dict[str, Any]:
    said = {name: getattr(line, name) for name in SUBSTANCE}
    return {name: value for name, value in said.items() if name not in DETAILS or value not in (None, DETAILS[name])}


def went_back(claim: ExpenseClaim, step: ClaimStep, by: User) -> bool:
    """Whether the lines are no longer those that were submitted; then the claim goes back to its claimant."""
    if fingerprint(lines_of(claim.id)) == claim.fingerprint:
        return False
    decide(claim, step, "lines_changed", by)
    tell(claim.claimant_id, "expense_lines_changed", claim)
    return True


def approvers_of(claim: ExpenseClaim) -> list[User]:
    """Who is asked to approve: the nearest managers up the tree who may, never the claimant."""
    return [person for person in reviewers_of(claim.claimant) if Permission.APPROVE_EXPENSES in permissions_of(person)]


def tell(user_id: int, event: str, claim: ExpenseClaim, once: str = "", desk: bool = False, **params: Any) -> None:
    """Notify somebody of a claim, once per event and round (and ``once``); ``desk`` leads to the finance desk."""
    key = f"{event}:{claim.id}:{claim.round}{once}"
    url = f"/expenses/desk/{claim.id}" if desk else f"/expenses/{claim.id}"
    notify(user_id, event, url, key=key, number=claim.number, **params)


def total_up(claim: ExpenseClaim, lines: Sequence[ExpenseLine]) -> None:
    """Set the claim's totals from its lines, in fen."""
    claim.total = sum((line.amount for line in lines), Decimal(0))
    claim.accepted_total = sum((line.accepted_amount or Decimal(0) for line in lines), Decimal(0))


def _freeze(claim: ExpenseClaim, lines: Sequence[ExpenseLine]) -> None:
    for line in lines:
        line.verdict, line.verdict_reason, line.accepted_amount = Verdict.OPEN, "", None
        line.verdict_by_id = line.verdict_at = None
    total_up(claim, lines)
    claim.round += 1
    claim.submitted_at = clock.now()
    claim.fingerprint = fingerprint(lines)


def _submission_problems(found: dict[int, Examination]) -> list[Problem]:
    if not found:
        return [Problem("A3.4", Kind.BLOCKS, N_("The claim has no lines."), N_("Add what was spent."), code="no_lines")]
    return [problem for said in found.values() for problem in blocking(said.problems)]


def _period_problems(values: dict[str, Any]) -> list[Problem]:
    first, last = values["period_from"], values["period_to"]
    if first > last:
        message, code = N_("The period ends before it begins."), "period_reversed"
    elif last - first > LONGEST_PERIOD:
        message, code = N_("A claim covers at most one year."), "period_too_long"
    else:
        return []
    return [Problem("", Kind.BLOCKS, message, N_("Correct the two days."), "period_to", code)]
