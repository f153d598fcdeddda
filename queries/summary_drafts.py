"""What the records of a person hold for some days: what the product drafts a summary from (A3.2)."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, Select, String, cast, func, literal, null, select, union_all
from sqlalchemy.orm import aliased

import clock
from columns import Money, UTCDateTime
from extensions import db
from models import (
    Activity,
    Closing,
    Collection,
    Contract,
    Customer,
    ExpectedDateChange,
    Opportunity,
    Quote,
    Stage,
    StageChange,
)
from policy.contracting import ContractStatus
from policy.entry import CustomerStatus
from policy.following import ActivityKind, ActivityStatus, OpportunityStatus
from policy.summaries import SummaryKind, next_stretch, stretch
from policy.words import N_
from queries.home import open_steps

MOST = 40
"""So many lines of each group are drafted; ``more`` says how many there are beside them."""
NOTE = 200
DAY = dt.timedelta(days=1)
GROUPS = {
    "activities": N_("Activities done"),
    "stages": N_("Stages changed"),
    "dates": N_("Expected dates moved"),
    "customers": N_("New customers"),
    "opportunities": N_("New opportunities"),
    "closings": N_("Opportunities closed"),
    "quotes": N_("Quotes"),
    "contracts": N_("Contracts signed"),
    "collections": N_("Money collected"),
    "planned": N_("Planned next"),
    "steps": N_("Next steps agreed"),
}
"""The groups of a draft in their order, with what each is called."""
ADDRESSES = {
    "activities": "/activities/%d",
    "planned": "/activities/%d",
    "steps": "/activities/%d",
    "customers": "/customers/%d",
    "quotes": "/quotes/%d",
    "contracts": "/contracts/%d",
    "collections": "/customers/%d#receivables",
}
CODES = {word.value: word.label for words in (ActivityKind, OpportunityStatus) for word in words}


def drafted(user_id: int, kind: SummaryKind, day: dt.date) -> dict[str, Any]:
    """The draft: ``{"groups": [{"name", "more", "lines": [...]}]}``, as JSON holds it; one select.

    A line has ``title``, ``url``, ``note`` and ``customer`` as people wrote them (stages also in English, ``note_en``), ``label`` as a message id, ``amount``,
    ``day``, and ``recorded`` where something was recorded on a later day than it happened.
    """
    first, last = stretch(kind, day)
    done = [*_work(user_id, first, last), *_business(user_id, first, last), *_planned(user_id, kind, first)]
    found: dict[str, list] = {name: [] for name in GROUPS}
    for row in db.session.execute(union_all(*(select(rows.limit(MOST + 1).subquery()) for rows in done))):
        found[row.name].append(row)
    groups = [
        {"name": name, "more": len(rows) > MOST, "lines": [_line(row) for row in rows[:MOST]]}
        for name, rows in found.items()
        if rows
    ]
    return {"groups": groups}


def typed(draft: dict[str, Any]) -> list[dict[str, Any]]:
    """The groups of a kept draft with amounts and days as such, for showing."""
    return [group | {"lines": [_typed(line) for line in group["lines"]]} for group in draft.get("groups", ())]


def _typed(line: dict[str, Any]) -> dict[str, Any]:
    amount, recorded = line["amount"], line["recorded"]
    return line | {
        "amount": None if amount is None else Decimal(amount),
        "day": dt.date.fromisoformat(line["day"]),
        "recorded": dt.date.fromisoformat(recorded) if recorded else None,
    }


def count_of(draft: dict[str, Any], *names: str) -> int:
    """How many lines a draft has in these groups, or in all of them."""
    return sum(len(group["lines"]) for group in draft.get("groups", ()) if not names or group["name"] in names)


def _line(row: Any) -> dict[str, Any]:
    day = row.on or clock.day_of(row.at)
    recorded = clock.day_of(row.recorded) if row.recorded else None
    return {
        "title": row.title,
        "url": ADDRESSES.get(row.name, "/opportunities/%d") % row.ident,
        "label": CODES.get(row.code, ""),
        "note": (row.note or "")[:NOTE],
        "note_en": row.code if row.name == "stages" else "",
        "customer": row.customer or "",
        "amount": str(row.amount) if row.amount is not None else None,
        "day": day.isoformat(),
        "recorded": recorded.isoformat() if recorded and recorded > day else None,
    }


def _said(name: str, ident, title, **given) -> tuple:
    """The columns of a line; what a group has nothing for is empty, with the type of the others."""
    empty = {"code": String, "note": String, "customer": String, "amount": Money, "at": UTCDateTime, "on": Date}
    empty["recorded"] = UTCDateTime
    columns = [literal(name, String).label("name"), ident.label("ident"), cast(title, String).label("title")]
    for key, type_ in empty.items():
        value = cast(given[key], String) if type_ is String and key in given else given.get(key)
        columns.append((cast(null(), type_) if value is None else value).label(key))
    return tuple(columns)


def _within(column, first: dt.date, last: dt.date):
    return column >= clock.start_of(first), column < clock.start_of(last + DAY)


def _work(user_id: int, first: dt.date, last: dt.date) -> Iterator[Select]:
    """What was done, and what moved."""
    said = _said(
        "activities",
        Activity.id,
        Activity.subject,
        code=Activity.kind,
        note=func.coalesce(func.nullif(Activity.effect, ""), func.nullif(Activity.progress, ""), Activity.summary),
        customer=Customer.name,
        at=Activity.starts_at,
        recorded=Activity.recorded_at,
    )
    done = select(*said).outerjoin(Customer, Customer.id == Activity.customer_id)
    done = done.where(Activity.owner_id == user_id, Activity.status == ActivityStatus.DONE, ~Activity.imported)
    yield done.where(*_within(Activity.starts_at, first, last)).order_by(Activity.starts_at, Activity.id)
    before, after = aliased(Stage), aliased(Stage)
    moved = {"note": before.name_zh + " → " + after.name_zh, "code": before.name_en + " → " + after.name_en}
    stages = select(*_said("stages", Opportunity.id, Opportunity.name, at=StageChange.at, **moved))
    stages = stages.join(StageChange, StageChange.opportunity_id == Opportunity.id)
    stages = stages.join(before, before.id == StageChange.from_stage_id).join(
        after, after.id == StageChange.to_stage_id
    )
    stages = stages.where(Opportunity.owner_id == user_id, *_within(StageChange.at, first, last))
    yield stages.order_by(StageChange.id)
    change = ExpectedDateChange
    reason = cast(change.from_on, String) + " → " + cast(change.to_on, String) + " " + change.reason
    dates = select(*_said("dates", Opportunity.id, Opportunity.name, note=reason, at=change.at))
    dates = dates.join(change, change.opportunity_id == Opportunity.id)
    yield dates.where(Opportunity.owner_id == user_id, *_within(change.at, first, last)).order_by(change.id)


def _business(user_id: int, first: dt.date, last: dt.date) -> Iterator[Select]:
    """New customers and opportunities, and what became of them in paper and money."""
    customers = select(*_said("customers", Customer.id, Customer.name, at=Customer.created_at))
    customers = customers.where(Customer.created_by_id == user_id, Customer.status != CustomerStatus.LAPSED)
    yield customers.where(~Customer.imported, *_within(Customer.created_at, first, last)).order_by(Customer.id)
    amount = {"customer": Customer.name, "amount": Opportunity.amount}
    new = select(*_said("opportunities", Opportunity.id, Opportunity.name, at=Opportunity.created_at, **amount))
    new = new.join(Customer, Customer.id == Opportunity.customer_id)
    new = new.where(Opportunity.owner_id == user_id, ~Opportunity.imported)
    yield new.where(*_within(Opportunity.created_at, first, last)).order_by(Opportunity.id)
    said = {"code": Closing.status, "note": Closing.reason, "at": Closing.closed_at}
    closed = select(*_said("closings", Opportunity.id, Opportunity.name, **said, **amount))
    closed = closed.join(Closing, Closing.opportunity_id == Opportunity.id)
    closed = closed.join(Customer, Customer.id == Opportunity.customer_id)
    closed = closed.where(Closing.closed_by_id == user_id, *_within(Closing.closed_at, first, last))
    yield closed.order_by(Closing.id)
    sent = func.coalesce(Quote.sent_at, Quote.created_at)
    quotes = select(*_said("quotes", Quote.id, Quote.title, note=Quote.number, customer=Customer.name, at=sent))
    quotes = quotes.join(Customer, Customer.id == Quote.customer_id).where(Quote.owner_id == user_id)
    yield quotes.where(*_within(sent, first, last)).order_by(Quote.id)
    paper = {"note": Contract.number, "customer": Customer.name, "amount": Contract.amount, "on": Contract.signed_on}
    contracts = select(*_said("contracts", Contract.id, Contract.title, **paper))
    contracts = contracts.join(Customer, Customer.id == Contract.customer_id).where(Contract.owner_id == user_id)
    signed = Contract.status.in_([ContractStatus.SIGNED, ContractStatus.ENDED])
    yield contracts.where(signed, Contract.signed_on.between(first, last)).order_by(Contract.id)
    money = select(
        *_said("collections", Customer.id, Customer.name, amount=Collection.amount, on=Collection.received_on)
    )
    money = money.join(Customer, Customer.id == Collection.customer_id)
    money = money.where(Customer.owner_id == user_id, Collection.withdrawn_at.is_(None))
    yield money.where(Collection.received_on.between(first, last)).order_by(Collection.id)


def _planned(user_id: int, kind: SummaryKind, first: dt.date) -> Iterator[Select]:
    """What is planned for the time after, and which next steps were agreed for it."""
    begin, end = next_stretch(kind, first)
    plan = {"code": Activity.kind, "customer": Customer.name}
    planned = select(*_said("planned", Activity.id, Activity.subject, at=Activity.starts_at, **plan))
    planned = planned.outerjoin(Customer, Customer.id == Activity.customer_id)
    planned = planned.where(Activity.owner_id == user_id, Activity.status == ActivityStatus.PLANNED)
    yield planned.where(*_within(Activity.starts_at, begin, end)).order_by(Activity.starts_at, Activity.id)
    agreed = func.coalesce(func.nullif(Activity.next_step, ""), Activity.subject)
    steps = select(*_said("steps", Activity.id, agreed, customer=Customer.name, on=Activity.next_step_on))
    steps = steps.outerjoin(Customer, Customer.id == Activity.customer_id)
    due = Activity.id.in_(open_steps(user_id)), Activity.next_step_on.between(begin, end)
    yield steps.where(*due).order_by(Activity.next_step_on, Activity.id)
