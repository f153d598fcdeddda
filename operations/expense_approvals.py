"""The manager's word on a claim (A3.4). A manager's own claim goes to the next one up, who manages its unit as well."""

from models import ExpenseClaim, User
from operations import Refused, refuse_if, transaction
from operations.expenses import decide, deed_facts, standing, tell, went_back
from policy.claims import deed_problems
from policy.expenses import ClaimStep
from policy.filler import hollow
from policy.problems import Kind, Problem, blocking
from policy.words import N_
from queries.expenses import findings, lines_of

LEAST_REASON = 2


def approve(claim_id: int, by: User, *, version: int | None = None, note: str = "") -> ExpenseClaim:
    """Approve a submitted claim as manager; finance checks it next. Refused while a line is blocked."""
    with transaction():
        claim = standing(claim_id, version)
        refuse_if(deed_problems(deed_facts("approve", claim, by)))
        if went_back(claim, ClaimStep.MANAGER, by):
            return claim
        found = findings(claim, lines_of(claim.id))
        refuse_if(problem for problems in found.values() for problem in blocking(problems))
        decide(claim, ClaimStep.MANAGER, "approve", by, note)
        tell(claim.claimant_id, "expense_manager_approved", claim, by=by.name)
    return claim


def send_back(claim_id: int, by: User, reason: str, *, version: int | None = None) -> ExpenseClaim:
    """Return a submitted claim to its claimant, saying why."""
    with transaction():
        claim = standing(claim_id, version)
        refuse_if(deed_problems(deed_facts("send_back", claim, by)))
        need_reason(reason)
        decide(claim, ClaimStep.MANAGER, "send_back", by, reason)
        tell(claim.claimant_id, "expense_returned", claim, by=by.name, reason=reason)
    return claim


def need_reason(reason: str, field: str = "note") -> None:
    """Who returns, cuts or rejects says why, in words that help."""
    if hollow(reason, LEAST_REASON) is not None:
        remedy = N_("Write what is wrong and what would mend it.")
        raise Refused([Problem("A3.4", Kind.BLOCKS, N_("A reason is needed."), remedy, field, "reason_missing")])
