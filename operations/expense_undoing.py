"""Finance thinks again: a verdict is undone, an approved claim is taken up anew, until it is paid (A3.4)."""

from sqlalchemy import select

from extensions import db
from models import ExpenseClaim, ExpenseLine, User
from operations import Refused, Stale, record, refuse_if, transaction
from operations.claim_proofs import append
from operations.expenses import decide, deed_facts, hold, standing, tell, total_up
from policy.claims import deed_problems
from policy.expenses import ClaimStep, Verdict
from policy.problems import Kind, Problem
from policy.proving import ProofKind
from policy.words import N_
from queries.expenses import lines_of


def undo(line_id: int, by: User, *, version: int | None = None) -> ExpenseLine:
    """Open a decided line of a claim in check again; what was decided stays in the proof. Raises ``Refused``, ``Stale``."""
    with transaction():
        claim = standing(db.session.scalar(select(ExpenseLine.claim_id).where(ExpenseLine.id == line_id)) or 0)
        refuse_if(deed_problems(deed_facts("judge", claim, by)))
        lines = lines_of(claim.id)
        line = next((line for line in lines if line.id == line_id), None)
        if line is None or (version is not None and line.version != version):
            raise Stale(line)
        if line.verdict is Verdict.OPEN:
            raise Refused([Problem("A3.4", Kind.BLOCKS, N_("This line is open already."), code="line_open")])
        before = {"verdict": line.verdict, "accepted_amount": line.accepted_amount}
        line.verdict, line.accepted_amount, line.verdict_reason = Verdict.OPEN, None, ""
        line.verdict_by_id = line.verdict_at = None
        total_up(claim, lines)
        append(claim, ProofKind.UNDONE, before | {"round": claim.round}, by, line.id)
        record("verdict_undone", line, by, before=before, after={"verdict": line.verdict})
        hold(claim)
    return line


def reopen(claim_id: int, by: User, *, version: int | None = None) -> ExpenseClaim:
    """Take an approved claim that is not being paid into check again. Raises ``Refused`` or ``Stale``."""
    with transaction():
        claim = standing(claim_id, version)
        refuse_if(deed_problems(deed_facts("reopen", claim, by)))
        decide(claim, ClaimStep.CHECK, "reopen", by)
        claim.checker_id = by.id
        hold(claim)
        tell(claim.claimant_id, "expense_reopened", claim, once=f":{claim.version}", by=by.name)
    return claim
