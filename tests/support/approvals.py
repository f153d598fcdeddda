"""Decisions by the real verbs, as somebody makes them on the page of the approval."""

from models import Approval, User
from operations.approvals import decide, pending
from policy.approvals import ApprovalKind


def say(kind: ApprovalKind, subject_id: int, by: User, agrees: bool = True, opinion: str = "", **reasons) -> Approval:
    """Agree or disagree about what waits; ``reasons`` are what is wrong, by field."""
    approval = pending(kind, subject_id)
    step = next(step for step in approval.steps if step.state == "open")
    details = {"reasons": reasons} if reasons else {}
    return decide(approval.id, step.id, approval.fingerprint, agrees, opinion, by, details)
