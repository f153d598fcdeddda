"""The records of a month as the ranking looks at them (A12.4): each with who entered it when, whose it is, and its flaws."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Row, or_, select

import clock
from extensions import db
from models import Activity, Closing, Customer, Opportunity, Stage, StageChange
from policy.entry import CustomerStatus
from policy.filler import bare
from policy.following import ActivityKind, ActivityStatus, OpportunityStatus
from policy.naming import without_form
from policy.periods import first_day, month_after
from policy.ranking import Dimension, LeftOut
from policy.ranking_counts import Item, Tally, sift, tallies
from queries.credit_at import PORTION, Credits

MEMORY = dt.timedelta(days=90)
"""Twins are looked for among what the same person entered in so many days before the month."""
D = Dimension


@dataclass(frozen=True)
class Stretch:
    """The moments of a month: from ``start`` until before ``end``."""

    start: dt.datetime
    end: dt.datetime

    def holds(self, column) -> tuple:
        """The conditions that a column lies in it."""
        return column >= self.start, column < self.end


def stretch(month: str) -> Stretch:
    """The moments of a month written as ``2026-11``, in company time."""
    return Stretch(clock.start_of(first_day(month)), clock.start_of(first_day(month_after(month))))


def counted(month: str, numbers: Mapping[str, Decimal]) -> dict[Dimension, dict[int, Tally]]:
    """What every person has of every dimension in a month, by the numbers (parameters) in force."""
    during = stretch(month)
    bulk = int(numbers["bulk_records"]), int(numbers["bulk_minutes"])
    customers, worth = _customers(during, numbers)
    opportunities, amounts = _opportunities(during)
    visits, moves = _visits(during), _moves(during)
    entered = _entered(Customer, Customer.created_by_id, Customer.created_at, customers)
    new = sift(customers, entered, _earlier_customers(customers, during), *bulk)
    opened = _entered(Opportunity, Opportunity.created_by_id, Opportunity.created_at, opportunities)
    found = sift(opportunities, opened, _earlier_opportunities(opportunities, during), *bulk)
    seen = sift(visits, _entered(Activity, Activity.recorded_by_id, Activity.recorded_at, visits), (), *bulk)
    moved = sift(moves, _entered(StageChange, StageChange.by_id, StageChange.at, moves), (), *bulk)
    return {
        D.NEW_CUSTOMERS: tallies(customers, new),
        D.NEW_OPPORTUNITIES: tallies(opportunities, found),
        D.VISITS: tallies(visits, seen),
        D.CUSTOMER_VALUE: tallies(_worth(customers, worth), new),
        D.OPPORTUNITY_VALUE: tallies(_worth(opportunities, amounts), found),
        D.MOVEMENT: tallies(moves, moved),
    }


def _worth(items: Iterable[Item], worth: Mapping[int, Decimal]) -> list[Item]:
    return [Item(item.id, item.by, item.at, item.credit, worth[item.id]) for item in items]


def _customers(during: Stretch, numbers: Mapping[str, Decimal]) -> tuple[list[Item], dict[int, Decimal]]:
    """New customers: approved in the month, or entered in it and not approved; with their value by grade."""
    c = Customer
    entered = c.status.in_((CustomerStatus.DRAFT, CustomerStatus.SUBMITTED, CustomerStatus.RETURNED))
    approved = c.status == CustomerStatus.APPROVED
    columns = c.id, c.name, c.phone, c.grade, c.status, c.imported, c.created_by_id, c.created_at, c.approved_at
    new = or_(approved & during.holds(c.approved_at)[0] & during.holds(c.approved_at)[1], entered)
    rows = select(*columns).where(new, c.created_at < during.end)
    rows = rows.where(or_(approved, c.created_at >= during.start)).order_by(c.id)
    found = list(db.session.execute(rows))
    credits, items, now = Credits(row.id for row in found), [], clock.now()
    for row in found:
        at = row.approved_at or now
        flaw = _customer_flaw(row)
        items.append(
            Item(row.id, row.created_by_id, row.created_at, credits.of(row.id, at), flaw=flaw, twins=_twins(row))
        )
    return items, {row.id: Decimal(numbers[f"grade_{row.grade.value.lower()}_value"]) for row in found}


def _customer_flaw(row: Row) -> LeftOut | None:
    if row.imported:
        return LeftOut.IMPORTED
    if row.status == CustomerStatus.RETURNED:
        return LeftOut.RETURNED
    return None if row.status == CustomerStatus.APPROVED else LeftOut.UNAPPROVED


def _twins(row: Row) -> tuple:
    """Two customers by one person are twins with the same phone, or the same name but for the legal form."""
    phone = "".join(filter(str.isdigit, row.phone))
    keys = [("name", row.created_by_id, without_form(row.name))]
    return (*keys, ("phone", row.created_by_id, phone)) if phone else tuple(keys)


def _earlier_customers(items: Collection[Item], during: Stretch) -> set:
    c, found = Customer, set()
    ids = {item.id for item in items}
    rows = select(c.id, c.name, c.phone, c.created_by_id).where(
        c.created_at >= during.start - MEMORY, c.created_at < during.start, c.status == CustomerStatus.APPROVED
    )
    for people in _portions(item.by for item in items):
        for row in db.session.execute(rows.where(c.created_by_id.in_(people)).order_by(c.id)):
            if row.id not in ids:
                found.update(_twins(row))
    return found


def _opportunities(during: Stretch) -> tuple[list[Item], dict[int, Decimal]]:
    """Opportunities registered in the month, with their amounts weighted by probability."""
    o = Opportunity
    columns = o.id, o.customer_id, o.name, o.amount, o.probability, o.status, o.imported, o.first_expected_on
    rows = select(*columns, o.created_by_id, o.created_at, Customer.status.label("customer_status"))
    rows = rows.join(Customer, Customer.id == o.customer_id).where(*during.holds(o.created_at)).order_by(o.id)
    found = list(db.session.execute(rows))
    credits, items = Credits(row.customer_id for row in found), []
    for row in found:
        credit, keys = credits.of(row.customer_id, row.created_at), _deal_keys(row)
        items.append(Item(row.id, row.created_by_id, row.created_at, credit, flaw=_deal_flaw(row), twins=keys))
    return items, {row.id: row.amount * row.probability / 100 for row in found}


def _deal_flaw(row: Row) -> LeftOut | None:
    if row.imported:
        return LeftOut.IMPORTED
    if row.status == OpportunityStatus.INVALID:
        return LeftOut.INVALID
    return None if row.customer_status == CustomerStatus.APPROVED else LeftOut.UNAPPROVED


def _deal_keys(row: Row) -> tuple:
    """Two opportunities of one customer by one person are twins with the same name, or the same amount and day."""
    who = row.created_by_id, row.customer_id
    return ("name", *who, bare(row.name)), ("deal", *who, row.amount, row.first_expected_on)


def _earlier_opportunities(items: Collection[Item], during: Stretch) -> set:
    o, found = Opportunity, set()
    customers = {key[2] for item in items for key in item.twins}
    rows = select(o.customer_id, o.name, o.amount, o.first_expected_on, o.created_by_id).where(
        o.created_at >= during.start - MEMORY, o.created_at < during.start, o.status != OpportunityStatus.INVALID
    )
    for portion in _portions(customers):
        for row in db.session.execute(rows.where(o.customer_id.in_(portion)).order_by(o.id)):
            found.update(_deal_keys(row))
    return found


def _visits(during: Stretch) -> list[Item]:
    """Visits done in the month, each whole its owner's; of several at one customer on one day the first counts."""
    a = Activity
    columns = a.id, a.customer_id, a.owner_id, a.starts_at, a.imported, a.recorded_by_id, a.recorded_at, a.created_at
    rows = select(*columns, Customer.status).join(Customer, Customer.id == a.customer_id)
    done = a.kind == ActivityKind.VISIT, a.status == ActivityStatus.DONE
    items = []
    for row in db.session.execute(rows.where(*during.holds(a.starts_at), *done).order_by(a.id)):
        key = (row.owner_id, row.customer_id, clock.day_of(row.starts_at))
        flaw = LeftOut.IMPORTED if row.imported else None
        if row.status != CustomerStatus.APPROVED:
            flaw = flaw or LeftOut.UNAPPROVED
        at = row.recorded_at or row.created_at
        items.append(Item(row.id, row.recorded_by_id, at, {row.owner_id: 100}, flaw=flaw, twins=(key,)))
    return items


