"""Closing opportunities: won, lost or invalid, in time; the manager or sales assistant confirms the record (A6.7)."""

import datetime as dt
from typing import Any

from sqlalchemy import func, select

import clock
from extensions import db
from models import Approval, Closing, Customer, Opportunity, User
from operations import locked, once, record, refuse_if, transaction
from operations.approval_kinds import Handler, register
from operations.approvals import submit
from policy.approvals import ApprovalKind, Evidence, StepPlan
from policy.closing import CONFIRMATION, closing_problems, missing_from_record
from policy.following import DECIDED, Cause, OpportunityStatus
from policy.problems import Problem
from policy.words import N_
from queries.opportunities import closing_facts, due_on, record_facts


def close(
    opportunity_id: int,
    by: User,
    result: OpportunityStatus,
    reason: str,
    result_on: dt.date,
    *,
    cause: Cause | None = None,
    version: int | None = None,
    form_key: str = "",
) -> Closing:
    """Close an opportunity, or submit a closing again that was sent back. ``result_on``: the day the result was known.

    Late closing is recorded (``due_on`` against ``closed_at``). Raises ``Refused``, ``Stale``.
    """
    with transaction():
        once(form_key, by.id, f"/opportunities/{opportunity_id}")
        whose = select(Opportunity.customer_id).where(Opportunity.id == opportunity_id)
        locked(Customer, db.session.scalar(whose) or 0, key_share=True)
        opportunity = locked(Opportunity, opportunity_id, version)
        refuse_if(closing_problems(closing_facts(opportunity, result, reason, result_on)))
        before = {"status": opportunity.status}
        closing = opportunity.closing or Closing(closed_at=clock.now(), closed_by_id=by.id)
        closing.status, closing.reason, closing.result_on = result, reason, result_on
        closing.cause = cause if result in DECIDED else None
        closing.due_on, closing.sent_back_at = due_on(result_on), None
        opportunity.probability = 100 if result is OpportunityStatus.WON else 0
        opportunity.closing, opportunity.status = closing, result
        after = {
            "status": result,
            "cause": closing.cause,
            "reason": reason,
            "result_on": result_on,
            "due_on": closing.due_on,
        }
        record("closed", opportunity, by, before=before, after=after)
        _count_as_won(opportunity.customer)
        submit(ApprovalKind.CLOSING, opportunity, by)
    return closing


class Confirmation(Handler):
    """The completeness of a closed opportunity's record, by the department manager or sales assistant (A6.7)."""

    model = Opportunity
    events = Handler.events | {
        "asked": "closing_submitted",
        "approved": "closing_confirmed",
        "returned": "closing_sent_back",
    }
    verbs = {"approved": "closing_confirmed", "returned": "closing_sent_back"}

    def title(self, subject: Opportunity) -> str:
        return subject.name

    def url(self, subject: Opportunity) -> str:
        return f"/opportunities/{subject.id}"

    def told(self, subject: Opportunity) -> dict[str, Any]:
        return {"opportunity": subject.name}

    def asked(self, approval: Approval) -> dict[str, Any]:
        return {"opportunity": approval.title}

    def content(self, subject: Opportunity) -> dict[str, Any]:
        closing = subject.closing
        told = {"result": closing.status, "reason": closing.reason, "result_on": closing.result_on}
        return told | ({"cause": closing.cause} if closing.cause else {})

    def labels(self) -> dict[str, str]:
        return {
            "result": N_("Result"),
            "reason": N_("Reason"),
            "result_on": N_("Result known on"),
            "cause": N_("What decided it"),
        }

    def words(self) -> dict[str, dict[str, str]]:
        words = {"result": OpportunityStatus, "cause": Cause}
        return {name: {word.value: word.label for word in those} for name, those in words.items()}

    def route(self, subject: Opportunity) -> list[StepPlan]:
        return [CONFIRMATION]

    def barred(self, subject: Opportunity) -> set[int]:
        return {subject.owner_id, subject.closing.closed_by_id}

    def problems(self, subject: Opportunity) -> list[Problem]:
        return list(missing_from_record(record_facts(subject)))

    def plain(self, subject: Opportunity) -> bool:
        return not self.problems(subject) and not self._late(subject)

    def _late(self, subject: Opportunity) -> bool:
        return clock.day_of(subject.closing.closed_at) > subject.closing.due_on

    def evidence(self, subject: Opportunity) -> list[Evidence]:
        closing = subject.closing
        return [
            Evidence(N_("Customer"), subject.customer.name, url=f"/customers/{subject.customer_id}"),
            Evidence(N_("Owner"), subject.owner.name),
            Evidence(N_("Amount"), subject.amount),
            Evidence(N_("Closed"), closing.closed_at, "warn" if self._late(subject) else ""),
            Evidence(N_("To be closed by"), closing.due_on, clause="A6.7"),
        ]

    def approved(self, subject: Opportunity, approval: Approval, by: User | None) -> None:
        subject.closing.confirmed_at, subject.closing.sent_back_at = clock.now(), None

    def returned(self, subject: Opportunity, approval: Approval, by: User) -> None:
        subject.closing.confirmed_at, subject.closing.sent_back_at = None, clock.now()

    def withdrawn(self, subject: Opportunity, approval: Approval, by: User) -> None:
        """Taken back: its record is mended, and it is closed again."""
        self.voided(subject, approval)

    def voided(self, subject: Opportunity, approval: Approval) -> None:
        if subject.closing.confirmed_at is None:
            subject.closing.sent_back_at = clock.now()


register(ApprovalKind.CLOSING, Confirmation())


def _count_as_won(customer: Customer) -> None:
    """A customer is won since its first opportunity that was closed as won, as the closings now say."""
    won = (
        select(func.min(Closing.closed_at))
        .join(Opportunity, Opportunity.id == Closing.opportunity_id)
        .where(Opportunity.customer_id == customer.id, Closing.status == OpportunityStatus.WON)
    )
    db.session.flush()
    customer.won_at = db.session.scalar(won)
