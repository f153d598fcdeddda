"""Deciding (A4.2, A6.7, A9): submitted on a computed route, agreed or disagreed step by step, withdrawn, voided.

All verbs join the running transaction. The subject is locked before its approval, everywhere in this order; a step
changes only under the lock of its approval, so that of two who decide at the same moment the second finds it decided.
"""

from collections.abc import Iterable
from contextlib import contextmanager
from typing import Any

import clock
from extensions import db
from models import Approval, ApprovalBarred, ApprovalStep, User
from operations import Refused, flush_or, locked, notify, plain, record, refuse_if, transaction
from operations.approval_kinds import Handler, handler_of
from operations.approval_steps import open_next, seat
from policy import approvals as rules
from policy.approvals import ApprovalKind, ApprovalState, StepState
from policy.problems import Problem
from policy.seats import Standing
from queries import approval_files as files


def submit(kind: ApprovalKind, subject: Any, by: User, note: str = "") -> Approval:
    """Ask for the decision about a locked subject; an empty route approves at once.

    The audit line of submitting is the room's. Raises ``Refused`` while a decision is pending.
    """
    with transaction():
        db.session.flush()
        refuse_if(frozen(kind, subject.id))
        handler = handler_of(kind)
        approval = draw_up(kind, handler, subject, by, note)
        db.session.add(approval)
        flush_or(rules.frozen_problem())
        _go_on(approval, handler, subject)
    return approval


def draw_up(kind: ApprovalKind, handler: Handler, subject: Any, by: User, note: str = "") -> Approval:
    """What is asked for, as the content and the policy have it now; not yet kept, and nobody asked."""
    content = plain(handler.content(subject))
    before = handler.before(subject)
    approval = Approval(
        kind=kind,
        subject_id=subject.id,
        customer_id=handler.customer_id(subject),
        title=handler.title(subject)[:200],
        requested_by_id=by.id,
        unit_id=handler.unit_id(subject),
        requested_at=clock.now(),
        state=ApprovalState.PENDING,
        content=content,
        before=plain(before) if before is not None else files.approved_content(kind, subject.id),
        fingerprint=rules.fingerprint(kind, subject.id, content),
        plain=handler.plain(subject),
        note=note,
    )
    approval.barred = [ApprovalBarred(user_id=user_id) for user_id in sorted(_barred(handler, subject, by.id))]
    for plan in handler.route(subject):
        step = ApprovalStep(position=plan.position, role=plan.role, unit_id=approval.unit_id, clause=plan.clause)
        step.why, step.params, step.assistants = plan.why, plain(plan.params), plan.assistants
        step.state = StepState.WAITING
        approval.steps.append(step)
    return approval


def _barred(handler: Handler, subject: Any, requested_by_id: int) -> set[int]:
    return {user_id for user_id in handler.barred(subject) if user_id} | {requested_by_id}


def _go_on(approval: Approval, handler: Handler, subject: Any, by: User | None = None, note: str = "") -> None:
    """Ask whose turn it is; when nobody is left to ask, it is approved."""
    if open_next(approval, handler):
        if by is not None:
            record("approval_agreed", subject, by, after={"title": approval.title}, note=note)
        return
    _end(approval, ApprovalState.APPROVED)
    with _noted(handler.verbs["approved"], subject, by, note):
        handler.approved(subject, approval, by)
    _tell(approval, handler, subject, "approved", by)


@contextmanager
def _noted(verb: str, subject: Any, by: User | None, note: str, **more: Any):
    """One audit line about the subject, with what became of its status."""
    before = {"status": subject.status} if hasattr(subject, "status") else {}
    yield
    after = {"status": subject.status} if before else {}
    record(verb, subject, by, before=before, after=after | more, note=note)


def _end(approval: Approval, state: ApprovalState) -> None:
    approval.state, approval.ended_at = state, clock.now()
    for step in approval.steps:
        if step.state in (StepState.WAITING, StepState.OPEN):
            step.state = StepState.SKIPPED
    db.session.flush()


