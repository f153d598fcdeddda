"""Quotes go with their opportunity: who follows it now mends, submits and sends what was not answered yet."""

from collections.abc import Collection

from sqlalchemy import select

from extensions import db
from models import Quote, User
from operations import approvals
from policy.approvals import ApprovalKind
from policy.handovers import RUNNING_QUOTES
from policy.quoting import QuoteStatus


def take_along(opportunity_ids: Collection[int], to: User) -> list[int]:
    """Hand the running quotes of these opportunities over; what waits is asked of who decides there. Joins the
    transaction; gives back the ids."""
    running = Quote.status.in_(sorted(RUNNING_QUOTES))
    rows = select(Quote).where(Quote.opportunity_id.in_(sorted(opportunity_ids)), running)
    quotes = list(db.session.scalars(rows.order_by(Quote.id))) if opportunity_ids else []
    for quote in quotes:
        give(quote, to)
    return [quote.id for quote in quotes]


def give(quote: Quote, to: User) -> None:
    """Hand one quote over; what waits is asked of who decides there. Joins the transaction."""
    quote.owner_id, quote.unit_id = to.id, to.unit_id
    db.session.flush()
    if quote.status is QuoteStatus.PENDING:
        approvals.follow(ApprovalKind.QUOTE, quote)
