"""Finance checks a claim line by line: takes it, accepts, cuts or rejects, and finishes or returns it (A3.4)."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

import clock
from extensions import db
from models import EvidenceSnapshot, ExpenseClaim, ExpenseLine, User
from operations import Refused, Stale, record, refuse_if, transaction
from operations.claim_proofs import append
from operations.expense_approvals import need_reason
from operations.expense_examinations import keep
from operations.expense_invoices import let_go
from operations.expenses import decide, deed_facts, hold, standing, tell, total_up, went_back
from policy.claims import deed_problems
from policy.examination import Examination
from policy.expenses import ClaimStep, Verdict
from policy.problems import Kind, Problem, blocking
from policy.proving import ProofKind, content_hash
from policy.words import N_
from queries.evidence import customer_progress, picture
from queries.expenses import examinations, lines_of

OPEN_LINES = Problem(
    "A3.4",
    Kind.BLOCKS,
    N_("Some lines are not checked yet."),
    N_("Accept, cut or reject each line."),
    code="lines_open",
)
QUESTIONS = Problem(
    "A3.4",
    Kind.BLOCKS,
    N_("A question about this claim is not answered yet."),
    N_("Wait for the answer, or withdraw the question."),
    code="questions_open",
)
NOTHING_ACCEPTED = Problem(
    "A3.4", Kind.BLOCKS, N_("No line was accepted."), N_("Return the claim with a reason."), code="nothing_accepted"
)


def take(claim_id: int, by: User, *, version: int | None = None) -> ExpenseClaim:
    """Take a claim into check; of two who do so at once, one has it."""
    with transaction():
        claim = standing(claim_id, version)
        refuse_if(deed_problems(deed_facts("take", claim, by)))
        if not went_back(claim, ClaimStep.CHECK, by):
            lines = lines_of(claim.id)
            keep(claim, lines, examinations(claim, lines))
            decide(claim, ClaimStep.CHECK, "take", by)
            claim.checker_id = by.id
            hold(claim)
    return claim


def release(claim_id: int, by: User, *, version: int | None = None) -> ExpenseClaim:
    """Give a claim back to the queue with the verdicts so far; any other person of finance may do it for the absent."""
    with transaction():
        claim = standing(claim_id, version)
        refuse_if(deed_problems(deed_facts("release", claim, by)))
        decide(claim, ClaimStep.CHECK, "release", by)
    return claim


def accept(line_id: int, by: User, *, version: int | None = None) -> ExpenseLine:
    """Accept a line in full. Refused while a blocker stands: such a line is not reimbursed (A3.4)."""
    with transaction():
        case, line = _opened(line_id, by, version)
        refuse_if(blocking(case.said[line.id].problems))
        case.judge(line, Verdict.ACCEPTED, line.amount)
    return line


def cut(line_id: int, by: User, amount: Decimal, reason: str, *, version: int | None = None) -> ExpenseLine:
    """Accept less than was claimed: ``amount`` in yuan is what remains, more than nothing and less than claimed."""
    with transaction():
        case, line = _opened(line_id, by, version)
        refuse_if(blocking(case.said[line.id].problems))
        if not 0 < amount < line.amount:
            remedy = N_("Accept it in full, or reject it.")
            message = N_("A cut line keeps more than nothing and less than was claimed.")
            raise Refused([Problem("A3.4", Kind.BLOCKS, message, remedy, "accepted_amount", "cut_out_of_range")])
        need_reason(reason, "verdict_reason")
        case.judge(line, Verdict.CUT, amount, reason)
    return line


def reject(line_id: int, by: User, reason: str, *, version: int | None = None) -> ExpenseLine:
    """Accept nothing of a line, saying why."""
    with transaction():
        case, line = _opened(line_id, by, version)
        need_reason(reason, "verdict_reason")
        case.judge(line, Verdict.REJECTED, Decimal(0), reason)
    return line


def finish(claim_id: int, by: User, *, version: int | None = None, note: str = "") -> ExpenseClaim:
    """Every line is decided: approve the claim for payment of what was accepted."""
    return _end(claim_id, by, version, lambda claim, lines: _approve(claim, lines, by, note))


def send_back(claim_id: int, by: User, reason: str, *, version: int | None = None) -> ExpenseClaim:
    """Return a claim from check to its claimant, saying why; verdicts so far stay readable until it comes again."""
    return _end(claim_id, by, version, lambda claim, lines: _return(claim, by, reason), deed="refuse")


def _end(claim_id: int, by: User, version: int | None, deed_done: Callable, deed: str = "finish") -> ExpenseClaim:
    with transaction():
        claim = standing(claim_id, version)
        refuse_if(deed_problems(deed_facts(deed, claim, by)))
        if not went_back(claim, ClaimStep.CHECK, by):
            deed_done(claim, lines_of(claim.id))
    return claim


def _approve(claim: ExpenseClaim, lines: list[ExpenseLine], by: User, note: str) -> None:
    if any(line.verdict is Verdict.OPEN for line in lines):
        raise Refused([OPEN_LINES])
    if claim.questions:
        raise Refused([QUESTIONS])
    total_up(claim, lines)
    if claim.accepted_total <= 0:
        raise Refused([NOTHING_ACCEPTED])
    let_go(claim, [line.id for line in lines if line.verdict is not Verdict.REJECTED])
    decide(claim, ClaimStep.CHECK, "finish", by, note, claim.accepted_total)
    amounts = {"amount": f"{claim.accepted_total:,.2f}", "total": f"{claim.total:,.2f}"}
    tell(claim.claimant_id, "expense_approved", claim, **amounts)


def _return(claim: ExpenseClaim, by: User, reason: str) -> None:
    need_reason(reason)
    decide(claim, ClaimStep.CHECK, "refuse", by, reason)
    tell(claim.claimant_id, "expense_returned", claim, by=by.name, reason=reason)


def _opened(line_id: int, by: User, version: int | None) -> tuple["Case", ExpenseLine]:
    claim = standing(db.session.scalar(select(ExpenseLine.claim_id).where(ExpenseLine.id == line_id)) or 0)
    refuse_if(deed_problems(deed_facts("judge", claim, by)))
    case = Case.of(claim, by)
    line = next((line for line in case.lines if line.id == line_id), None)
    if line is None or (version is not None and line.version != version):
        raise Stale(line)
    return case, line


@dataclass(frozen=True)
class Case:
    """A claim in check with what stands beside its lines: what the checks say by line id, progress by customer id."""

    claim: ExpenseClaim
    by: User
    lines: list[ExpenseLine]
    said: dict[int, Examination]
    told: dict[int, list]

    @classmethod
    def of(cls, claim: ExpenseClaim, by: User) -> "Case":
        lines = lines_of(claim.id)
        customers = {line.customer_id for line in lines if line.customer_id}
        return cls(claim, by, lines, examinations(claim, lines), customer_progress(customers) if customers else {})

    def judge(self, line: ExpenseLine, verdict: Verdict, amount: Decimal, reason: str = "") -> None:
        """Write the verdict, and keep what was seen: later edits of the activity do not reach the snapshot."""
        before = {"verdict": line.verdict, "accepted_amount": line.accepted_amount}
        now = clock.now()
        line.verdict, line.accepted_amount, line.verdict_reason = verdict, amount, reason
        line.verdict_by_id, line.verdict_at = self.by.id, now
        seen = picture(line, self.said[line.id], self.told.get(line.customer_id, []))
        snapshot = EvidenceSnapshot(line_id=line.id, round=self.claim.round, taken_at=now, evidence=seen)
        snapshot.by_id = self.by.id
        db.session.add(snapshot)
        db.session.flush()
        self._prove(line, snapshot)
        total_up(self.claim, self.lines)
        hold(self.claim)
        after = {"verdict": verdict, "accepted_amount": amount}
        record("judged", line, self.by, before=before, after=after, note=reason)

    def _prove(self, line: ExpenseLine, snapshot: EvidenceSnapshot) -> None:
        names = ("verdict", "accepted_amount", "verdict_reason", "amount")
        content = {name: getattr(line, name) for name in names} | {"round": self.claim.round, "snapshot": snapshot.id}
        content |= {"evidence": snapshot.evidence, "evidence_sha256": content_hash(snapshot.evidence)}
        content["files"] = [{"id": file.id, "name": file.filename, "sha256": file.sha256} for file in line.files]
        append(self.claim, ProofKind.VERDICT, content, self.by, line.id)
