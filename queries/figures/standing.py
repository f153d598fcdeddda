"""What stands now (A10): customers by grade, industry and region, the pipeline, the forecast and how it moved."""

from sqlalchemy import BigInteger, Row, Select, and_, cast, or_, select

import clock
from models import Customer, Opportunity, PipelineMark
from policy.figures import NOW, FigureKind, Sums
from policy.following import OpportunityStatus
from policy.periods import first_day, month_of
from queries.figures.grouping import fen, grouped, streamed
from queries.figures.selling import APPROVED, OWN, of_approved

K = FigureKind
OPEN = Opportunity.status == OpportunityStatus.OPEN
WHOLE = 100


def customers(sums: Sums, units: list[int] | None = None) -> None:
    """Approved customers, those of the public pool too, which are nobody's own; of these units, or of all."""
    rows = select(
        Customer.unit_id, Customer.owner_id.label("user_id"), Customer.grade, Customer.industry, Customer.province
    )
    for row in grouped(_of(rows.where(APPROVED), Customer.unit_id, units)):
        whose = NOW, row.unit_id, row.user_id
        sums.add(K.CUSTOMERS_BY_GRADE, *whose, row.grade.value, row.number)
        sums.add(K.CUSTOMERS_BY_INDUSTRY, *whose, row.industry, row.number)
        sums.add(K.CUSTOMERS_BY_REGION, *whose, row.province, row.number)


def pipeline(sums: Sums, units: list[int] | None = None) -> None:
    """Open opportunities by stage and by expected month, whole and weighted; then what moved since the month began."""
    weighted = fen(Opportunity.amount) * cast(Opportunity.probability, BigInteger) // WHOLE
    columns = (
        Opportunity.stage_id,
        Opportunity.expected_on,
        weighted.label("weighted"),
        fen(Opportunity.amount).label("fen"),
    )
    rows = of_approved(select(*OWN, *columns).select_from(Opportunity).where(OPEN))
    for row in streamed(_of(rows, Opportunity.unit_id, units)):
        whose, month = (NOW, row.unit_id, row.user_id), month_of(row.expected_on)
        sums.add(K.PIPELINE, *whose, row.stage_id, 1, row.fen)
        sums.add(K.FORECAST, *whose, month, 1, row.fen)
        sums.add(K.WEIGHTED, *whose, month, 1, row.weighted)
    for row in streamed(_of(_moved(), Opportunity.unit_id, units)):
        for part, amount in _movement(row):
            sums.add(K.MOVEMENT, NOW, row.unit_id, row.user_id, part, 1, amount)


def _of(rows: Select, unit_id, units: list[int] | None) -> Select:
    return rows if units is None else rows.where(unit_id.in_(sorted(units)))


def _moved() -> Select:
    """What was open when the month began or was registered since, beside what it is now."""
    month = month_of(clock.today())
    mark = and_(PipelineMark.opportunity_id == Opportunity.id, PipelineMark.month == month)
    rows = select(*OWN, Opportunity.status, Opportunity.expected_on, fen(Opportunity.amount).label("fen"))
    rows = rows.add_columns(PipelineMark.expected_on.label("was_on"), fen(PipelineMark.amount).label("was"))
    rows = of_approved(rows.select_from(Opportunity).outerjoin(PipelineMark, mark))
    since = Opportunity.created_at >= clock.start_of(first_day(month))
    return rows.where(or_(PipelineMark.id.is_not(None), since))


def _movement(row: Row):
    """How one opportunity moved the forecast: beginning + new + grown - shrunk - won - lost is what is open now.

    ``moved_in`` is expected in an earlier month than when this one began, ``moved_out`` in a later one; invalid counts
    as lost.
    """
    was, now = row.was, row.fen
    if was is None:
        yield "new", now
        was = now
    if row.status != OpportunityStatus.OPEN:
        yield "won" if row.status == OpportunityStatus.WON else "lost", was
        return
    if now != was:
        yield ("grown", now - was) if now > was else ("shrunk", was - now)
    if row.was_on is not None and month_of(row.was_on) != month_of(row.expected_on):
        yield "moved_in" if row.expected_on < row.was_on else "moved_out", now
