"""Price lists (A9.1): made for a company and a period, priced by hand; ``price_imports`` fills them from a spreadsheet."""

from decimal import Decimal
from typing import Any

from sqlalchemy import select

import clock
from extensions import db
from models import Price, PriceList, User
from operations import changes, locked, once, record, refuse_if, transaction
from policy.products import period_problems
from queries.organisation import company_of


def create(by: User, values: dict[str, Any], form_key: str = "") -> PriceList:
    """Begin a list of the person's company: label, valid_from, valid_until. Raises ``Refused``."""
    with transaction():
        form = once(form_key, by.id, "/products/prices")
        refuse_if(period_problems(values["valid_from"], values["valid_until"]))
        row = PriceList(**values, company_id=company_of(by.unit_id), created_at=clock.now(), created_by_id=by.id)
        db.session.add(row)
        record("price_list_created", row, by, after=values)
        if form is not None:
            form.location = f"/products/prices/{row.id}"
    return row


def change(price_list_id: int, version: int, values: dict[str, Any], by: User) -> PriceList:
    """Change label or period. Raises ``Refused``, ``Stale``."""
    with transaction():
        row = locked(PriceList, price_list_id, version)
        refuse_if(period_problems(values["valid_from"], values["valid_until"]))
        before, after = changes(row, values)
        if after:
            record("price_list_changed", row, by, before=before, after=after)
    return row


def set_price(price_list_id: int, product_id: int, amount: Decimal, cost: Decimal | None, by: User) -> Price:
    """Set one list price, and what the product costs us (None: not known). The audit says that a cost was set, not which:
    costs are confidential."""
    with transaction():
        locked(PriceList, price_list_id)
        price = db.session.scalar(select(Price).filter_by(price_list_id=price_list_id, product_id=product_id))
        if price is None:
            price = Price(price_list_id=price_list_id, product_id=product_id)
            db.session.add(price)
        before, after = changes(price, {"amount": amount, "cost": cost})
        db.session.flush()
        if after:
            record("price_set", price, by, before=told(before), after=told(after))
    return price


def told(said: dict[str, Any]) -> dict[str, Any]:
    """What the audit says of a price: of its cost only that it was set."""
    return {name: "•••" if name == "cost" and value is not None else value for name, value in said.items()}
