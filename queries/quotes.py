"""What is true of quotes: the facts that ``policy.quoting`` is told, who approves, and which customers went stale."""

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import ColumnElement, Row, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

import clock
from access import known
from extensions import db
from models import Activity, Contract, Customer, Opportunity, PriceList, Product, Quote, QuoteLine, Stage, Unit, User
from policy.approvals import StepPlan
from policy.contracting import ContractStatus
from policy.entry import CustomerKind, CustomerStatus
from policy.following import CONTACT_KINDS, ActivityStatus, OpportunityStatus
from policy.quote_sums import Item, Sums, sums
from policy.quoting import MOST_NAMED, Floors, LineFacts, QuotedFacts, StaleFacts, SubmissionFacts, route
from policy.roles import PARTNER_KINDS
from queries import parameters
from queries.organisation import company_of
from queries.products import prices_of

MOST_PAST = 5
RESTING = frozenset({ContractStatus.PENDING, ContractStatus.APPROVED, ContractStatus.SIGNED})
ON_PAGE = (
    joinedload(Quote.customer),
    joinedload(Quote.opportunity),
    joinedload(Quote.contact),
    joinedload(Quote.price_list),
    joinedload(Quote.owner),
    joinedload(Quote.unit),
    selectinload(Quote.lines).joinedload(QuoteLine.product),
)
WHILE_TYPING = (
    joinedload(Quote.price_list),
    selectinload(Quote.lines).load_only(QuoteLine.position, QuoteLine.product_id, QuoteLine.list_price),
)
"""What the answer to every key needs of a stored quote, which may have hundreds of lines."""


def quoted_facts(customer: Customer, opportunity: Opportunity) -> QuotedFacts:
    """Whether this customer gets a quote for this opportunity now (A9.1)."""
    met = select(Activity.id).where(
        Activity.customer_id == customer.id,
        Activity.status == ActivityStatus.DONE,
        Activity.kind.in_(sorted(CONTACT_KINDS)),
        Activity.imported.is_(False),
    )
    allows = select(Stage.allows_quotes).where(Stage.id == opportunity.stage_id)
    return QuotedFacts(
        customer_approved=customer.status is CustomerStatus.APPROVED,
        contacted=db.session.scalar(met.limit(1)) is not None,
        opportunity_open=opportunity.status is OpportunityStatus.OPEN,
        stage_allows=bool(db.session.scalar(allows)),
        same_customer=opportunity.customer_id == customer.id,
    )


def contract_rests_on(quote_id: int) -> bool:
    """Whether a contract that waits for its decision, or has it, was drawn up from this quote."""
    rests = Contract.quote_id == quote_id, Contract.status.in_(sorted(RESTING))
    return db.session.scalar(select(Contract.id).where(*rests).limit(1)) is not None


def item_of(line: QuoteLine) -> Item:
    """A stored line as the arithmetic takes it."""
    return Item(line.quantity, line.list_price, line.net_price, line.tax_rate)


def sums_of(lines: Iterable[QuoteLine]) -> Sums:
    """What stored lines make together."""
    return sums(item_of(line) for line in lines)


def line_facts(quote: Quote) -> tuple[LineFacts, ...]:
    """The lines with what list and catalogue say now."""
    ids = {line.product_id for line in quote.lines}
    now = prices_of(quote.price_list_id, ids)
    sold = select(Product.id).where(Product.id.in_(sorted(ids)), Product.active)
    active = set(db.session.scalars(sold))
    return tuple(
        LineFacts(
            place,
            line.label,
            line.quantity,
            line.list_price,
            line.net_price,
            now.get(line.product_id),
            line.product_id in active,
        )
        for place, line in enumerate(quote.lines, 1)
    )


def submission_facts(quote: Quote, by: User) -> SubmissionFacts:
    """What ``policy.quoting`` is told of a quote that is submitted today."""
    validity = select(PriceList.valid_from, PriceList.valid_until).where(PriceList.id == quote.price_list_id)
    first, last = db.session.execute(validity).one_or_none() or (None, None)
    total = sums_of(quote.lines)
    return SubmissionFacts(
        status=quote.status,
        quoted=quoted_facts(quote.customer, quote.opportunity),
        lines=line_facts(quote),
        sums=total,
        today=clock.today(),
        valid_until=quote.valid_until,
        list_from=first,
        list_until=last,
        stale=stale_facts(quote, by) if total.lowest < 1 else StaleFacts(),
    )


def stale_facts(quote: Quote, by: User) -> StaleFacts:
    """The customers that the quote's partner did not keep up to date (A3.7); named as far as ``by`` may know them.

    Up to date is who was in contact, or came to its owner, within the days. A joint venture's or agent's house answers
    for all its customers; where headquarters quotes for an agent's end customer, the agent answers for its own.
    """
    whose = _partners_customers(quote)
    if whose is None:
        return StaleFacts()
    days = int(parameters.value("partner_maintenance_days"))
    neglected = (
        whose,
        Customer.status == CustomerStatus.APPROVED,
        Customer.owner_id.is_not(None),
        Customer.clock_day < clock.today() - dt.timedelta(days=days),
    )
    count = db.session.scalar(select(func.count(Customer.id)).where(*neglected))
    if not count:
        return StaleFacts(True, days)
    named = select(Customer.id, Customer.name).where(*neglected, known(Customer, by))
    rows = db.session.execute(named.order_by(Customer.clock_day, Customer.id).limit(MOST_NAMED))
    return StaleFacts(True, days, count, tuple(rows.tuples()))


def _partners_customers(quote: Quote) -> ColumnElement[bool] | None:
    company = db.session.get_one(Unit, company_of(quote.unit_id))
    if company.kind in PARTNER_KINDS:
        units = db.session.scalars(select(Unit.id).where(Unit.path.startswith(company.path)))
        return Customer.unit_id.in_(sorted(units))
    customer = quote.customer
    agent_id = customer.id if customer.kind is CustomerKind.AGENT else customer.agent_id
    return or_(Customer.agent_id == agent_id, Customer.id == agent_id) if agent_id else None


def past_discounts(quote: Quote) -> list[Row]:
    """The latest quotes that were approved for the customer before: ``deepest net_total``, the last one first."""
    earlier = (Quote.customer_id == quote.customer_id, Quote.id != quote.id, Quote.approved_at.is_not(None))
    rows = select(Quote.deepest, Quote.net_total).where(*earlier).order_by(Quote.approved_at.desc(), Quote.id.desc())
    return list(db.session.execute(rows.limit(MOST_PAST)))


def floors() -> Floors:
    """Down to which ratio who approves, today."""
    found = parameters.values("manager_floor", "assistant_floor")
    return Floors(found["manager_floor"], found["assistant_floor"])


def route_of(quote: Quote) -> list[StepPlan]:
    """Who has to approve the quote as it stands."""
    return route(sums_of(quote.lines), floors())
