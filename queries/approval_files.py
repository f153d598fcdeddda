"""One approval as the rules are told of it: what is pending, what was approved, who may decide which step."""

import functools
from collections.abc import Callable, Collection, Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload, selectinload

from extensions import db
from models import Approval, ApprovalStep, User
from policy.approvals import ApprovalKind, ApprovalState, DecisionFacts, StepState
from policy.problems import Kind, Problem
from policy.seats import Seat, Standing
from policy.words import N_
from queries import seats

GONE = Problem("", Kind.BLOCKS, N_("This no longer exists."), code="gone")
WHOLE = (
    selectinload(Approval.steps).options(
        joinedload(ApprovalStep.by), joinedload(ApprovalStep.decided_for), joinedload(ApprovalStep.unit)
    ),
    selectinload(Approval.barred),
    joinedload(Approval.requested_by),
    joinedload(Approval.unit),
    joinedload(Approval.customer),
)
STEPS = (*WHOLE[:1], joinedload(Approval.requested_by), defer(Approval.content), defer(Approval.before))


def pending(kind: ApprovalKind, subject_id: int) -> Approval | None:
    """The approval that waits about this subject; at most one."""
    return db.session.scalar(_about(kind, subject_id).where(Approval.state == ApprovalState.PENDING))


def holding(kind: ApprovalKind, subject_id: int) -> Approval | None:
    """What is pending about this subject, else what was approved last; None when neither holds."""
    held = Approval.state.in_((ApprovalState.PENDING, ApprovalState.APPROVED))
    return db.session.scalar(_about(kind, subject_id).where(held).order_by(Approval.id.desc()).limit(1))


def approved_content(kind: ApprovalKind, subject_id: int) -> dict[str, Any]:
    """What was approved last time, also when it was voided since; empty when nothing ever was."""
    agreed = Approval.state.in_((ApprovalState.APPROVED, ApprovalState.VOIDED))
    rows = _about(kind, subject_id).where(agreed, ~Approval.steps.any(ApprovalStep.state != StepState.APPROVED))
    last = db.session.scalar(rows.order_by(Approval.id.desc()).limit(1))
    return last.content if last else {}


def last_step(kind: ApprovalKind, subject_id: int) -> ApprovalStep | None:
    """The latest decision of a person about this subject."""
    rows = select(ApprovalStep).join(Approval).where(Approval.kind == kind, Approval.subject_id == subject_id)
    decided = rows.where(ApprovalStep.by_id.is_not(None)).options(joinedload(ApprovalStep.by))
    return db.session.scalar(decided.order_by(ApprovalStep.id.desc()).limit(1))


def decided_before(approval: Approval) -> Approval | None:
    """The last time that people decided about the same subject before this."""
    rows = _about(approval.kind, approval.subject_id).where(Approval.id < approval.id)
    ended = rows.where(Approval.steps.any(ApprovalStep.by_id.is_not(None))).options(*WHOLE)
    return db.session.scalar(ended.order_by(Approval.id.desc()).limit(1))


def history(kind: ApprovalKind, subject_id: int) -> list[Approval]:
    """Every time that a decision was asked for about this subject, the latest first, with its steps; without contents."""
    rows = _about(kind, subject_id).order_by(Approval.id.desc()).limit(50)
    return list(db.session.scalars(rows.options(*STEPS)))


def _about(kind: ApprovalKind, subject_id: int):
    return select(Approval).where(Approval.kind == kind, Approval.subject_id == subject_id)


def barred_ids(approval: Approval) -> set[int]:
    """Whose work it is: they never decide."""
    return {row.user_id for row in approval.barred} | {approval.requested_by_id}


def agreed_in_own_name(approval: Approval) -> dict[int, int]:
    """Who agreed already for themselves, with the first step where they did."""
    agreed: dict[int, int] = {}
    for step in approval.steps:
        if step.state is StepState.APPROVED and step.by_id and not step.for_id and "same_as" not in step.details:
            agreed.setdefault(step.by_id, step.id)
    return agreed


def standing(
    approval: Approval, step: ApprovalStep, by: User, barred: Collection[int] | None = None
) -> tuple[Standing | None, int | None]:
    """In which capacity the person meets the step, and for whom."""
    barred = barred_ids(approval) if barred is None else barred
    return seats.standing_of(Seat(step.role, step.unit_id), step.assistants, barred, by) or (None, None)


def decision_facts(
    approval: Approval, step: ApprovalStep, barred: Collection[int], by: User
) -> tuple[Callable[..., DecisionFacts], int | None]:
    """What the rule of deciding is told, but for what the person says; and for whom they decide."""
    capacity, for_id = standing(approval, step, by, barred)
    known = functools.partial(
        DecisionFacts,
        approval=approval.state,
        step=step.state,
        standing=capacity,
        barred=by.id in barred,
        clause=step.clause,
        decided_by=_decided_by(approval, step),
    )
    return known, for_id


def _decided_by(approval: Approval, step: ApprovalStep) -> str:
    """Who was faster: at this step, else who disagreed at another one."""
    if step.by is not None:
        return step.by.name
    refused = next((one for one in approval.steps if one.state is StepState.RETURNED), None)
    return refused.by.name if refused is not None else ""


def reason_of(step: ApprovalStep) -> str:
    """Why somebody disagreed, in one line."""
    return step.opinion or next(iter(step.details.get("reasons", {}).values()), "")


def deciding(approval: Approval, by: User) -> list[tuple[ApprovalStep, Standing, int | None]]:
    """The open steps that are this person's to decide or to prepare, with the capacity."""
    found = []
    for step in approval.steps:
        if step.state is StepState.OPEN:
            capacity, for_id = standing(approval, step, by)
            if capacity is not None:
                found.append((step, capacity, for_id))
    return found


def named(ids: Iterable[int]) -> dict[int, str]:
    """The names of people by id."""
    rows = select(User.id, User.name).where(User.id.in_(sorted(ids)))
    return dict(db.session.execute(rows).tuples().all())
