"""The list of quotes; whose, state and page in the URL."""

from flask_login import current_user

from access import can, requires, visible
from blueprints import arguments
from blueprints.doors import shown
from blueprints.quotes import blueprint
from extensions import db
from models import Customer
from policy.permissions import Permission
from policy.quoting import QuoteStatus
from queries.quote_list import TABS, Filters, rows, total
from scopes import scope_of

WHO = ("mine", "unit", "all")


@blueprint.get("")
@requires(Permission.VIEW_QUOTES)
def index():
    """The newest first."""
    filters = _filters()
    page = rows(current_user, filters, arguments.text("after", 600), arguments.text("before", 600))
    customer = visible(Customer).where(Customer.id == filters.customer_id).with_only_columns(Customer.id, Customer.name)
    return shown(
        "quotes/_list.html",
        "quotes/index.html",
        page=page,
        filters=filters,
        customer=db.session.execute(customer).first() if filters.customer_id else None,
        statuses=list(QuoteStatus),
        newer=page.newer and arguments.here_with(before=page.newer),
        older=page.older and arguments.here_with(after=page.older),
        total=total(current_user, filters),
        here_with=arguments.here_with,
    )


def _filters() -> Filters:
    named = {name: arguments.number(name) for name in ("customer_id", "opportunity_id")}
    return Filters(
        who=arguments.choice("who", WHO, "all" if any(named.values()) else _nearest()),
        tab=arguments.choice("tab", tuple(TABS)),
        status=arguments.word("status", QuoteStatus),
        term=arguments.text("q"),
        **named,
    )


def _nearest() -> str:
    if scope_of(current_user).managed:
        return "unit"
    return "mine" if can(Permission.WRITE_QUOTES) else "all"