def _moves(during: Stretch) -> list[Item]:
    """Opportunities that moved forward: the stages gained from the first to the last move of the month, a step more when
    won; back and forth adds nothing."""
    stage_ids = db.session.scalars(select(Stage.id).order_by(Stage.position, Stage.id))
    steps = {stage: place for place, stage in enumerate(stage_ids)}
    s = StageChange
    rows = select(s.opportunity_id, s.from_stage_id, s.to_stage_id, s.by_id, s.at).where(*during.holds(s.at))
    spans: dict[int, list] = {}
    for row in db.session.execute(rows.order_by(s.at, s.id)):
        spans.setdefault(row.opportunity_id, [row, row])[1] = row
    gained = {
        one: steps[last.to_stage_id] - steps[first.from_stage_id or first.to_stage_id]
        for one, (first, last) in spans.items()
    }
    won = select(Closing.opportunity_id, Closing.closed_by_id, Closing.closed_at).where(
        Closing.status == OpportunityStatus.WON, Closing.confirmed_at.is_not(None), *during.holds(Closing.closed_at)
    )
    entered = {one: (last.by_id, last.at) for one, (_first, last) in spans.items()}
    for row in db.session.execute(won.order_by(Closing.id)):
        gained[row.opportunity_id] = gained.get(row.opportunity_id, 0) + 1
        entered.setdefault(row.opportunity_id, (row.closed_by_id, row.closed_at))
    return _moved({one: step for one, step in gained.items() if step > 0}, entered)


