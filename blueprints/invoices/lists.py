"""The list of invoices: all, open, overdue, red-letter."""

from flask_login import current_user

from access import requires
from blueprints import arguments
from blueprints.doors import shown
from blueprints.invoices import blueprint
from policy.permissions import Permission
from policy.words import N_
from queries.receivables import Papers, invoices

TABS = {"all": N_("All"), "open": N_("Outstanding"), "overdue": N_("Overdue"), "red": N_("Red-letter")}


@blueprint.get("")
@requires(Permission.VIEW_RECEIVABLES)
def index():
    """One page; tab, search and days in the URL."""
    asked = Papers(
        arguments.text("q"), arguments.day("since"), arguments.day("until"), arguments.choice("tab", tuple(TABS), "all")
    )
    page = invoices(current_user, asked, arguments.text("after", 600), arguments.text("before", 600))
    return shown(
        "invoices/_list.html",
        "invoices/index.html",
        rows=page.rows,
        asked=asked,
        tabs=TABS,
        newer=page.newer and arguments.here_with(before=page.newer),
        older=page.older and arguments.here_with(after=page.older),
    )
