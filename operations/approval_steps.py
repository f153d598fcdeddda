"""Whose turn it is: steps open position by position, each is seated with who decides now, and those are told."""

import clock
from extensions import db
from models import Approval, ApprovalStep, User
from operations import notify
from operations.approval_kinds import Handler
from policy.approvals import StepFacts, StepState, same_decision, to_open
from queries import seats
from queries.approval_files import agreed_in_own_name, barred_ids
from queries.people import assistants_of_all
from queries.working_time import approval_due


def open_next(approval: Approval, handler: Handler) -> bool:
    """Open the steps whose turn it is; whether anybody is asked. Where one person is asked twice, they decided once."""
    while True:
        db.session.flush()
        turn = set(to_open([StepFacts(step.id, step.position, step.state) for step in approval.steps]))
        if not turn:
            return any(step.state is StepState.OPEN for step in approval.steps)
        for step in approval.steps:
            if step.id in turn:
                _open(approval, step, handler)


def _open(approval: Approval, step: ApprovalStep, handler: Handler) -> None:
    found = seats.find(step.role, approval.unit_id, barred_ids(approval))
    earlier = same_decision([one.id for one in found.people], agreed_in_own_name(approval))
    step.opened_at = clock.now()
    if earlier is None:
        step.state, step.due_at = StepState.OPEN, approval_due(step.opened_at)
        _sit(approval, step, found, handler)
        return
    decided = next(one for one in approval.steps if one.id == earlier)
    step.role, step.unit_id = found.seat
    step.state, step.by_id, step.at = StepState.APPROVED, decided.by_id, decided.at
    step.details = step.details | {"same_as": earlier}


def seat(approval: Approval, step: ApprovalStep, handler: Handler) -> bool:
    """Ask who decides now, where those who were asked no longer do; whether it moved."""
    planned = step.details.get("instead_of", step.role)
    found = seats.find(type(step.role)(planned), approval.unit_id, barred_ids(approval))
    if found.seat == (step.role, step.unit_id):
        return False
    _sit(approval, step, found, handler)
    return True


def _sit(approval: Approval, step: ApprovalStep, found: seats.Seated, handler: Handler) -> None:
    planned = step.details.get("instead_of", step.role)
    step.role, step.unit_id = found.seat
    others = {key: value for key, value in step.details.items() if key != "instead_of"}
    step.details = others | ({"instead_of": planned} if planned != step.role else {})
    db.session.flush()
    tell_askers(approval, step, found.people, handler.events["asked"], **handler.asked(approval))


def tell_askers(approval: Approval, step: ApprovalStep, people: tuple[User, ...], event: str, **told) -> int:
    """Tell who decides the step, their deputies, and assistants who decide as well; how many heard something new."""
    ids = {one.id for one in people}
    others = {one.id for one in seats.deputies_for(ids)}
    if step.assistants:
        others |= {one.id for one in assistants_of_all(sorted(ids))}
    key = f"{event}:step:{step.id}:{step.role}:{step.unit_id}"
    url = f"/approvals/{approval.id}"
    about = {"title": approval.title, "by": approval.requested_by.name, **told}
    return sum(notify(one, event, url, key=key, **about) for one in sorted((ids | others) - barred_ids(approval)))
