"""The first page: what needs this person now, each number a way to its records."""

from flask import Blueprint, render_template
from flask_login import current_user

import clock
from access import requires
from policy.permissions import Permission
from queries.home import agenda, leaving, numbers, running_leads
from queries.tracking import limits

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@requires(Permission.USE)
def index():
    """Per role: whose inquiry waits, who leaves soon, what is due today, what waits for a decision."""
    me, in_force = current_user._get_current_object(), limits()
    return render_template(
        "home/index.html",
        numbers=numbers(me),
        leads=running_leads(me),
        leaving=leaving(me, in_force),
        agenda=agenda(me),
        limits=in_force,
        today_on=clock.today(),
    )
