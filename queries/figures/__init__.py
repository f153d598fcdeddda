"""Counting the figures from the records (A10): one place for the worker, the rebuild and the proof that both are right."""

from collections.abc import Collection

from sqlalchemy import select

from extensions import db
from models import (
    Activity,
    Closing,
    Contract,
    Customer,
    ExpectedDateChange,
    ExpensePayment,
    Opportunity,
    StageChange,
    Unit,
)
from models import (
    Collection as Received,
)
from policy.figures import Source, Sums
from queries.figures import money, selling, standing
from queries.figures.grouping import Flow

FLOWS = {
    Source.CONTRACTS: Flow((Contract.signed_on,), money.contracts),
    Source.COLLECTIONS: Flow((Received.received_on,), money.collections),
    Source.NEW_CUSTOMERS: Flow((Customer.approved_at,), selling.new_customers),
    Source.NEW_OPPORTUNITIES: Flow((Opportunity.created_at,), selling.new_opportunities),
    Source.STAGES: Flow((StageChange.at, Closing.result_on), selling.stages),
    Source.CLOSINGS: Flow((Closing.result_on,), selling.closings),
    Source.DATES: Flow((ExpectedDateChange.at,), selling.dates),
    Source.ACTIVITIES: Flow((Activity.starts_at,), selling.activities),
    Source.EXPENSES: Flow((ExpensePayment.paid_on,), money.expenses),
}
STOCKS = {Source.CUSTOMERS: standing.customers, Source.PIPELINE: standing.pipeline}


def paths() -> dict[int, str]:
    """The path of every unit."""
    return dict(db.session.execute(select(Unit.id, Unit.path)).tuples().all())


def counted(source: Source, periods: Collection[str] | None = None, units: list[int] | None = None) -> Sums:
    """The figures of one source from its records: of these months, or of stocks of these units; without both, all."""
    sums = Sums()
    if source in STOCKS:
        STOCKS[source](sums, units)
        return sums
    flow = FLOWS[source]
    wanted = flow.periods() if periods is None else sorted(periods)
    if wanted:
        flow.count(sums, wanted)
    return sums