def _tell(approval: Approval, handler: Handler, subject: Any, how: str, by: User | None, **more: Any) -> None:
    told = {"title": approval.title, "by": by.name if by else "", **handler.told(subject), **more}
    event = handler.events[how]
    for row in approval.barred:
        if by is None or row.user_id != by.id:
            notify(row.user_id, event, handler.url(subject), key=f"approval:{approval.id}:{how}", **told)


def decide(
    approval_id: int,
    step_id: int,
    fingerprint: str,
    agrees: bool | None,
    opinion: str,
    by: User,
    details: dict[str, Any] | None = None,
    unread: bool = False,
) -> Approval:
    """Agree or disagree with what ``fingerprint`` names; ``details["reasons"]`` maps fields to what is wrong there.

    Raises ``Refused`` when the content changed, when it was decided already (and by whom), or when it is not theirs. A
    subject that was changed past the freeze loses what was decided about it so far. ``unread``: it is agreed to with
    others, which is refused unless the policy finds nothing to look at, now as when it was submitted.
    """
    with transaction():
        approval, handler, subject = _locked(approval_id)
        drifted = approval.state is ApprovalState.PENDING and _drifted(approval, handler, subject)
        if drifted:
            void(approval.kind, approval.subject_id)
        else:
            if unread and approval.state is ApprovalState.PENDING and not (approval.plain and handler.plain(subject)):
                raise Refused([rules.to_look_at()])
            _decide(
                approval, handler, subject, _step(approval, step_id), fingerprint, agrees, opinion, by, details or {}
            )
    if drifted:
        raise Refused([rules.changed()])
    return approval


def _locked(approval_id: int) -> tuple[Approval, Handler, Any]:
    found = db.session.get(Approval, approval_id)
    if found is None:
        raise Refused([files.GONE])
    handler = handler_of(found.kind)
    subject = locked(handler.model, found.subject_id)
    approval = locked(Approval, approval_id)
    db.session.expire(approval, ["steps", "barred"])
    return approval, handler, subject


def _drifted(approval: Approval, handler: Handler, subject: Any) -> bool:
    content = plain(handler.content(subject))
    return rules.fingerprint(approval.kind, approval.subject_id, content) != approval.fingerprint


def _step(approval: Approval, step_id: int) -> ApprovalStep:
    step = next((step for step in approval.steps if step.id == step_id), None)
    if step is None:
        raise Refused([files.GONE])
    return step


def _decide(approval, handler, subject, step, fingerprint, agrees, opinion, by, details) -> None:
    barred = files.barred_ids(approval) | _barred(handler, subject, approval.requested_by_id)
    facts, for_id = files.decision_facts(approval, step, barred, by)
    said = {"as_shown": fingerprint == approval.fingerprint, "agrees": agrees, "opinion": opinion}
    refuse_if(rules.decision_problems(facts(reasons=len(details.get("reasons", {})), **said)))
    step.state = StepState.APPROVED if agrees else StepState.RETURNED
    step.by_id, step.for_id, step.at, step.opinion = by.id, for_id, clock.now(), opinion.strip()
    step.details = step.details | plain(details)
    if agrees:
        _once_for_all(approval, step, by)
        _go_on(approval, handler, subject, by, step.opinion)
        return
    _end(approval, ApprovalState.RETURNED)
    with _noted(handler.verbs["returned"], subject, by, step.opinion, **details):
        handler.returned(subject, approval, by)
    why = files.reason_of(step)
    _tell(approval, handler, subject, "returned", by, reason=why, note=why)


def _once_for_all(approval: Approval, decided: ApprovalStep, by: User) -> None:
    """Whoever sits in several seats that are asked side by side decides once, unless it was for somebody else."""
    for step in approval.steps:
        own = step.state is StepState.OPEN and files.standing(approval, step, by)[0] is Standing.SEAT
        if own and decided.for_id is None:
            step.state, step.by_id, step.at = StepState.APPROVED, by.id, decided.at
            step.details = step.details | {"same_as": decided.id}


def withdraw(approval_id: int, by: User) -> Approval:
    """Who asked, or whose work it is, takes it back before it is decided. Raises ``Refused``."""
    with transaction():
        approval, handler, subject = _locked(approval_id)
        own = by.id in files.barred_ids(approval) | _barred(handler, subject, approval.requested_by_id)
        with _noted("approval_withdrawn", subject, by, ""):
            _withdraw(approval, handler, subject, by, own)
    return approval


