"""Green lines of one claim or of many are accepted at once; each claim in its own transaction (A3.4)."""

from collections.abc import Iterable
from dataclasses import dataclass

from extensions import db
from models import ExpenseClaim, ExpenseLine, User
from operations import Refused, refuse_if, transaction
from operations.expense_checks import Case, finish, take
from operations.expenses import deed_facts, standing
from policy.claims import deed_problems
from policy.examination import Light
from policy.expenses import ClaimStatus, Verdict
from policy.problems import Kind, Problem
from policy.words import N_

MOST = 200
NOTHING_GREEN = Problem(
    "A3.4", Kind.BLOCKS, N_("No line of it is green."), N_("Open it and look at its lines."), code="nothing_green"
)


@dataclass(frozen=True)
class Done:
    """What became of one claim: how many lines were accepted, whether it is approved by that, what stood in the way."""

    claim: ExpenseClaim
    accepted: int = 0
    approved: bool = False
    problem: Problem | None = None


def accept_green(claim_id: int, by: User, *, version: int | None = None) -> int:
    """Accept every open line in which nothing was found and which was not drawn to be looked at; how many there were."""
    with transaction():
        claim = standing(claim_id, version)
        refuse_if(deed_problems(deed_facts("judge", claim, by)))
        case = Case.of(claim, by)
        clear = [line for line in case.lines if is_green(line, case.said[line.id].light)]
        for line in clear:
            case.judge(line, Verdict.ACCEPTED, line.amount)
    return len(clear)


def is_green(line: ExpenseLine, light: Light) -> bool:
    """Whether a line is accepted together with others."""
    return line.verdict is Verdict.OPEN and light is Light.GREEN and not line.sampled


def accept_green_of(claim_ids: Iterable[int], by: User) -> list[Done]:
    """Take each claim into check, accept its green lines, and approve it where nothing else is open. A claim that cannot
    be taken says why and does not stop the rest; one in which nothing is green stays in the queue."""
    return [_of(claim_id, by) for claim_id in list(dict.fromkeys(claim_ids))[:MOST]]


def _of(claim_id: int, by: User) -> Done:
    claim = db.session.get(ExpenseClaim, claim_id)
    try:
        with transaction():
            if claim.status is not ClaimStatus.IN_CHECK or claim.checker_id != by.id:
                take(claim_id, by)
            accepted = accept_green(claim_id, by)
            done = all(line.verdict is not Verdict.OPEN for line in claim.lines)
            if not accepted and not done:
                raise Refused([NOTHING_GREEN])
            if done:
                finish(claim_id, by)
    except Refused as refusal:
        return Done(claim, problem=refusal.problems[0])
    return Done(claim, accepted, claim.status is ClaimStatus.APPROVED)
