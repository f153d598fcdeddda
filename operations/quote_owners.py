"""Quotes go with their opportunity: who follows it now mends, submits and sends what was not answered yet."""

from collections.abc import Collection

from sqlalchemy import select

from extensions import db
from models import Quote, User
from operations import approvals
from policy.approvals import ApprovalKind
from policy.quoting import EDITABLE, QuoteStatus

RUNNING = EDITABLE | {QuoteStatus.PENDING, QuoteStatus.SENT}


def take_along(opportunity_ids: Collection[int], to: User) -> list[int]:
    """Hand the running quotes of these opportunities over; what waits is asked of who decides there. Joins the
    transaction; gives back the ids."""
    rows = select(Quote).where(Quote.opportunity_id.in_(sorted(opportunity_ids)), Quote.status.in_(sorted(RUNNING)))
    quotes = list(db.session.scalars(rows.order_by(Quote.id))) if opportunity_ids else []
    for quote in quotes:
        quote.owner_id, quote.unit_id = to.id, to.unit_id
        db.session.flush()
        if quote.status is QuoteStatus.PENDING:
            approvals.follow(ApprovalKind.QUOTE, quote)
    return [quote.id for quote in quotes]
