"""Decisions that wait too long: those who must decide are reminded, then whoever is above; each level once (A3.3)."""

import logging

import clock
from extensions import db
from models import Approval, ApprovalStep
from operations import locked, notify, one_bell, record, transaction
from operations.approval_kinds import handler_of
from operations.approval_steps import seat, tell_askers
from policy.approvals import StepState
from policy.deputies import level_reached
from policy.seats import Seat
from queries import seats
from queries.approval_files import barred_ids
from queries.approvals import open_ids, overdue_ids
from queries.working_time import approval_due

log = logging.getLogger(__name__)


def watch() -> tuple[dict[str, int], str]:
    """Ask anew where who was asked no longer decides, and remind of what is late: how many of each, and what went wrong
    last. A step that fails does not stop the rest; the next tick tries it again."""
    counted, wrong = {"moved": 0, "reminded": 0}, ""
    with one_bell():
        for name, deed, waiting in (("moved", reseat, open_ids), ("reminded", remind, overdue_ids)):
            for step_id in waiting():
                try:
                    counted[name] += deed(step_id)
                except Exception as error:
                    db.session.rollback()
                    log.exception("step %s", step_id)
                    wrong = f"{type(error).__name__}: {error}"
    return counted, wrong


def _open_step(step_id: int) -> tuple[Approval, ApprovalStep] | None:
    """The step with its approval under lock, while it waits."""
    approval = locked(Approval, db.session.get_one(ApprovalStep, step_id).approval_id)
    step = next(row for row in approval.steps if row.id == step_id)
    return (approval, step) if step.state is StepState.OPEN else None


def reseat(step_id: int) -> bool:
    """Where nobody sits in the seat any more (left, other role), whoever decides now is asked; whether it moved."""
    step = db.session.get(ApprovalStep, step_id)
    if step is None or seats.in_seat(Seat(step.role, step.unit_id), barred_ids(step.approval)):
        return False
    with transaction():
        found = _open_step(step_id)
        return found is not None and seat(*found, handler_of(found[0].kind))


def remind(step_id: int) -> int:
    """Tell of a late step as far up as its lateness reaches; how many people heard something new."""
    with transaction():
        found = _open_step(step_id)
        if found is None:
            return 0
        approval, step = found
        level = level_reached(step.due_at, approval_due(step.opened_at, times=2), clock.now())
        if level <= step.told_level:
            return 0
        told, step.told_level = step.told_level, level
        record("approval_reminded", approval, None, before={"told_level": told}, after={"told_level": level})
        return _tell(approval, step, range(told + 1, level + 1))


def _tell(approval: Approval, step: ApprovalStep, levels: range) -> int:
    here, barred = Seat(step.role, step.unit_id), barred_ids(approval)
    asked = seats.in_seat(here, barred)
    due_on = clock.day_of(step.due_at)
    heard = tell_askers(approval, step, tuple(asked), "approval_late", due_on=due_on) if 1 in levels else 0
    if 2 in levels:
        who = ", ".join(person.name for person in asked) or "–"
        about = {"title": approval.title, "by": approval.requested_by.name, "due_on": due_on, "who": who}
        key, url = f"approval_late_of:step:{step.id}", f"/approvals/{approval.id}"
        for person in seats.superiors_of(here, approval.unit_id, barred | {one.id for one in asked}):
            heard += notify(person.id, "approval_late_of", url, key=key, **about)
    return heard
