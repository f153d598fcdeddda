"""What is sold, and at what list price on which day: lists in force, prices by product, what a picker offers."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, Row, Select, case, or_, select
from sqlalchemy.orm import joinedload

import clock
from access import known, visible
from extensions import db
from models import Price, PriceList, Product, Unit, User
from queries.organisation import company_of
from queries.pages import Page, keyset
from scopes import scope_of

OFFERED = 12
MOST_LISTS = 100


@dataclass(frozen=True)
class Filters:
    """What narrows the list of products. ``active`` None means both; ``price_list_id`` is whose prices are shown."""

    term: str = ""
    active: bool | None = True
    price_list_id: int | None = None


def products(by: User, filters: Filters, after: str = "", before: str = "") -> Page:
    """One page of products by their code, each with its price and cost in the chosen list, if it has one there.

    A cost is only shown to who keeps the list."""
    query = visible(Product, by)
    if filters.active is not None:
        query = query.where(Product.active.is_(filters.active))
    if filters.term:
        query = query.where(called(filters.term))
    listed = (Price.product_id == Product.id) & (Price.price_list_id == (filters.price_list_id or 0))
    query = query.outerjoin(Price, listed).with_only_columns(Product, Price.amount, Price.cost)
    return keyset(query, Product.code, Product.id, after=after, before=before, descending=False)


def called(term: str) -> ColumnElement[bool]:
    """Whose code or name holds the term. There are some thousands of products at most: they are looked through."""
    columns = (Product.code, Product.name, Product.name_en)
    return or_(*(column.icontains(term, autoescape=True) for column in columns))


def valid_on(day: dt.date) -> ColumnElement[bool]:
    """Price lists in force on a company day, their last day included."""
    return (PriceList.valid_from <= day) & or_(PriceList.valid_until.is_(None), PriceList.valid_until >= day)


def price_lists(by: User) -> list[PriceList]:
    """The price lists that the person may see, the latest first."""
    newest = visible(PriceList, by).options(joinedload(PriceList.company))
    return list(db.session.scalars(newest.order_by(PriceList.valid_from.desc(), PriceList.id.desc()).limit(MOST_LISTS)))


def in_force(by: User, on: dt.date | None = None) -> list[PriceList]:
    """The lists to quote from on a day (default: today): those of the person's own company first, then the latest."""
    own = case((PriceList.company_id.in_(sorted(scope_of(by).company)), 0), else_=1)
    rows = visible(PriceList, by).where(valid_on(on or clock.today()))
    return list(db.session.scalars(rows.order_by(own, PriceList.valid_from.desc(), PriceList.id.desc()).limit(50)))


def prices_of(price_list_id: int | None, product_ids: Collection[int]) -> dict[int, Decimal]:
    """The list prices of these products in one list, by product; what is not on it is left out."""
    rows = select(Price.product_id, Price.amount).where(Price.price_list_id == price_list_id)
    return dict(db.session.execute(rows.where(Price.product_id.in_(sorted(product_ids)))).tuples().all())


def offered(by: User, price_list_id: int | None, term: str) -> list[Row]:
    """What a picker offers: products that are sold and on the list, with ``id code name measure amount``.

    Of a list that the person may not see, nothing: its id came with the request."""
    rows = visible(Product, by).join(Price, Price.product_id == Product.id)
    rows = rows.where(Price.price_list_id == (price_list_id or 0), Product.active, known(Price, by))
    if term:
        rows = rows.where(called(term))
    columns = (Product.id, Product.code, Product.name, Product.measure, Price.amount)
    return list(db.session.execute(rows.with_only_columns(*columns).order_by(Product.code).limit(OFFERED)))


def on_list(price_list_id: int) -> Select:
    """The prices of one list with their products, by code."""
    rows = select(Price).where(Price.price_list_id == price_list_id).join(Price.product)
    return rows.options(joinedload(Price.product)).order_by(Product.code)


def keeps_products(by: User) -> bool:
    """Whether the person's company is headquarters: it says what is sold; partners have their own prices alone."""
    return db.session.scalar(select(Unit.parent_id).where(Unit.id == company_of(by.unit_id))) is None


def keeps_list(by: User, price_list: PriceList) -> bool:
    """Whether the list belongs to the person's own company."""
    return price_list.company_id == company_of(by.unit_id)
