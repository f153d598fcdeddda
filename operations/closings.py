"""Closing opportunities: won, lost or invalid, in time; the manager or sales assistant confirms the record (A6.7)."""

import datetime as dt

from sqlalchemy import func, select

import clock
from extensions import db
from models import AssistantLink, Closing, ClosingConfirmation, Customer, Opportunity, User
from operations import locked, notify, once, record, refuse_if, transaction
from policy.closing import ConfirmationFacts, closing_problems, confirmation_problems
from policy.following import ClosingDecision, OpportunityStatus
from queries.opportunities import closing_facts, due_on
from queries.people import reviewers_of
from scopes import scope_of


def close(
    opportunity_id: int,
    by: User,
    result: OpportunityStatus,
    reason: str,
    result_on: dt.date,
    *,
    version: int | None = None,
    form_key: str = "",
) -> Closing:
    """Close an opportunity, or submit a closing again that was sent back. ``result_on``: the day the result was known.

    Late closing is recorded (``due_on`` against ``closed_at``). Raises ``Refused``, ``Stale``.
    """
    with transaction():
        once(form_key, by.id, f"/opportunities/{opportunity_id}")
        opportunity = locked(Opportunity, opportunity_id, version)
        refuse_if(closing_problems(closing_facts(opportunity, result, reason, result_on)))
        before = {"status": opportunity.status}
        closing = opportunity.closing or Closing(closed_at=clock.now(), closed_by_id=by.id)
        closing.status, closing.reason, closing.result_on = result, reason, result_on
        closing.due_on, closing.sent_back_at = due_on(result_on), None
        opportunity.probability = 100 if result is OpportunityStatus.WON else 0
        opportunity.closing, opportunity.status = closing, result
        after = {"status": result, "reason": reason, "result_on": result_on, "due_on": closing.due_on}
        record("closed", opportunity, by, before=before, after=after)
        _count_as_won(opportunity.customer)
        _ask_for_confirmation(opportunity, by)
    return closing


def confirm(opportunity_id: int, by: User, note: str = "") -> Closing:
    """Say that the record of a closed opportunity is complete. Raises ``Refused``."""
    return _decide(opportunity_id, by, ClosingDecision.CONFIRMED, note)


def send_back(opportunity_id: int, by: User, note: str) -> Closing:
    """Send a closing back with a note of what is to be mended. Raises ``Refused``."""
    return _decide(opportunity_id, by, ClosingDecision.SENT_BACK, note)


def _decide(opportunity_id: int, by: User, decision: ClosingDecision, note: str) -> Closing:
    confirms = decision is ClosingDecision.CONFIRMED
    with transaction():
        opportunity = locked(Opportunity, opportunity_id)
        closing = opportunity.closing
        refuse_if(confirmation_problems(_confirmation_facts(opportunity, by, confirms, note)))
        now = clock.now()
        closing.confirmed_at, closing.sent_back_at = (now, None) if confirms else (None, now)
        closing.confirmations.append(ClosingConfirmation(decision=decision, note=note, by_id=by.id, at=now))
        record(f"closing_{decision.value}", opportunity, by, note=note)
        for user_id in {opportunity.owner_id, closing.closed_by_id}:
            notify(
                user_id,
                f"closing_{decision.value}",
                f"/opportunities/{opportunity.id}",
                key=f"closing:{closing.id}:{len(closing.confirmations)}",
                by=by.name,
                opportunity=opportunity.name,
                note=note,
            )
    return closing


def may_decide(opportunity: Opportunity, by: User) -> bool:
    """Whether the person decides about this closing: of their units, not their own, nor that of whom they assist."""
    return opportunity.unit_id in scope_of(by).managed and not _own(opportunity, by)


def _own(opportunity: Opportunity, by: User) -> bool:
    closing = opportunity.closing
    if by.id in {opportunity.owner_id, closing.closed_by_id if closing else None}:
        return True
    link = select(AssistantLink.manager_id).where(
        AssistantLink.assistant_id == by.id, AssistantLink.manager_id == opportunity.owner_id
    )
    return db.session.scalar(link) is not None


def _confirmation_facts(opportunity: Opportunity, by: User, confirms: bool, note: str) -> ConfirmationFacts:
    closing = opportunity.closing
    return ConfirmationFacts(
        own=_own(opportunity, by),
        confirmed=closing is not None and closing.confirmed_at is not None,
        sent_back=closing is not None and closing.sent_back_at is not None,
        opportunity_closed=closing is not None,
        confirms=confirms,
        note=note,
    )


def _ask_for_confirmation(opportunity: Opportunity, by: User) -> None:
    rounds = len(opportunity.closing.confirmations)
    for reviewer in reviewers_of(opportunity.owner):
        if reviewer.id != by.id:
            notify(
                reviewer.id,
                "closing_submitted",
                f"/opportunities/{opportunity.id}",
                key=f"closing_submitted:{opportunity.closing.id}:{rounds}",
                by=by.name,
                opportunity=opportunity.name,
            )


def _count_as_won(customer: Customer) -> None:
    """A customer is won since its first opportunity that was closed as won, as the closings now say."""
    won = (
        select(func.min(Closing.closed_at))
        .join(Opportunity, Opportunity.id == Closing.opportunity_id)
        .where(Opportunity.customer_id == customer.id, Closing.status == OpportunityStatus.WON)
    )
    db.session.flush()
    customer.won_at = db.session.scalar(won)
