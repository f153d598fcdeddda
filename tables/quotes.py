"""Products, their prices, and what was offered (A9.1)."""

import datetime as dt
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from columns import name, pk, quantity, ratio, short, text, word
from extensions import db
from policy.quote_answers import DeclineReason, SendingWay
from policy.quoting import QuoteStatus
from tables.customers import Contact, Customer
from tables.opportunities import Opportunity
from tables.people import Unit, User
from tables.writing import ref, within_one


class Product(db.Model):
    """Something that is sold. Never deleted: it is withdrawn from sale."""

    __tablename__ = "products"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    code: Mapped[short] = mapped_column(unique=True)
    name: Mapped[name]
    name_en: Mapped[str] = mapped_column(String(200), default="")
    measure: Mapped[str] = mapped_column(String(20), default="")
    tax_rate: Mapped[ratio]
    service: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (CheckConstraint(within_one("tax_rate"), name="tax_rate_range"),)


class PriceList(db.Model):
    """List prices in yuan, without tax, from a day on and, where ``valid_until`` is set, until that day included."""

    __tablename__ = "price_lists"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    company_id: Mapped[int] = ref("units.id")
    label: Mapped[name]
    valid_from: Mapped[dt.date]
    valid_until: Mapped[dt.date | None]
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    company: Mapped[Unit] = relationship()
    prices: Mapped[list["Price"]] = relationship(back_populates="price_list")
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (CheckConstraint("valid_from <= valid_until", name="in_order"),)


class Price(db.Model):
    """The list price of one product in one list, and what it costs us where that is known.

    ``cost`` is without tax and confidential: only who sets prices and who decides about a quote ever reads it.
    """

    __tablename__ = "prices"
    id: Mapped[pk]
    price_list_id: Mapped[int] = ref("price_lists.id", index=False)
    product_id: Mapped[int] = ref("products.id")
    amount: Mapped[Decimal]
    cost: Mapped[Decimal | None]

    price_list: Mapped[PriceList] = relationship(back_populates="prices")
    product: Mapped[Product] = relationship()
    __table_args__ = (
        UniqueConstraint("price_list_id", "product_id"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint("cost >= 0", name="cost_not_negative"),
    )


class Quote(db.Model):
    """An offer to a customer (A9.1). Amounts are without tax unless the name says so; all are computed by the server.

    ``discount`` is net over list of the whole, ``deepest`` of the line with the deepest discount. A revision is a new
    row that names its ``previous``; the old one stays. ``answered_by`` is who at the customer answered.
    """

    __tablename__ = "quotes"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    number: Mapped[str] = mapped_column(String(30))
    revision: Mapped[int] = mapped_column(default=1)
    previous_id: Mapped[int | None] = ref("quotes.id")
    customer_id: Mapped[int] = ref("customers.id")
    opportunity_id: Mapped[int] = ref("opportunities.id")
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    owner_id: Mapped[int] = ref("users.id", index=False)
    unit_id: Mapped[int] = ref("units.id", index=False)
    status: Mapped[QuoteStatus] = mapped_column(word(QuoteStatus), default=QuoteStatus.DRAFT)
    title: Mapped[name]
    language: Mapped[str] = mapped_column(String(20), default="zh_Hans_CN")
    price_list_id: Mapped[int | None] = mapped_column(ForeignKey("price_lists.id"))
    list_total: Mapped[Decimal] = mapped_column(default=Decimal(0))
    net_total: Mapped[Decimal] = mapped_column(default=Decimal(0))
    tax_total: Mapped[Decimal] = mapped_column(default=Decimal(0))
    discount: Mapped[ratio] = mapped_column(default=Decimal(1))
    deepest: Mapped[ratio] = mapped_column(default=Decimal(1))
    valid_until: Mapped[dt.date]
    terms: Mapped[text]
    note: Mapped[text]
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    approved_at: Mapped[dt.datetime | None]
    sent_at: Mapped[dt.datetime | None]
    sent_to: Mapped[str] = mapped_column(String(254), default="")
    answered_on: Mapped[dt.date | None]
    answered_by: Mapped[str] = mapped_column(String(200), default="")
    decline_reason: Mapped[DeclineReason | None] = mapped_column(word(DeclineReason))
    answer: Mapped[text]
    told_of_end_at: Mapped[dt.datetime | None]

    customer: Mapped[Customer] = relationship()
    opportunity: Mapped[Opportunity] = relationship()
    contact: Mapped[Contact | None] = relationship()
    price_list: Mapped[PriceList | None] = relationship()
    owner: Mapped[User] = relationship(foreign_keys=[owner_id])
    unit: Mapped[Unit] = relationship()
    previous: Mapped["Quote | None"] = relationship(remote_side="Quote.id")
    lines: Mapped[list["QuoteLine"]] = relationship(
        back_populates="quote", order_by="QuoteLine.position, QuoteLine.id", cascade="all, delete-orphan"
    )
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        UniqueConstraint("number", "revision"),
        Index(None, "owner_id", "id"),
        Index(None, "unit_id", "id"),
        Index(None, "status", "valid_until"),
        Index(None, "status", "id"),
        CheckConstraint("net_total >= 0 AND net_total <= list_total AND tax_total >= 0", name="never_above_list"),
        CheckConstraint(within_one("discount", "deepest"), name="ratio_range"),
    )


class QuoteLine(db.Model):
    """One line of a quote. What it says of the product is kept as it was when the quote was written."""

    __tablename__ = "quote_lines"
    id: Mapped[pk]
    quote_id: Mapped[int] = ref("quotes.id", index=False)
    position: Mapped[int]
    product_id: Mapped[int] = ref("products.id")
    label: Mapped[name]
    measure: Mapped[str] = mapped_column(String(20), default="")
    quantity: Mapped[quantity]
    list_price: Mapped[Decimal]
    net_price: Mapped[Decimal]
    tax_rate: Mapped[ratio]
    list_amount: Mapped[Decimal]
    net_amount: Mapped[Decimal]
    tax_amount: Mapped[Decimal]
    discount: Mapped[ratio]
    note: Mapped[text]

    quote: Mapped[Quote] = relationship(back_populates="lines")
    product: Mapped[Product] = relationship()
    __table_args__ = (
        Index(None, "quote_id", "position"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("net_price >= 0 AND net_price <= list_price", name="never_above_list"),
        CheckConstraint(within_one("tax_rate", "discount"), name="ratio_range"),
    )


class QuoteSending(db.Model):
    """A quote that went out once: to whom, by whom, and the very paper, which is never written again (A9.1).

    ``storage_key`` is the random name of the stored PDF; what is sent again is the same file. A mail to somebody outside
    is sent from the outbox; what was handed over another way is a record alone.
    """

    __tablename__ = "quote_sendings"
    id: Mapped[pk]
    quote_id: Mapped[int] = ref("quotes.id", index=False)
    way: Mapped[SendingWay] = mapped_column(word(SendingWay), default=SendingWay.MAIL)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    recipient: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(254), default="")
    subject: Mapped[str] = mapped_column(String(200), default="")
    body: Mapped[text]
    filename: Mapped[name]
    storage_key: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    at: Mapped[dt.datetime]
    by_id: Mapped[int] = ref("users.id")

    quote: Mapped[Quote] = relationship()
    by: Mapped[User] = relationship()
    __table_args__ = (Index(None, "quote_id", "id"),)
