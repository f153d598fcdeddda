"""Lists of summaries: one's own, what is to be read, and the team's day on one page."""

import datetime as dt

import clock
from access import requires
from blueprints import arguments
from blueprints.doors import me, shown
from blueprints.summaries import blueprint
from blueprints.summaries.reading import SHOWN
from models import WorkSummary
from policy.permissions import Permission
from policy.summaries import SummaryKind, stretch
from queries import summaries
from queries.pages import capped_count, keyset

STATES = ("draft", "submitted")


@blueprint.get("")
@requires(Permission.USE)
def index():
    """One's own summaries, or with ``tab=read`` those that wait to be read."""
    tab = arguments.choice("tab", ("mine", "read"), "mine")
    kind, state = arguments.word("kind", SummaryKind), arguments.choice("state", STATES)
    rows = summaries.to_read(me()) if tab == "read" else summaries.mine(me(), kind, state)
    cursors = {"after": arguments.text("after", 600), "before": arguments.text("before", 600)}
    size = {"size": summaries.PAGE} if tab == "read" else {}
    sort = WorkSummary.id if tab == "read" else WorkSummary.first_on
    page = keyset(rows, sort, WorkSummary.id, descending=tab == "mine", **size, **cursors)
    given = {"tab": tab, "kind": kind, "state": state, "page": page, "total": capped_count(rows), **SHOWN}
    return shown("summaries/_list.html", "summaries/index.html", **given, **_pages(page))


def _pages(page) -> dict:
    return {
        "newer": page.newer and arguments.here_with(before=page.newer),
        "older": page.older and arguments.here_with(after=page.older),
    }


@blueprint.get("/team")
@requires(Permission.READ_TEAM)
def team():
    """The day, or the week, of the people led: who submitted, who did not, each summary with its records."""
    kind = arguments.word("kind", SummaryKind) or SummaryKind.DAILY
    day = arguments.day("day") or clock.today()
    units, within = summaries.team_units(me(), arguments.number("unit"))
    cursors = {"after": arguments.text("after", 600), "before": arguments.text("before", 600)}
    found = summaries.team(me(), within, kind, day, **cursors)
    first_on, last_on = stretch(kind, day)
    given = {
        "team": found,
        "kind": kind,
        "first_on": first_on,
        "last_on": last_on,
        "day": day,
        "units": units,
        "unit_id": arguments.number("unit"),
        "working": clock.is_working_day(day),
        "earlier": arguments.here_with(day=(first_on - dt.timedelta(days=1)).isoformat()),
        "later": arguments.here_with(day=(last_on + dt.timedelta(days=1)).isoformat()),
    }
    return shown("summaries/_team.html", "summaries/team.html", **given, **SHOWN, **_pages(found.page))
