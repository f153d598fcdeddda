"""Questions of finance about lines: asked, answered by the claimant, withdrawn. The answer brings the claim back (A3.4)."""

from sqlalchemy import select

import clock
from extensions import db
from models import ExpenseClaim, ExpenseLine, LineQuestion, User
from operations import Refused, locked, once, record, refuse_if, transaction
from operations.claim_proofs import append
from operations.expenses import deed_facts, hold, standing, tell
from policy.claims import deed_problems
from policy.problems import Kind, Problem
from policy.proving import ProofKind
from policy.words import N_

LONGEST = 1000


def ask(line_id: int, by: User, words: str, *, form_key: str = "") -> LineQuestion:
    """Ask the claimant about a line of a claim that one has in check, and go on. Raises ``Refused``."""
    with transaction():
        claim_id = db.session.scalar(select(ExpenseLine.claim_id).where(ExpenseLine.id == line_id)) or 0
        once(form_key, by.id, f"/expenses/desk/{claim_id}")
        claim = standing(claim_id)
        refuse_if(deed_problems(deed_facts("judge", claim, by)))
        _need(words, "question")
        row = LineQuestion(claim_id=claim.id, line_id=line_id, round=claim.round, question=words.strip())
        row.asked_by_id, row.asked_at = by.id, clock.now()
        db.session.add(row)
        db.session.flush()
        claim.questions += 1
        hold(claim)
        record("asked_about", row, by, after={"line_id": line_id}, note=words)
        tell(claim.claimant_id, "expense_asked", claim, once=f":{row.id}", by=by.name, question=words)
    return row


def answer(question_id: int, by: User, words: str) -> LineQuestion:
    """Answer a question about one's own claim; who asked hears of it. Raises ``Refused``."""
    with transaction():
        row, claim = _open(question_id)
        if claim.claimant_id != by.id:
            raise Refused([Problem("A3.4", Kind.BLOCKS, N_("Only its claimant does this."), code="not_the_claimant")])
        _need(words, "answer")
        row.answer, row.answered_at = words.strip(), clock.now()
        _closed(claim)
        said = {"question": row.question, "answer": row.answer, "asked_by_id": row.asked_by_id}
        append(claim, ProofKind.QUESTION, said, by, row.line_id)
        record("answered", row, by, note=words)
        tell(row.asked_by_id, "expense_answered", claim, once=f":{row.id}", desk=True, by=by.name, answer=words)
    return row


def withdraw(question_id: int, by: User) -> LineQuestion:
    """Let a question go that nobody has to answer any more. Raises ``Refused``."""
    with transaction():
        row, claim = _open(question_id)
        refuse_if(deed_problems(deed_facts("judge", claim, by)))
        row.withdrawn_at = clock.now()
        _closed(claim)
        record("question_withdrawn", row, by)
    return row


def _open(question_id: int) -> tuple[LineQuestion, ExpenseClaim]:
    claim_id = db.session.scalar(select(LineQuestion.claim_id).where(LineQuestion.id == question_id))
    claim = standing(claim_id or 0)
    row = locked(LineQuestion, question_id)
    if row.answered_at or row.withdrawn_at:
        message, remedy = N_("This question was answered or withdrawn already."), N_("Look at where it stands now.")
        raise Refused([Problem("A3.4", Kind.BLOCKS, message, remedy, code="question_over")])
    return row, claim


def _closed(claim: ExpenseClaim) -> None:
    claim.questions = max(claim.questions - 1, 0)
    hold(claim)


def _need(words: str, field: str) -> None:
    if not words.strip():
        raise Refused([Problem("A3.4", Kind.BLOCKS, N_("Please write something."), field=field, code="nothing_said")])
    if len(words) > LONGEST:
        message, params = N_("At most %(most)s characters."), {"most": LONGEST}
        raise Refused([Problem("", Kind.BLOCKS, message, field=field, code="too_long", params=params)])