def recall(kind: ApprovalKind, subject: Any, by: User) -> Approval | None:
    """The same for a room that judged itself who may, and writes the line; None when nothing was pending."""
    with transaction():
        found = pending(kind, subject.id)
        if found is not None:
            _withdraw(*_locked(found.id), by, own=True)
    return found


def _withdraw(approval: Approval, handler: Handler, subject: Any, by: User, own: bool) -> None:
    refuse_if(rules.withdrawal_problems(approval.state, own))
    _end(approval, ApprovalState.WITHDRAWN)
    handler.withdrawn(subject, approval, by)


def void(kind: ApprovalKind, subject_id: int, by: User | None = None) -> None:
    """The content changed: what is pending, or was approved last, no longer holds. Those concerned are told."""
    with transaction():
        db.session.flush()
        found = files.holding(kind, subject_id)
        if found is None:
            return
        approval, handler, subject = _locked(found.id)
        _end(approval, ApprovalState.VOIDED)
        with _noted("approval_voided", subject, by, ""):
            handler.voided(subject, approval)
        _tell(approval, handler, subject, "voided", by)


def pending(kind: ApprovalKind, subject_id: int) -> Approval | None:
    """The approval that waits about this subject."""
    return files.pending(kind, subject_id)


def frozen(kind: ApprovalKind, subject_id: int) -> list[Problem]:
    """Why the subject is not changed now: a decision about it is awaited. Empty when it may be."""
    return [rules.frozen_problem()] if pending(kind, subject_id) else []


def prepare(approval_id: int, step_id: int, opinion: str, by: User) -> Approval:
    """An assistant keeps an opinion for whom they assist; it is shown to who decides. Raises ``Refused``."""
    with transaction():
        approval, _handler, subject = _locked(approval_id)
        step = _step(approval, step_id)
        standing, _for_id = files.standing(approval, step, by)
        refuse_if(rules.preparation_problems(step.state, standing, opinion))
        said = {"opinion": opinion.strip(), "by": by.name, "at": clock.now()}
        step.details = step.details | {"prepared": plain(said)}
        record("approval_prepared", subject, by, after={"title": approval.title}, note=opinion.strip())
    return approval


def agree_plain(approval_id: int, step_id: int, fingerprint: str, by: User) -> Problem | None:
    """Agree without words, with others together; why it was left out, None when it was agreed to."""
    try:
        decide(approval_id, step_id, fingerprint, True, "", by, unread=True)
    except Refused as refusal:
        return refusal.problems[0]
    return None


def follow(kind: ApprovalKind, subject: Any) -> None:
    """The subject has moved to other people or another unit: what is pending is asked of those who decide there."""
    with transaction():
        found = pending(kind, subject.id)
        if found is None:
            return
        approval, handler, subject = _locked(found.id)
        unit_id, known = handler.unit_id(subject), files.barred_ids(approval)
        new = _barred(handler, subject, approval.requested_by_id) - known
        approval.barred += [ApprovalBarred(user_id=user_id) for user_id in sorted(new)]
        if new or unit_id != approval.unit_id:
            approval.unit_id = unit_id
            _ask_again(approval, handler, (step for step in approval.steps if step.state is StepState.OPEN))


def ask_instead(approval_id: int, leaver: User, to: User) -> Approval | None:
    """Somebody asks in the place of who leaves, and so does not decide about it; None where nothing waits any more.
    Joins the running transaction."""
    approval, handler, _subject = _locked(approval_id)
    if approval.state is not ApprovalState.PENDING or approval.requested_by_id != leaver.id:
        return None
    approval.requested_by = to
    if to.id not in files.barred_ids(approval):
        approval.barred.append(ApprovalBarred(user_id=to.id))
    db.session.flush()
    _ask_again(approval, handler, (step for step in approval.steps if step.state is StepState.OPEN))
    return approval


def _ask_again(approval: Approval, handler: Handler, steps: Iterable[ApprovalStep]) -> None:
    for step in steps:
        seat(approval, step, handler)
