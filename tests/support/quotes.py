"""Quotes for tests: a catalogue with one price list, and a customer who may get a quote."""

import datetime as dt
from decimal import Decimal

from sqlalchemy import select

import clock
from extensions import db
from models import Opportunity, Price, PriceList, Product, Quote, Stage, User
from operations import quotes
from policy.quote_sums import Typed
from queries.organisation import company_of
from queries.quote_lines import TypedLine
from tests.support.factories import new_activity, new_customer, new_opportunity

PRICES = {"APS-100": ("排产系统", "1000.00"), "MES-200": ("制造执行系统", "2500.00"), "SRV-1": ("实施服务", "1800.00")}


def new_catalogue(by: User, **columns) -> PriceList:
    """Three products on a list that has been valid since last month, unless told otherwise."""
    first = clock.today() - dt.timedelta(days=30)
    values = {"label": "目录价", "valid_from": first, "company_id": company_of(by.unit_id), **columns}
    price_list = PriceList(**values, created_at=clock.now(), created_by_id=by.id)
    for code, (name, price) in PRICES.items():
        product = db.session.scalar(select(Product).where(Product.code == code))
        product = product or Product(code=code, name=name, measure="套", tax_rate=Decimal("0.13"))
        price_list.prices.append(Price(product=product, amount=Decimal(price)))
    db.session.add(price_list)
    db.session.commit()
    return price_list


def product(code: str = "APS-100") -> Product:
    return db.session.scalars(select(Product).where(Product.code == code)).one()


def ready_opportunity(owner: User, **columns) -> Opportunity:
    """An opportunity that may be quoted for: its customer is approved and was visited, its stage allows quotes."""
    customer = new_customer(owner)
    new_activity(customer, owner)
    stage = db.session.scalars(select(Stage).where(Stage.allows_quotes).order_by(Stage.position)).first()
    return new_opportunity(customer, owner, stage_id=stage.id, **columns)


def new_quote(owner: User, price_list: PriceList, *lines: TypedLine, **header) -> Quote:
    """A draft for a new opportunity with these lines, or one piece of a product at list price."""
    values = {"title": "排产系统报价", "price_list_id": price_list.id, "language": "zh_Hans_CN"}
    values |= {"valid_until": clock.today() + dt.timedelta(days=30), "terms": "", "note": "", "contact_id": None}
    quote = quotes.create(owner, ready_opportunity(owner).id, values | header)
    return quotes.change(quote.id, quote.version, {}, lines or [wish()], owner)


def wish(code: str = "APS-100", quantity: str = "1", discount: str | None = None, net: str | None = None) -> TypedLine:
    """A line as somebody types it anew."""
    prices = Typed(Decimal(discount) if discount else None, Decimal(net) if net else None)
    return TypedLine(product(code).id, Decimal(quantity), prices)
