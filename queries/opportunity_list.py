"""Rows of opportunities as list and board show them: plain columns, in an order that an index holds."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, or_, select, union, union_all

from access import visible
from extensions import db
from models import Closing, Customer, Opportunity, User
from policy.following import OpportunityStatus
from queries.credit import credited, followed_together
from queries.opportunities import stages
from queries.pages import Page, capped_count, keyset
from queries.search import find_customers, look_up
from scopes import scope_of

SORTS = {
    "expected": (Opportunity.expected_on, False),
    "-expected": (Opportunity.expected_on, True),
    "amount": (Opportunity.amount, False),
    "-amount": (Opportunity.amount, True),
    "-new": (Opportunity.id, True),
}
CARDS = 15
MOST_FOUND = 1000
NEWEST = 10_000
MOST_SORTED = 500
COLUMNS = (
    Opportunity.id,
    Opportunity.version,
    Opportunity.name,
    Opportunity.customer_id,
    Customer.name.label("customer"),
    Customer.status.label("customer_status"),
    Opportunity.owner_id,
    User.name.label("owner"),
    Opportunity.unit_id,
    Opportunity.status,
    Opportunity.stage_id,
    Opportunity.stage_since,
    Opportunity.amount,
    Opportunity.probability,
    Opportunity.expected_on,
    Opportunity.first_expected_on,
    select(Closing.cause).where(Closing.opportunity_id == Opportunity.id).scalar_subquery().label("cause"),
)


@dataclass(frozen=True)
class Filters:
    """What the reader asked for; absent ones are None or empty. ``month`` is its first day; ``status`` None means any.

    ``counted`` are the conditions of a figure whose records are shown."""

    who: str = "mine"
    owner_id: int | None = None
    unit_id: int | None = None
    customer_id: int | None = None
    stage_id: int | None = None
    status: OpportunityStatus | None = OpportunityStatus.OPEN
    month: dt.date | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    term: str = ""
    sort: str = "expected"
    counted: tuple[ColumnElement[bool], ...] = ()

    def person(self, by: User) -> int | None:
        """Whose results the rows speak of; None when they are several people's."""
        return by.id if self.who == "mine" else self.owner_id


@dataclass(frozen=True)
class Column:
    """One stage of the board: its first cards, and count and sum of all of them; ``credit`` is how much of the sum counts
    for the person whose board it is, None on a board of several people."""

    stage: Row
    cards: list[Row]
    count: int
    amount: Decimal
    credit: Decimal | None = None


def rows(by: User, filters: Filters, after: str = "", before: str = "") -> Page:
    """One page of the opportunities that the person may see."""
    sort, descending = SORTS[filters.sort]
    query = _with_names(selected(by, filters))
    return keyset(query, sort, Opportunity.id, after=after, before=before, descending=descending)


def row(opportunity_id: int) -> Row:
    """One opportunity as a row of the list; the caller has made sure that the reader may see it."""
    return db.session.execute(ROW, {"row_id": opportunity_id}).one()


def total(by: User, filters: Filters) -> int:
    """How many pass the filters, counted to a cap."""
    return capped_count(selected(by, filters))


def board(by: User, filters: Filters) -> list[Column]:
    """The open opportunities by stage, soonest first, in two queries."""
    open_ones, person = selected(by, filters), filters.person(by)
    sums = [func.count(), func.sum(Opportunity.amount)]
    if person is not None:
        sums.append(func.sum(credited(Opportunity.amount, person, Opportunity.customer_id)))
    by_stage = open_ones.with_only_columns(Opportunity.stage_id, *sums).group_by(Opportunity.stage_id)
    sums = {stage_id: tuple(summed) for stage_id, *summed in db.session.execute(by_stage)}
    shown = [stage for stage in stages() if stage.active or stage.id in sums]
    cards = _cards(open_ones, [stage.id for stage in shown if stage.id in sums])
    return [
        Column(stage, [card for card in cards if card.stage_id == stage.id], *sums.get(stage.id, (0, Decimal(0))))
        for stage in shown
    ]


def _cards(open_ones: Select, stage_ids: list[int]) -> list[Row]:
    if not stage_ids:
        return []
    order = (Opportunity.expected_on, Opportunity.id)
    parts = [
        open_ones.where(Opportunity.stage_id == stage_id)
        .with_only_columns(Opportunity.id, Opportunity.expected_on)
        .order_by(*order)
        .limit(CARDS)
        .subquery()
        for stage_id in stage_ids
    ]
    first = union_all(*(select(part.c.id) for part in parts)).subquery()
    query = select(Opportunity).where(Opportunity.id.in_(select(first.c.id)))
    return list(db.session.execute(_with_names(query).order_by(*order)))


