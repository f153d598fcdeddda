"""Which figures rest on a record that was changed (A10)."""

from collections.abc import Iterable, Iterator

from sqlalchemy import ColumnElement, select

import clock
from extensions import db
from models import (
    Activity,
    Closing,
    Collection,
    Contract,
    Customer,
    ExpectedDateChange,
    ExpensePayment,
    Opportunity,
    StageChange,
)
from policy.figures import RETURNS, WINDOW, Rests, Source
from policy.following import ActivityStatus
from policy.periods import month_of
from queries.figures.months import is_month
from queries.figures.returns import touched_by_claims, windows

Ids = list[int]
Dirt = tuple[str, str, int | None, int | None]
"""Source, month, unit, record."""


def unfolded(rows: Iterable) -> list[dict]:
    """For dirt that names records: the dirt of the sources themselves, each once."""
    named: dict[str, set[int]] = {}
    for row in rows:
        named.setdefault(row.source, set()).add(row.record_id or 0)
    found = {dirt for rests, ids in named.items() for dirt in BEHIND[Rests(rests)](sorted(ids))}
    return [
        {"source": source, "period": period, "unit_id": unit, "record_id": record}
        for source, period, unit, record in sorted(found, key=str)
        if not period or period == WINDOW or is_month(period)
    ]


def _months(source: Source, day: ColumnElement, *where: ColumnElement[bool]) -> Iterator[Dirt]:
    for at in db.session.scalars(select(day).where(day.is_not(None), *where).distinct()):
        yield source, month_of(clock.day_of(at) if hasattr(at, "tzinfo") else at), None, None


def _customer(ids: Ids) -> Iterator[Dirt]:
    yield from _grade(ids)
    yield from _owner(ids)
    yield from _shares(ids)
    yield from _opportunity(list(db.session.scalars(select(Opportunity.id).where(Opportunity.customer_id.in_(ids)))))


def _grade(ids: Ids) -> Iterator[Dirt]:
    yield from _standing(ids)
    done = Activity.status == ActivityStatus.DONE
    yield from _months(Source.ACTIVITIES, Activity.starts_at, Activity.customer_id.in_(ids), done)


def _standing(ids: Ids) -> Iterator[Dirt]:
    yield from _months(Source.NEW_CUSTOMERS, Customer.approved_at, Customer.id.in_(ids))
    for unit in db.session.scalars(select(Customer.unit_id).where(Customer.id.in_(ids)).distinct()):
        yield Source.CUSTOMERS, "", unit, None


def _owner(ids: Ids) -> Iterator[Dirt]:
    yield from _standing(ids)
    yield from ((RETURNS, "", None, one) for one in ids)
    alone = Collection.contract_id.is_(None)
    yield from _months(Source.COLLECTIONS, Collection.received_on, Collection.customer_id.in_(ids), alone)


def _shares(ids: Ids) -> Iterator[Dirt]:
    yield from _months(Source.CONTRACTS, Contract.signed_on, Contract.customer_id.in_(ids))
    yield from _months(Source.COLLECTIONS, Collection.received_on, Collection.customer_id.in_(ids))


def _opportunity(ids: Ids) -> Iterator[Dirt]:
    yield from _months(Source.NEW_OPPORTUNITIES, Opportunity.created_at, Opportunity.id.in_(ids))
    yield from _months(Source.STAGES, StageChange.at, StageChange.opportunity_id.in_(ids))
    for source in (Source.STAGES, Source.CLOSINGS):
        yield from _months(source, Closing.result_on, Closing.opportunity_id.in_(ids))
    yield from _months(Source.DATES, ExpectedDateChange.at, ExpectedDateChange.opportunity_id.in_(ids))
    for unit in db.session.scalars(select(Opportunity.unit_id).where(Opportunity.id.in_(ids)).distinct()):
        yield Source.PIPELINE, "", unit, None


def _contract(ids: Ids) -> Iterator[Dirt]:
    yield from _months(Source.CONTRACTS, Contract.signed_on, Contract.id.in_(ids))
    yield from _months(Source.COLLECTIONS, Collection.received_on, Collection.contract_id.in_(ids))


def _claim(ids: Ids) -> Iterator[Dirt]:
    yield from _months(Source.EXPENSES, ExpensePayment.paid_on, ExpensePayment.claim_id.in_(ids))
    yield from ((RETURNS, "", None, one) for one in touched_by_claims(ids))


def _all_returns(_ids: Ids) -> Iterator[Dirt]:
    yield from ((RETURNS, WINDOW, None, first) for first in windows())


def _everything(ids: Ids) -> Iterator[Dirt]:
    yield from ((source, "", None, None) for source in Source)
    yield from _all_returns(ids)


BEHIND = {
    Rests.CUSTOMER: _customer,
    Rests.GRADE: _grade,
    Rests.OWNER: _owner,
    Rests.SHARES: _shares,
    Rests.OPPORTUNITY: _opportunity,
    Rests.CONTRACT: _contract,
    Rests.CLAIM: _claim,
    Rests.ALL_RETURNS: _all_returns,
    Rests.EVERYTHING: _everything,
}
