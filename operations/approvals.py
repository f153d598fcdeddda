"""Deciding (A4.2, A6.7, A9): submitted on a computed route, agreed or disagreed step by step, withdrawn, voided.

All verbs join the running transaction. The subject is locked before its approval, everywhere in this order.
"""

from typing import Any

from models import Approval, User
from policy.approvals import ApprovalKind
from policy.problems import Problem


def submit(kind: ApprovalKind, subject: Any, by: User, note: str = "") -> Approval:
    """Ask for the decision about a locked subject; an empty route approves at once. Raises ``Refused`` while one is
    pending."""
    raise NotImplementedError


def decide(
    approval_id: int,
    step_id: int,
    fingerprint: str,
    agrees: bool | None,
    opinion: str,
    by: User,
    details: dict[str, Any] | None = None,
) -> Approval:
    """Agree or disagree with what ``fingerprint`` names. Raises ``Refused`` when the content changed or was decided."""
    raise NotImplementedError


def withdraw(approval_id: int, by: User) -> Approval:
    """Who asked takes it back before it is decided. Raises ``Refused``."""
    raise NotImplementedError


def void(kind: ApprovalKind, subject_id: int) -> None:
    """The content changed: what was approved or is pending no longer holds."""
    raise NotImplementedError


def pending(kind: ApprovalKind, subject_id: int) -> Approval | None:
    """The approval that waits about this subject."""
    raise NotImplementedError


def frozen(kind: ApprovalKind, subject_id: int) -> list[Problem]:
    """Why the subject is not changed now: a decision about it is awaited. Empty when it may be."""
    raise NotImplementedError
