"""Quotes for tests: a catalogue with one price list, and a customer who may get a quote."""

import datetime as dt
from decimal import Decimal

from sqlalchemy import select

import clock
from extensions import db
from models import Customer, Opportunity, Price, PriceList, Product, Quote, QuoteLine, QuoteSending, Stage, User
from operations import quotes
from policy.quote_answers import SendingWay
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


def things_of(realm: str, customer: Customer, opportunity: Opportunity, owner: User) -> dict:
    """A product, a price list of the owner's company with it, and a quote of the owner, without asking any rule."""
    now = clock.now()
    sold = Product(code=f"P-{realm}", name="排产系统", measure="套", tax_rate=Decimal("0.13"))
    price_list = PriceList(label=f"目录价 {realm}", valid_from=clock.today(), company_id=company_of(owner.unit_id))
    price_list.created_at, price_list.created_by_id = now, owner.id
    price_list.prices.append(Price(product=sold, amount=Decimal("1000")))
    quote = Quote(
        number=f"BJ-{realm}",
        customer_id=customer.id,
        opportunity_id=opportunity.id,
        owner_id=owner.id,
        unit_id=owner.unit_id,
        title="报价",
        price_list=price_list,
        valid_until=clock.today() + dt.timedelta(days=30),
        created_at=now,
        created_by_id=owner.id,
    )
    amounts = {"list_amount": Decimal("1000"), "net_amount": Decimal("800"), "tax_amount": Decimal("104")}
    line = QuoteLine(
        position=1, product=sold, label="排产系统", quantity=Decimal(1), list_price=Decimal("1000"), **amounts
    )
    line.net_price, line.tax_rate, line.discount = Decimal("800"), Decimal("0.13"), Decimal("0.8")
    quote.lines.append(line)
    quote.list_total, quote.net_total, quote.tax_total = amounts.values()
    quote.discount = quote.deepest = Decimal("0.8")
    sending = QuoteSending(quote=quote, way=SendingWay.HANDED, recipient="张经理", filename="报价单.pdf", at=now)
    sending.storage_key, sending.sha256, sending.size, sending.by_id = realm.rjust(64, "0"), "0" * 64, 1, owner.id
    db.session.add_all([sold, price_list, quote, sending])
    db.session.flush()
    return {"products": sold, "price_lists": price_list, "quotes": quote, "quote_sendings": sending}
