"""Who would leave tonight if a limit were another one: for who leads units, of these units, with the customers."""

from flask_login import current_user

from access import requires
from blueprints import arguments
from blueprints.doors import shown
from blueprints.pool import blueprint
from policy.parameters import PARAMETERS
from policy.permissions import Permission
from queries.forecast import FORESEEN, forecast, foreseen_customers
from queries.parameters import value
from scopes import scope_of


@blueprint.get("/forecast")
@requires(Permission.RELEASE_TO_POOL)
def foreseen():
    """By department and grade how many would go, and a page of who they are."""
    name = arguments.choice("name", FORESEEN, "release_days")
    typed = arguments.text("value", 20) or str(value(name))
    try:
        wanted = PARAMETERS[name].parse(typed)
    except ValueError:
        wanted = None
    me = scope_of(current_user)
    context = {"name": name, "typed": typed, "parameter": PARAMETERS[name], "found": None, "page": None}
    if wanted is not None:
        cursors = {"after": arguments.text("after", 600), "before": arguments.text("before", 600)}
        page = foreseen_customers(current_user, name, wanted, **cursors)
        context |= {
            "found": forecast(name, wanted, None if me.everything else me.managed),
            "page": page,
            "newer": page.newer and arguments.here_with(before=page.newer),
            "older": page.older and arguments.here_with(after=page.older),
        }
    names = [(one, PARAMETERS[one].meaning) for one in FORESEEN]
    return shown("pool/_forecast.html", "pool/forecast.html", names=names, **context)
