"""Decisions by the real verbs and the real page, as somebody makes them."""

from sqlalchemy import select

from extensions import db
from models import Approval, User
from operations.approvals import decide
from policy.approvals import ApprovalKind


def asked(kind: ApprovalKind, subject_id: int) -> Approval:
    """What was asked for last about this subject."""
    rows = select(Approval).where(Approval.kind == kind, Approval.subject_id == subject_id)
    return db.session.scalar(rows.order_by(Approval.id.desc()).limit(1).execution_options(populate_existing=True))


def say(kind: ApprovalKind, subject_id: int, by: User, agrees: bool = True, opinion: str = "", **reasons) -> Approval:
    """Agree or disagree at the step that is open, else at the last one; ``reasons`` are what is wrong, by field."""
    approval = asked(kind, subject_id)
    step = next((step for step in approval.steps if step.state == "open"), approval.steps[-1])
    details = {"reasons": reasons} if reasons else {}
    return decide(approval.id, step.id, approval.fingerprint, agrees, opinion, by, details)


def answer_of(approval: Approval, agrees: bool = True, opinion: str = "", **reasons) -> dict:
    """What the form on the page of the approval sends."""
    step = next((step for step in approval.steps if step.state == "open"), approval.steps[-1])
    return {
        "step_id": step.id,
        "fingerprint": approval.fingerprint,
        "decision": "agree" if agrees else "disagree",
        "opinion": opinion,
        **{f"reason_{name}": text for name, text in reasons.items()},
    }
