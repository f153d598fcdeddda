"""New customers and opportunities, activities, stages, ends and dates by month (A10): those of approved customers (A4.2)."""

import datetime as dt

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import aliased

import clock
from models import Activity, Closing, Competitor, Customer, ExpectedDateChange, Opportunity, StageChange
from policy.entry import CustomerStatus
from policy.figures import FigureKind, Sums
from policy.following import CONTACT_KINDS, ActivityStatus, OpportunityStatus
from queries.figures.grouping import dated, fen, grouped, streamed
from queries.figures.months import within

K = FigureKind
APPROVED = Customer.status == CustomerStatus.APPROVED
OWN = Opportunity.unit_id, Opportunity.owner_id.label("user_id")
DECIDED = OpportunityStatus.WON, OpportunityStatus.LOST
DAYS = 100
"""Days are kept in the column of amounts, which counts hundredths."""


def new_customers(sums: Sums, periods: list[str]) -> None:
    """By the day of approval and the grade of now."""
    columns = Customer.unit_id, Customer.owner_id.label("user_id"), Customer.grade
    for row in grouped(dated(Customer.approved_at, periods, *columns).where(APPROVED)):
        sums.add(K.NEW_CUSTOMERS, row.period, row.unit_id, row.user_id, row.grade.value, row.number)


def new_opportunities(sums: Sums, periods: list[str]) -> None:
    """By the day of registration, in the amount of now."""
    rows = dated(Opportunity.created_at, periods, *OWN, fen(Opportunity.amount).label("fen"))
    for row in grouped(of_approved(rows.select_from(Opportunity))):
        sums.add(K.NEW_OPPORTUNITIES, row.period, row.unit_id, row.user_id, "", row.number, row.fen)


def of_approved(rows: Select) -> Select:
    """Opportunities, or what hangs on them, of approved customers alone."""
    return rows.join(Customer, Customer.id == Opportunity.customer_id).where(APPROVED)


def activities(sums: Sums, periods: list[str]) -> None:
    """What was done with approved customers, by its kind; what reached them, by their grade of now."""
    columns = Activity.unit_id, Activity.owner_id.label("user_id"), Activity.kind, Customer.grade
    rows = dated(Activity.starts_at, periods, *columns).select_from(Activity)
    rows = rows.join(Customer, Customer.id == Activity.customer_id)
    for row in grouped(rows.where(APPROVED, Activity.status == ActivityStatus.DONE)):
        whose = row.period, row.unit_id, row.user_id
        sums.add(K.ACTIVITIES, *whose, row.kind.value, row.number)
        if row.kind in CONTACT_KINDS:
            sums.add(K.CONTACTS_BY_GRADE, *whose, row.grade.value, row.number)


def stages(sums: Sums, periods: list[str]) -> None:
    """Entries into stages, and the days in those that were left: by the next stage, or by the end of the opportunity."""
    rows = dated(StageChange.at, periods, *OWN, StageChange.to_stage_id, fen(Opportunity.amount).label("fen"))
    rows = rows.select_from(StageChange).join(Opportunity, Opportunity.id == StageChange.opportunity_id)
    for row in grouped(of_approved(rows)):
        sums.add(K.STAGE_ENTRIES, row.period, row.unit_id, row.user_id, row.to_stage_id, row.number, row.fen)
    for row in streamed(_left(periods)):
        _stayed(sums, row, clock.day_of(row.at))
    for row in streamed(_ended(periods)):
        _stayed(sums, row, row.at)


def _left(periods: list[str]) -> Select:
    earlier = aliased(StageChange)
    before = earlier.opportunity_id == StageChange.opportunity_id, earlier.id < StageChange.id
    since = select(func.max(earlier.at)).where(*before).correlate(StageChange).scalar_subquery()
    rows = select(*OWN, StageChange.from_stage_id.label("stage_id"), StageChange.at, since.label("since"))
    rows = rows.select_from(StageChange).join(Opportunity, Opportunity.id == StageChange.opportunity_id)
    return of_approved(rows).where(StageChange.from_stage_id.is_not(None), within(StageChange.at, periods))


def _ended(periods: list[str]) -> Select:
    rows = select(*OWN, Opportunity.stage_id, Closing.result_on.label("at"), Opportunity.stage_since.label("since"))
    rows = rows.select_from(Closing).join(Opportunity, Opportunity.id == Closing.opportunity_id)
    return of_approved(rows).where(within(Closing.result_on, periods))


def _stayed(sums: Sums, row: Row, until: dt.date) -> None:
    days = max((until - clock.day_of(row.since)).days, 0) if row.since else 0
    sums.add(K.STAGE_DAYS, f"{until:%Y-%m}", row.unit_id, row.user_id, row.stage_id, 1, days * DAYS)


def closings(sums: Sums, periods: list[str]) -> None:
    """By the day on which the result was known: how it ended, why, and against whom."""
    rows = dated(Closing.result_on, periods, *OWN, Closing.status, Closing.cause, fen(Opportunity.amount).label("fen"))
    rows = of_approved(rows.select_from(Closing).join(Opportunity, Opportunity.id == Closing.opportunity_id))
    for row in grouped(rows):
        whose = row.period, row.unit_id, row.user_id
        sums.add(K.OUTCOMES, *whose, row.status.value, row.number, row.fen)
        if row.status in DECIDED:
            cause = row.cause.value if row.cause else ""
            sums.add(K.LOSS_REASONS, *whose, f"{row.status.value}:{cause}", row.number, row.fen)
    met = rows.join(Competitor, Competitor.opportunity_id == Opportunity.id).where(Closing.status.in_(DECIDED))
    met = met.add_columns(Competitor.name, Opportunity.id.label("record")).distinct()
    for row in grouped(met):
        sums.add(K.COMPETITORS, row.period, row.unit_id, row.user_id, f"{row.status.value}:{row.name}", 1, row.fen)


def dates(sums: Sums, periods: list[str]) -> None:
    """Moves of the expected signing date by the day of the move; days are positive where it moved back."""
    rows = select(*OWN, ExpectedDateChange.at, ExpectedDateChange.from_on, ExpectedDateChange.to_on)
    rows = rows.select_from(ExpectedDateChange).join(Opportunity, Opportunity.id == ExpectedDateChange.opportunity_id)
    for row in streamed(of_approved(rows).where(within(ExpectedDateChange.at, periods))):
        days, period = (row.to_on - row.from_on).days, f"{clock.day_of(row.at):%Y-%m}"
        sums.add(K.SLIPPAGE, period, row.unit_id, row.user_id, "", 1, days * DAYS)