def _moved(gained: Mapping[int, int], entered: Mapping[int, tuple[int, dt.datetime]]) -> list[Item]:
    o, items = Opportunity, []
    rows = select(o.id, o.customer_id, o.imported, o.status, Customer.status.label("customer_status"))
    rows = rows.join(Customer, Customer.id == o.customer_id)
    found = [row for ids in _portions(gained) for row in db.session.execute(rows.where(o.id.in_(ids)).order_by(o.id))]
    credits = Credits(row.customer_id for row in found)
    for row in found:
        by, at = entered[row.id]
        credit, flaw = credits.of(row.customer_id, at), _deal_flaw(row)
        items.append(Item(row.id, by, at, credit, Decimal(gained[row.id]), flaw))
    return items


def _entered(model: type, person, moment, items: Collection[Item]) -> dict[int, list[dt.datetime]]:
    """The moments of all entries of that sort by the people who entered these, around the time in which they did."""
    found: dict[int, list[dt.datetime]] = defaultdict(list)
    if not items:
        return found
    first, last = min(item.at for item in items), max(item.at for item in items)
    around = dt.timedelta(hours=4)
    rows = select(person, moment).where(moment >= first - around, moment <= last + around)
    if model is Activity:
        rows = rows.where(Activity.kind == ActivityKind.VISIT, Activity.status == ActivityStatus.DONE)
    for people in _portions(item.by for item in items):
        for who, at in db.session.execute(rows.where(person.in_(people)).order_by(model.id)):
            found[who].append(at)
    return found


def _portions(ids: Iterable[int]) -> Iterable[list[int]]:
    wanted = sorted(set(ids))
    return (wanted[start : start + PORTION] for start in range(0, len(wanted), PORTION))
