"""The queues of the desk: what marketing screens and what business filters, the first due first, each with its clock."""

from flask import render_template
from flask_login import current_user

from access import requires
from blueprints import arguments
from blueprints.leads import blueprint
from blueprints.leads.lists import tabs_of
from policy.permissions import Permission
from queries.lead_lists import queue_counts, queue_page
from queries.leads import countdown


@blueprint.get("/screening")
@requires(Permission.SCREEN_LEADS)
def screening_queue():
    """What came in and waits for marketing."""
    return render_template("leads/screening.html", **_waiting("screening"))


@blueprint.get("/filtering")
@requires(Permission.FILTER_LEADS)
def filtering_queue():
    """What marketing found valid and business has not entered yet."""
    return render_template("leads/filtering.html", **_waiting("filtering"))


def _waiting(name: str) -> dict:
    page = queue_page(current_user, name, arguments.text("after", 600), arguments.text("before", 600))
    counts = queue_counts(current_user)
    return {
        "page": page,
        "total": counts[name],
        "tabs": tabs_of(counts),
        "clocks": {lead.id: countdown(lead) for lead in page.rows},
        "newer": page.newer and arguments.here_with(before=page.newer),
        "older": page.older and arguments.here_with(after=page.older),
    }
