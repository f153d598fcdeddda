"""The list and the board of opportunities: own, the unit's or all; filters in the URL."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import request
from flask_login import current_user

from access import can, requires, visible
from blueprints import arguments
from blueprints.doors import by_htmx, shown
from blueprints.opportunities import blueprint
from extensions import db
from models import Customer, Unit, User
from policy.following import OpportunityStatus
from policy.permissions import Permission
from queries import report_records
from queries.opportunity_list import SORTS, Filters, board, rows, total
from scopes import scope_of

WHO = ("mine", "unit", "all")
ANY = "any"
MOST_PEOPLE = 300


@blueprint.get("")
@requires(Permission.VIEW_OPPORTUNITIES)
def index():
    """The open ones first, soonest expected first."""
    filters = filters_of(request.args)
    page = rows(current_user, filters, arguments.text("after", 600), arguments.text("before", 600))
    shared = {
        "page": page,
        "filters": filters,
        "newer": page.newer and arguments.here_with(before=page.newer),
        "older": page.older and arguments.here_with(after=page.older),
        "total": None if filters.term else total(current_user, filters),
        "sort_url": _sort_url,
        "refusal": None,
    }
    choices = {} if by_htmx() else _choices(filters)
    return shown("opportunities/_list.html", "opportunities/index.html", **shared, **choices)


@blueprint.get("/board")
@requires(Permission.VIEW_OPPORTUNITIES)
def show_board():
    """Columns per stage, each with its first cards, count and sum."""
    return shown("opportunities/_board.html", "opportunities/board.html", **board_shown(), refusal=None)


def board_shown() -> dict:
    """What the board shows: by this request's filters, or by those of the page that htmx posts from."""
    args = request.args
    if request.method == "POST":
        args = dict(parse_qsl(urlsplit(request.headers.get("HX-Current-URL", "")).query))
    filters = filters_of(args, status=OpportunityStatus.OPEN)
    kept = {key: args[key] for key in ("who", "owner_id", "unit_id", "month", "q") if args.get(key)}
    return {
        "columns": board(current_user, filters),
        "filters": filters,
        "kept": urlencode(kept),
        "manages": bool(scope_of(current_user).managed),
    }


def filters_of(args: Mapping[str, str], **fixed) -> Filters:
    """The filters that a URL asks for."""
    status = arguments.word("status", OpportunityStatus, args) or (
        None if args.get("status") == ANY else OpportunityStatus.OPEN
    )
    found = {
        "who": arguments.choice("who", WHO, _nearest(args), args),
        "owner_id": arguments.number("owner_id", args),
        "unit_id": arguments.number("unit_id", args),
        "customer_id": arguments.number("customer_id", args),
        "stage_id": arguments.number("stage_id", args),
        "status": status,
        "month": arguments.day("month", args),
        "least": arguments.amount("least", args),
        "most": arguments.amount("most", args),
        "term": arguments.text("q", args=args),
        "sort": arguments.choice("sort", tuple(SORTS), "expected", args),
    }
    if counted := report_records.opportunities(args):
        found |= {"unit_id": None, "owner_id": None, "counted": counted}
    return Filters(**found | fixed)


def _nearest(args: Mapping[str, str]) -> str:
    if args.get("customer_id") or args.get("owner_id"):
        return "all"
    if scope_of(current_user).managed:
        return "unit"
    return "mine" if can(Permission.FOLLOW_OPPORTUNITIES) else "all"


def _sort_url(key: str, present: str) -> str:
    return arguments.here_with(sort=f"-{key}" if present == key else key)


def _choices(filters: Filters) -> dict:
    """People and units to filter by, for those who see more than their own."""
    managed = scope_of(current_user).managed
    customer = visible(Customer).where(Customer.id == filters.customer_id).with_only_columns(Customer.id, Customer.name)
    chosen = {"customer": db.session.execute(customer).first() if filters.customer_id else None}
    if not managed:
        return chosen | {"manages": False, "people": [], "units": []}
    people = visible(User).where(User.unit_id.in_(sorted(managed)), User.active).with_only_columns(User.id, User.name)
    units = visible(Unit).where(Unit.id.in_(sorted(managed))).with_only_columns(Unit.id, Unit.name)
    return chosen | {
        "manages": True,
        "people": [tuple(row) for row in db.session.execute(people.order_by(User.name).limit(MOST_PEOPLE))],
        "units": [tuple(row) for row in db.session.execute(units.order_by(Unit.path).limit(MOST_PEOPLE))],
    }
