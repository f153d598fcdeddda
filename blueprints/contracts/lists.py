"""The list of contracts: own ones, those of the units led, all of the company."""

from types import SimpleNamespace

from flask import request
from flask_login import current_user

import clock
from access import requires, visible_or_404
from blueprints import arguments
from blueprints.contracts import blueprint
from blueprints.doors import shown
from models import Opportunity
from policy.contracting import ContractStatus
from policy.permissions import Permission
from policy.words import N_
from queries import report_records
from queries.contracts import contract_page, of_opportunity, tabs_of
from queries.opportunities import due_on

TABS = {"mine": N_("Mine"), "units": N_("My units"), "all": N_("All that I may see")}


@blueprint.get("")
@requires(Permission.VIEW_CONTRACTS)
def index():
    """The list; tab, filters and page in the URL."""
    keys = tabs_of(current_user) or ["mine"]
    customer_id = arguments.number("customer_id")
    tab = arguments.choice("tab", tuple(keys), keys[0])
    wanted = {
        "status": arguments.word("status", ContractStatus),
        "customer_id": customer_id,
        "ends_before": arguments.day("ends_before"),
        "q": arguments.text("q"),
        "counted": report_records.contracts(request.args),
    }
    cursors = arguments.text("after", 600), arguments.text("before", 600)
    page = contract_page(current_user, tab, wanted, cursors)
    return shown(
        "contracts/_list.html",
        "contracts/index.html",
        rows=page.rows,
        newer=page.newer and arguments.here_with(before=page.newer),
        older=page.older and arguments.here_with(after=page.older),
        tab=tab,
        tabs={key: TABS[key] for key in keys},
        wanted=SimpleNamespace(**wanted),
        statuses=list(ContractStatus),
        soon=clock.today(),
    )


@blueprint.get("/of/<int:opportunity_id>")
@requires(Permission.VIEW_CONTRACTS)
def of_one(opportunity_id):
    """The contracts of an opportunity, for its page; a signed one starts the clock of A6.7 while it is open."""
    opportunity = visible_or_404(Opportunity, opportunity_id)
    rows = [
        (row, due_on(row.signed_on) if row.signed_on else None) for row in of_opportunity(current_user, opportunity_id)
    ]
    return shown("contracts/_of_opportunity.html", "contracts/of_opportunity.html", rows=rows, o=opportunity)
