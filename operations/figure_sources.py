"""What is watched: of which tables which columns are counted, and what becomes untrue when they change (A10)."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import clock
from models import (
    Activity,
    Closing,
    Collection,
    Competitor,
    Contract,
    Customer,
    CustomerShare,
    ExpectedDateChange,
    ExpensePayment,
    Opportunity,
    PipelineMark,
    StageChange,
    Unit,
)
from policy.figures import RETURNS, Rests, Source
from policy.following import ActivityStatus
from policy.periods import month_of
from queries.figures.months import is_month

Dirt = tuple[str, str, int | None, int | None]
"""Source, month, unit, record: as a row of ``FigureDirt``."""
UNKNOWN = object()
"""A value that nobody read before it was changed: then everything of its source is dirty."""
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Watch:
    """Columns of a table that are counted. ``touched`` gives what rests on a row as it was, or as it is."""

    model: type
    columns: tuple[str, ...]
    touched: Callable[[Values, frozenset[str]], Iterator[Dirt]]


def _month(source: Source, day: Any) -> Iterator[Dirt]:
    if day is UNKNOWN:
        yield source, "", None, None
    elif day is not None:
        month = month_of(clock.day_of(day) if isinstance(day, dt.datetime) else day)
        if is_month(month):
            yield source, month, None, None


def _unit(source: Source, unit: Any) -> Iterator[Dirt]:
    yield source, "", None if unit is UNKNOWN else unit, None


def _record(rests: str, record: Any, otherwise: str) -> Iterator[Dirt]:
    if record is UNKNOWN:
        yield otherwise, "", None, None
    elif record is not None:
        yield rests, "", None, record


def _customer(row: Values, changed: frozenset[str]) -> Iterator[Dirt]:
    yield from _unit(Source.CUSTOMERS, row["unit_id"])
    yield from _month(Source.NEW_CUSTOMERS, row["approved_at"])
    if "status" in changed:
        yield Rests.CUSTOMER, "", None, row["id"]
    elif "grade" in changed:
        yield Rests.GRADE, "", None, row["id"]
    if changed & {"owner_id", "unit_id"}:
        yield Rests.OWNER, "", None, row["id"]


FORECAST_ONLY = frozenset({"status", "stage_id", "stage_since", "probability", "expected_on"})


def _opportunity(row: Values, changed: frozenset[str]) -> Iterator[Dirt]:
    yield from _unit(Source.PIPELINE, row["unit_id"])
    if changed - FORECAST_ONLY:
        yield from _month(Source.NEW_OPPORTUNITIES, row["created_at"])
        yield Rests.OPPORTUNITY, "", None, row["id"]


def _of_opportunity(row: Values) -> Iterator[Dirt]:
    yield from _record(Rests.OPPORTUNITY, row["opportunity_id"], Rests.EVERYTHING)


def _stage_change(row: Values, changed: frozenset[str]) -> Iterator[Dirt]:
    yield from _month(Source.STAGES, row["at"])
    if changed < {"at", "from_stage_id", "to_stage_id"}:
        yield from _of_opportunity(row)


def _date_change(row: Values, _changed: frozenset[str]) -> Iterator[Dirt]:
    yield from _month(Source.DATES, row["at"])


def _closing(row: Values, _changed: frozenset[str]) -> Iterator[Dirt]:
    for source in (Source.CLOSINGS, Source.STAGES):
        yield from _month(source, row["result_on"])


def _competitor(row: Values, _changed: frozenset[str]) -> Iterator[Dirt]:
    yield from _of_opportunity(row)


def _activity(row: Values, _changed: frozenset[str]) -> Iterator[Dirt]:
    if row["status"] in (ActivityStatus.DONE, UNKNOWN):
        yield from _month(Source.ACTIVITIES, row["starts_at"])


def _contract(row: Values, changed: frozenset[str]) -> Iterator[Dirt]:
    yield from _month(Source.CONTRACTS, row["signed_on"])
    yield from _record(RETURNS, row["customer_id"], Rests.ALL_RETURNS)
    if "owner_id" in changed:
        yield Rests.CONTRACT, "", None, row["id"]


def _collection(row: Values, _changed: frozenset[str]) -> Iterator[Dirt]:
    yield from _month(Source.COLLECTIONS, row["received_on"])
    yield from _record(RETURNS, row["customer_id"], Rests.ALL_RETURNS)


def _share(row: Values, _changed: frozenset[str]) -> Iterator[Dirt]:
    if row["percent"]:
        yield from _record(Rests.SHARES, row["customer_id"], Rests.EVERYTHING)


def _payment(row: Values, _changed: frozenset[str]) -> Iterator[Dirt]:
    yield from _month(Source.EXPENSES, row["paid_on"])
    yield from _record(Rests.CLAIM, row["claim_id"], Rests.EVERYTHING)


def _planted(row: Values, changed: frozenset[str]) -> Iterator[Dirt]:
    """A unit that comes has no figures yet; one that moves takes them along."""
    if changed == {"path"} and row["path"]:
        yield Rests.EVERYTHING, "", None, None


def _mark(row: Values, _changed: frozenset[str]) -> Iterator[Dirt]:
    yield from _unit(Source.PIPELINE, row["unit_id"])


_OF = ("owner_id", "unit_id", "customer_id")
_ALL = (
    Watch(Customer, ("status", "owner_id", "unit_id", "grade", "industry", "province", "approved_at"), _customer),
    Watch(Opportunity, (*_OF, *sorted(FORECAST_ONLY), "amount", "created_at"), _opportunity),
    Watch(StageChange, ("opportunity_id", "at", "from_stage_id", "to_stage_id"), _stage_change),
    Watch(ExpectedDateChange, ("opportunity_id", "at", "from_on", "to_on"), _date_change),
    Watch(Closing, ("opportunity_id", "status", "cause", "result_on"), _closing),
    Watch(Competitor, ("opportunity_id", "name"), _competitor),
    Watch(Activity, (*_OF, "kind", "status", "starts_at"), _activity),
    Watch(Contract, (*_OF, "status", "amount", "signed_on"), _contract),
    Watch(
        Collection,
        ("customer_id", "contract_id", "unit_id", "amount", "refunded", "received_on", "withdrawn_at"),
        _collection,
    ),
    Watch(CustomerShare, ("customer_id", "user_id", "percent", "from_at", "until_at"), _share),
    Watch(ExpensePayment, ("claim_id", "paid_on", "returned_on"), _payment),
    Watch(Unit, ("path",), _planted),
    Watch(PipelineMark, ("unit_id", "month", "opportunity_id"), _mark),
)
WATCHED = {watch.model: watch for watch in _ALL}


def _whole(*sources: str) -> set[Dirt]:
    return {(source, "", None, None) for source in sources}


_SELLING = (Source.NEW_OPPORTUNITIES, Source.STAGES, Source.CLOSINGS, Source.DATES, Source.PIPELINE)
WHOLE = {
    Customer: _whole(Rests.EVERYTHING),
    Opportunity: _whole(*_SELLING),
    StageChange: _whole(Source.STAGES),
    ExpectedDateChange: _whole(Source.DATES),
    Closing: _whole(Source.STAGES, Source.CLOSINGS),
    Competitor: _whole(Source.CLOSINGS),
    Activity: _whole(Source.ACTIVITIES),
    Contract: _whole(Source.CONTRACTS, Source.COLLECTIONS, Rests.ALL_RETURNS),
    Collection: _whole(Source.COLLECTIONS, Rests.ALL_RETURNS),
    CustomerShare: _whole(Source.CONTRACTS, Source.COLLECTIONS),
    ExpensePayment: _whole(Source.EXPENSES, Rests.ALL_RETURNS),
    Unit: _whole(Rests.EVERYTHING),
    PipelineMark: _whole(Source.PIPELINE),
}
"""What a bulk statement over very many rows of a table makes untrue."""
