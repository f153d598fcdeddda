"""The list of activities: own or the unit's, planned, overdue or done."""

from flask import request
from flask_login import current_user

from access import can, requires, visible
from blueprints import arguments
from blueprints.activities import blueprint
from blueprints.doors import shown
from extensions import db
from models import Customer
from policy.following import ActivityKind, ActivityStatus
from policy.permissions import Permission
from queries import report_records
from queries.activity_list import OVERDUE, Filters, rows
from scopes import scope_of

WHO = ("mine", "unit", "all")
STATES = (*(state.value for state in ActivityStatus), OVERDUE)


@blueprint.get("")
@requires(Permission.VIEW_CUSTOMERS)
def index():
    """Newest first; plans soonest first. Pages by key, filters in the URL."""
    filters = Filters(
        who=arguments.choice("who", WHO, _nearest()),
        state=arguments.choice("state", STATES),
        kind=arguments.word("kind", ActivityKind),
        customer_id=arguments.number("customer_id"),
        since=arguments.day("since"),
        until=arguments.day("until"),
        counted=report_records.activities(request.args),
    )
    page = rows(current_user, filters, arguments.text("after", 600), arguments.text("before", 600))
    customer = _customer(filters.customer_id)
    return shown(
        "activities/_list.html",
        "activities/index.html",
        page=page,
        filters=filters,
        customer=customer,
        manages=bool(scope_of(current_user).managed),
        kinds=list(ActivityKind),
        states=list(ActivityStatus),
        newer=page.newer and arguments.here_with(before=page.newer),
        older=page.older and arguments.here_with(after=page.older),
    )


def _nearest() -> str:
    if arguments.number("customer_id"):
        return "all"
    if scope_of(current_user).managed:
        return "unit"
    return "mine" if can(Permission.RECORD_ACTIVITIES) else "all"


def _customer(customer_id: int | None) -> Customer | None:
    return db.session.scalar(visible(Customer).where(Customer.id == customer_id)) if customer_id else None
