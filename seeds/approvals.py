"""Decisions in the demo data: what was asked for, by whom it was decided, and what waits still."""

import datetime as dt
from typing import Any

from models import Approval, User
from operations.approval_kinds import handler_of
from operations.approvals import draw_up
from policy.approvals import ApprovalKind, ApprovalState, StepState
from queries import seats
from queries.approval_files import barred_ids
from queries.working_time import approval_due
from seeds.world import World


class Asked:
    """Writes approvals of the past as the verbs would have written them."""

    def __init__(self, world: World):
        self.world = world

    def of(self, kind: ApprovalKind, subject: Any, by: User, at: dt.datetime) -> Approval:
        """What was asked for at a moment."""
        self.world.session.flush()
        approval = draw_up(kind, handler_of(kind), subject, by)
        approval.requested_at, approval.requested_by = at, by
        self.world.session.add(approval)
        self.world.session.flush()
        return approval

    def wait(self, approval: Approval) -> None:
        """Its first steps wait for who decides."""
        first = min(step.position for step in approval.steps)
        for step in approval.steps:
            if step.position == first:
                step.role, step.unit_id = seats.find(step.role, approval.unit_id, barred_ids(approval)).seat
                step.state, step.opened_at = StepState.OPEN, approval.requested_at
                step.due_at = approval_due(step.opened_at)

    def go_on(self, approval: Approval, at: dt.datetime, opinion: str) -> None:
        """Who comes first agreed; those who come next are asked, each in the seat that is theirs."""
        first, second = sorted({step.position for step in approval.steps})[:2]
        for step in approval.steps:
            if step.position not in (first, second):
                continue
            found = seats.find(step.role, approval.unit_id, barred_ids(approval))
            step.role, step.unit_id = found.seat
            step.opened_at = approval.requested_at if step.position == first else at
            step.due_at = approval_due(step.opened_at)
            step.state = StepState.OPEN
            if step.position == first:
                step.state, step.by_id, step.at, step.opinion = StepState.APPROVED, found.people[0].id, at, opinion

    def decide(
        self, approval: Approval, by: User, at: dt.datetime, agrees: bool, opinion: str, details: dict | None = None
    ) -> None:
        """One person decided about all of it."""
        for step in approval.steps:
            step.state = StepState.APPROVED if agrees else StepState.RETURNED
            step.opened_at, step.due_at = approval.requested_at, approval_due(approval.requested_at)
            step.by_id, step.at, step.opinion, step.details = by.id, at, opinion, details or {}
        approval.state = ApprovalState.APPROVED if agrees else ApprovalState.RETURNED
        approval.ended_at = at
