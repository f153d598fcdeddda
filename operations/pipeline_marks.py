"""What was open when a month began, kept so that the movement of the forecast can be told (A10)."""

from collections.abc import Iterator

from sqlalchemy import and_, func, insert, literal, or_, select

import clock
from extensions import db
from models import Closing, ExpectedDateChange, Opportunity, PipelineMark, Stage
from operations import transaction
from policy.following import OpportunityStatus
from policy.periods import first_day, month_of

WINDOW = 20_000


def mark_pipeline() -> Iterator[dict[str, int]]:
    """Mark what was open when the running month began and is not marked yet; in windows, each its own transaction.

    On a later day of the month (the scheduler was down) what was closed since is marked as open still, and a date that
    moved since as it stood first; the amount is that of now, because amounts have no history of their own.
    """
    last = db.session.scalar(select(func.max(Opportunity.id))) or 0
    for first in range(1, last + 1, WINDOW):
        with transaction():
            columns = [
                "month",
                "opportunity_id",
                "owner_id",
                "unit_id",
                "status",
                "amount",
                "probability",
                "expected_on",
            ]
            rows = _open_then(month_of(clock.today()), first)
            marked = db.session.scalar(select(func.count()).select_from(rows.subquery()))
            if marked:
                db.session.execute(insert(PipelineMark.__table__).from_select(columns, rows))
        yield {"marked": marked}


def _open_then(month: str, first: int):
    began = clock.start_of(first_day(month))
    moved = ExpectedDateChange.opportunity_id == Opportunity.id, ExpectedDateChange.at >= began
    since = select(ExpectedDateChange.from_on).where(*moved).order_by(ExpectedDateChange.id).limit(1)
    still_open = Opportunity.status == OpportunityStatus.OPEN
    marked = PipelineMark.opportunity_id == Opportunity.id, PipelineMark.month == month
    rows = select(
        literal(month),
        Opportunity.id,
        Opportunity.owner_id,
        Opportunity.unit_id,
        literal(OpportunityStatus.OPEN.value),
        Opportunity.amount,
        Stage.probability,
        func.coalesce(since.scalar_subquery(), Opportunity.expected_on),
    )
    rows = rows.join(Stage, Stage.id == Opportunity.stage_id)
    rows = rows.outerjoin(Closing, Closing.opportunity_id == Opportunity.id)
    rows = rows.where(Opportunity.id.between(first, first + WINDOW - 1), Opportunity.created_at < began)
    rows = rows.where(or_(still_open, and_(~still_open, Closing.closed_at >= began)))
    return rows.where(~select(PipelineMark.id).where(*marked).exists())
