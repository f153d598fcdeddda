"""What a quote earns at the costs that its price list says now; only who decides about it is shown that."""

from sqlalchemy import select

from extensions import db
from models import Price, Quote
from policy.margins import LineMargin, Margins, margins


def margins_of(quote: Quote) -> Margins:
    """Per line and of the whole."""
    ids = sorted({line.product_id for line in quote.lines})
    rows = select(Price.product_id, Price.cost).where(Price.price_list_id == quote.price_list_id)
    costs = dict(db.session.execute(rows.where(Price.product_id.in_(ids))).tuples().all())
    return margins(
        LineMargin(place, line.label, line.quantity, line.net_amount, costs.get(line.product_id))
        for place, line in enumerate(quote.lines, 1)
    )
