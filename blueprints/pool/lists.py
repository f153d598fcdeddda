"""What lies in the pool of the reader's own company, newest first, and why each came there."""

from flask_login import current_user

from access import can, requires
from blueprints import arguments
from blueprints.doors import shown
from blueprints.pool import blueprint
from models import Customer
from policy.entry import CustomerKind, Grade
from policy.industries import Industry
from policy.permissions import Permission
from policy.regions import PROVINCES
from queries.pages import capped_count, keyset
from queries.pool import PoolFilters, around, former_owners, pooled

SORTS = {"newest": True, "oldest": False}
DAYS = ("7", "30", "90", "180")
"""For how long at least in the pool: what the filter offers."""


@blueprint.get("")
@requires(Permission.VIEW_POOL)
def index():
    """The list; filters and pages in the URL."""
    return shown("pool/_list.html", "pool/index.html", **page_context())


def page_context() -> dict:
    """Everything that the list shows; the claim door shows it again when a claim was refused."""
    people = former_owners(current_user)
    filters = PoolFilters(
        term=arguments.text("q"),
        kind=arguments.word("kind", CustomerKind),
        grade=arguments.word("grade", Grade),
        industry=arguments.choice("industry", tuple(Industry)),
        province=arguments.choice("province", PROVINCES),
        days=int(arguments.choice("days", DAYS) or 0) or None,
        former_owner=_former_owner(people),
    )
    sort = arguments.choice("sort", tuple(SORTS), "newest")
    query = pooled(current_user, filters)
    cursors = {"after": arguments.text("after", 600), "before": arguments.text("before", 600)}
    page = keyset(query, Customer.pooled_at, Customer.id, descending=SORTS[sort], **cursors)
    return {
        "page": page,
        "total": capped_count(query),
        "filters": filters,
        "sort": sort,
        "kinds": list(CustomerKind),
        "grades": list(Grade),
        "industries": list(Industry),
        "provinces": PROVINCES,
        "days": DAYS,
        "former_owners": people,
        "newer": page.newer and arguments.here_with(before=page.newer),
        "older": page.older and arguments.here_with(after=page.older),
        "assigns": can(Permission.TRANSFER_CUSTOMERS),
        "around": around([customer.id for customer in page.rows], current_user),
    }


def _former_owner(people: list) -> int | None:
    """Whose former customers a manager asks for; only people of the own units are offered, and only they are taken."""
    wanted = arguments.number("former_owner")
    return wanted if wanted in {person.id for person in people} else None
