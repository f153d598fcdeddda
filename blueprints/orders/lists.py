"""The work lists of orders: to be carried out, to be shipped, one's own."""

from flask_login import current_user

from access import requires
from blueprints import arguments
from blueprints.doors import shown
from blueprints.orders import blueprint
from policy.orders import OrderStatus
from policy.permissions import Permission
from queries.implementations import progress_of
from queries.order_lists import orders, shipped_of, tabs_of


@blueprint.get("")
@requires(Permission.VIEW_ORDERS)
def index():
    """The list; tab, state, search and page in the URL."""
    me = current_user._get_current_object()
    tabs = tabs_of(me)
    tab = arguments.choice("tab", tuple(tabs), next(iter(tabs)))
    status, term = arguments.word("status", OrderStatus), arguments.text("q", 60)
    cursors = arguments.text("after", 600), arguments.text("before", 600)
    page = orders(me, tab, status, term, *cursors)
    works = [row.implementation.id for row in page.rows if row.implementation]
    return shown(
        "orders/_list.html",
        "orders/index.html",
        rows=page.rows,
        newer=page.newer and arguments.here_with(before=page.newer),
        older=page.older and arguments.here_with(after=page.older),
        shipped=shipped_of([row.id for row in page.rows]),
        progress=progress_of(works),
        tab=tab,
        tabs=tabs,
        status=status,
        statuses=list(OrderStatus),
        term=term,
    )
