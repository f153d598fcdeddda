"""The list of customers, and the search over everything."""

from urllib.parse import urlencode

from flask import render_template, request
from flask_login import current_user

import clock
from access import requires
from blueprints.customers import blueprint
from blueprints.doors import by_htmx, shown
from blueprints.looks import said
from policy.entry import CustomerKind, CustomerStatus, Grade
from policy.industries import LABELS
from policy.permissions import Permission
from policy.regions import CITIES, PROVINCES, REGIONS
from policy.tracking import Band
from queries.lists import colleagues, customer_list, units_of
from queries.search_all import everything_like
from queries.tracking import limits

KEPT = (
    "tab",
    "q",
    "owner_id",
    "unit_id",
    "kind",
    "grade",
    "province",
    "city",
    "industry",
    "band",
    "status",
    "sort",
    "since",
    "until",
)


@blueprint.get("/customers")
@requires(Permission.VIEW_CUSTOMERS)
def index():
    """The list, by the filters in the address."""
    args = {name: request.args.get(name, "")[:200] for name in (*KEPT, "after", "before")}
    found = customer_list(current_user, args)
    context = {"found": found, "args": args, "limits": limits(), "today": clock.today(), "url": _url(args)}
    if not by_htmx():
        context["filters"] = _choices(args, found.tab)
    return shown("customers/_list.html", "customers/index.html", **context)


def _url(args: dict[str, str]):
    """Makes the address of the list as it is shown, with something changed."""

    def address(**changed: str | None) -> str:
        wanted = {**{name: args[name] for name in KEPT}, **changed}
        return "/customers?" + urlencode({name: value for name, value in wanted.items() if value})

    return address


def _choices(args: dict[str, str], tab: str) -> dict[str, list]:
    """What the filters offer."""
    led, say = tab in {"all", "unit"}, said()
    cities = REGIONS.get(args["province"]) or ([args["city"]] if args["city"] in CITIES else [])
    return {
        "owners": colleagues(current_user) if led else [],
        "units": units_of(current_user) if led else [],
        "kinds": [(word.value, say[word.label]) for word in CustomerKind],
        "grades": [(word.value, say[word.label]) for word in Grade],
        "bands": [(word.value, say[word.label]) for word in Band if word is not Band.POOL],
        "statuses": [(word.value, say[word.label]) for word in CustomerStatus],
        "industries": [(code, say[label]) for code, label in LABELS.items()],
        "provinces": [(name, name) for name in PROVINCES],
        "cities": [(name, name) for name in cities],
    }


@blueprint.get("/search")
@requires(Permission.USE)
def search():
    """Customers, contacts and claims that a term finds."""
    term = request.args.get("q", "").strip()[:80]
    found = everything_like(current_user, term) if term else None
    return render_template("customers/search.html", term=term, found=found)