def _with_names(query: Select) -> Select:
    query = query.join(Customer, Customer.id == Opportunity.customer_id)
    return query.join(User, User.id == Opportunity.owner_id).with_only_columns(*COLUMNS)


ROW = _with_names(select(Opportunity).where(Opportunity.id == bindparam("row_id")))
"""Built once: a stage change answers with one row, and building the select costs more than running it."""


def selected(by: User, filters: Filters) -> Select:
    """A select of the opportunities that pass the filters."""
    query = _whose(by, filters.who).where(*filters.counted)
    for column, value in (
        (Opportunity.unit_id, filters.unit_id),
        (Opportunity.customer_id, filters.customer_id),
        (Opportunity.stage_id, filters.stage_id),
        (Opportunity.status, filters.status),
    ):
        if value is not None:
            query = query.where(column == value)
    if filters.owner_id is not None:
        query = query.where(_followed_by(filters.owner_id))
    return _ranges(query, by, filters)


def _whose(by: User, who: str) -> Select:
    """One's own and those of the units one manages are visible by themselves: the rule need not be asked again."""
    me = scope_of(by)
    if who == "mine":
        return select(Opportunity).where(_followed_by(by.id))
    if who == "unit" and me.managed and not me.everything:
        return select(Opportunity).where(within(Opportunity, me.managed))
    near = () if me.everything or who != "unit" else (Opportunity.unit_id == by.unit_id,)
    return visible(Opportunity, by).where(*near)


def _followed_by(user_id: int) -> ColumnElement[bool]:
    """The person's own, and those of the customers that the person follows together with others (A8.2)."""
    shared = followed_together(user_id)
    own = Opportunity.owner_id == user_id
    return or_(own, Opportunity.customer_id.in_(shared)) if shared else own


def within(model: type, units: Collection[int]) -> ColumnElement[bool]:
    """In one of the units. Few rows are named one by one and sorted; many are met while walking the list's own order."""
    if len(units) == 1:
        return model.unit_id == next(iter(units))
    inside = sorted(units)
    few = db.session.scalars(select(model.id).where(model.unit_id.in_(inside)).limit(MOST_SORTED + 1)).all()
    return model.id.in_(few) if len(few) <= MOST_SORTED else (model.unit_id + 0).in_(inside)


def _ranges(query: Select, by: User, filters: Filters) -> Select:
    if filters.month:
        after = (filters.month + dt.timedelta(days=31)).replace(day=1)
        query = query.where(Opportunity.expected_on >= filters.month, Opportunity.expected_on < after)
    if filters.least is not None:
        query = query.where(Opportunity.amount >= filters.least)
    if filters.most is not None:
        query = query.where(Opportunity.amount <= filters.most)
    return query.where(Opportunity.id.in_(_called(query, by, filters))) if filters.term else query


def _called(query: Select, by: User, filters: Filters) -> Select:
    """The ids of those whose customer the term finds (of at most ``MOST_FOUND`` customers), or whose own name holds it.

    No index leads to a part of an opportunity's own name. So it is asked of all that one person owns or that belong to
    one customer, and of what the whole company has only of the reader's own and of the ``NEWEST`` ones.
    """
    ids = query.with_only_columns(Opportunity.id)
    holds = Opportunity.name.contains(filters.term, autoescape=True)
    if filters.who == "mine" or filters.owner_id or filters.customer_id:
        own = ids.where(holds)
    else:
        newest = select(func.max(Opportunity.id) - NEWEST).scalar_subquery()
        # The limits keep SQLite from dissolving these into the outer query, where it would walk another index.
        late = select(Opportunity.id).where(Opportunity.id > newest, holds).limit(NEWEST).subquery()
        mine = select(Opportunity.id).where(_followed_by(by.id), holds).limit(NEWEST).subquery()
        own = ids.where(Opportunity.id.in_(union(select(late.c.id), select(mine.c.id))))
    own = own.limit(MOST_FOUND).subquery()
    if look_up(filters.term) is None:
        return select(own.c.id)
    customers = find_customers(select(Customer.id), filters.term).limit(MOST_FOUND).subquery()
    theirs = ids.where(Opportunity.customer_id.in_(select(customers.c.id))).limit(MOST_FOUND).subquery()
    return union(select(own.c.id), select(theirs.c.id))
