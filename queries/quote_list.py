"""The list of quotes: own, the unit's or all, by state; newest first."""

from dataclasses import dataclass

from sqlalchemy import Select, or_

from access import visible
from models import Customer, Quote, User
from policy.quoting import OPEN, QuoteStatus
from queries.pages import Page, capped_count, keyset
from scopes import scope_of

COLUMNS = (
    Quote.id,
    Quote.number,
    Quote.revision,
    Quote.title,
    Quote.status,
    Quote.customer_id,
    Customer.name.label("customer"),
    User.name.label("owner"),
    Quote.net_total,
    Quote.discount,
    Quote.deepest,
    Quote.valid_until,
)
TABS = {
    "": None,
    "open": OPEN,
    "pending": {QuoteStatus.PENDING},
    "approved": {QuoteStatus.APPROVED},
    "out": {QuoteStatus.SENT},
}


@dataclass(frozen=True)
class Filters:
    """What narrows the list. ``tab`` is a key of ``TABS``; ``status`` is more exact and wins."""

    who: str = "mine"
    tab: str = ""
    status: QuoteStatus | None = None
    customer_id: int | None = None
    opportunity_id: int | None = None
    term: str = ""


def rows(by: User, filters: Filters, after: str = "", before: str = "") -> Page:
    """One page of the quotes that the person may see."""
    query = _narrowed(by, filters).join(Customer, Customer.id == Quote.customer_id)
    query = query.join(User, User.id == Quote.owner_id).with_only_columns(*COLUMNS)
    return keyset(query, Quote.id, Quote.id, after=after, before=before)


def total(by: User, filters: Filters) -> int:
    """How many pass the filters, counted to a cap."""
    return capped_count(_narrowed(by, filters))


def _narrowed(by: User, filters: Filters) -> Select:
    me, query = scope_of(by), visible(Quote, by)
    if filters.who == "mine":
        query = query.where(Quote.owner_id == by.id)
    elif filters.who == "unit":
        query = query.where(Quote.unit_id.in_(sorted(me.managed or {by.unit_id})))
    for column, value in ((Quote.customer_id, filters.customer_id), (Quote.opportunity_id, filters.opportunity_id)):
        if value is not None:
            query = query.where(column == value)
    states = {filters.status} if filters.status else TABS[filters.tab]
    if states:
        query = query.where(Quote.status.in_(sorted(states)))
    if filters.term:
        named = Customer.name.icontains(filters.term, autoescape=True)
        words = (Quote.number, Quote.title)
        theirs = Quote.customer.has(named)
        query = query.where(or_(*(word.icontains(filters.term, autoescape=True) for word in words), theirs))
    return query
