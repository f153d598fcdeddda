"""The list of collections: all, and those with something left to allocate."""

from flask import request
from flask_login import current_user

from access import requires
from blueprints import arguments
from blueprints.collections import blueprint
from blueprints.doors import shown
from policy.permissions import Permission
from policy.words import N_
from queries import report_records
from queries.receivables import Papers, collections

TABS = {"all": N_("All"), "rest": N_("Not fully allocated")}


@blueprint.get("")
@requires(Permission.VIEW_RECEIVABLES)
def index():
    """One page; tab, search and days in the URL."""
    asked = Papers(
        arguments.text("q"),
        arguments.day("since"),
        arguments.day("until"),
        arguments.choice("tab", tuple(TABS), "all"),
        report_records.collections(request.args),
    )
    page = collections(current_user, asked, arguments.text("after", 600), arguments.text("before", 600))
    return shown(
        "collections/_list.html",
        "collections/index.html",
        rows=page.rows,
        asked=asked,
        tabs=TABS,
        newer=page.newer and arguments.here_with(before=page.newer),
        older=page.older and arguments.here_with(after=page.older),
    )
