"""What a quote earns at the costs that its price list says now; only who decides about it is shown that, and only of
costs of companies that they belong to or lead: a partner sells from headquarters' list, and never learns what it costs."""

from sqlalchemy import select

from extensions import db
from models import Price, Quote, User
from policy.margins import LineMargin, Margins, margins
from scopes import scope_of


def margins_for(quote: Quote, by: User) -> Margins | None:
    """Per line and of the whole; None where the price list is of a company that is not the person's."""
    if quote.price_list is not None and quote.price_list.company_id not in scope_of(by).near:
        return None
    ids = sorted({line.product_id for line in quote.lines})
    rows = select(Price.product_id, Price.cost).where(Price.price_list_id == quote.price_list_id)
    costs = dict(db.session.execute(rows.where(Price.product_id.in_(ids))).tuples().all())
    return margins(
        LineMargin(place, line.label, line.quantity, line.net_amount, costs.get(line.product_id))
        for place, line in enumerate(quote.lines, 1)
    )
