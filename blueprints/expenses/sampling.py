"""How green lines are drawn to be looked at: the seeds of the days, so that anybody can draw again (A3.4)."""

from flask import render_template
from sqlalchemy import select

import clock
from access import requires
from blueprints.expenses import blueprint
from extensions import db
from models import SamplingSeed
from policy.permissions import Permission

SHOWN = 62


@blueprint.get("/sampling")
@requires(Permission.CLAIM_EXPENSES)
def sampling():
    """The seeds of the last two months; that of a day which is not over as its hash alone."""
    rows = select(SamplingSeed).order_by(SamplingSeed.day.desc()).limit(SHOWN)
    return render_template("expenses/desk/sampling.html", rows=list(db.session.scalars(rows)), today=clock.today())
