"""Lists of trips and advances."""

from flask_babel import lazy_gettext as _l

from access import requires
from blueprints import arguments
from blueprints.doors import me, shown
from blueprints.trips import blueprint
from models import ExpenseAdvance, TripRequest
from policy.permissions import Permission
from policy.trips import AdvanceStatus, TripStatus
from queries import advances as known_advances
from queries import trips as known
from queries.pages import keyset

TABS = (
    ("mine", _l("My trips"), "/trips"),
    ("all", _l("Trips I may see"), "/trips?tab=all"),
    ("advances", _l("Advances"), "/trips/advances"),
)


@blueprint.get("")
@requires(Permission.CLAIM_EXPENSES)
def index():
    """One's own trips, or all that one may know of, the latest first."""
    tab = arguments.choice("tab", ("mine", "all"), "mine")
    rows = known.trips(me(), arguments.word("status", TripStatus), mine=tab == "mine")
    return shown("trips/_list.html", "trips/index.html", tab=tab, **_page(rows, TripRequest, TripStatus))


@blueprint.get("/advances")
@requires(Permission.CLAIM_EXPENSES)
def advances():
    """The advances that one may know of, the latest first."""
    rows = known_advances.advances(me(), arguments.word("status", AdvanceStatus))
    context = _page(rows, ExpenseAdvance, AdvanceStatus)
    owed = known_advances.owed_by(me().id)
    return shown("trips/_advances.html", "trips/advances.html", tab="advances", owed=owed, **context)


def _page(rows, model, words) -> dict:
    cursors = {"after": arguments.text("after", 600), "before": arguments.text("before", 600)}
    page = keyset(rows, model.id, model.id, **cursors)
    return {
        "page": page,
        "tabs": TABS,
        "statuses": [(word.value, _l(word.label)) for word in words],
        "newer": page.newer and arguments.here_with(before=page.newer),
        "older": page.older and arguments.here_with(after=page.older),
    }
