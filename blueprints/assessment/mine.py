"""What concerns the reader: the own violations and measures, with what can be done about them."""

from flask import render_template

from access import requires
from blueprints.assessment import blueprint
from blueprints.assessment.ledger import own_rows
from blueprints.doors import me
from policy.permissions import Permission
from queries.measures import told_of


@blueprint.get("/mine")
@requires(Permission.USE)
def mine():
    """The reader's own ledger; a measure is told of once it is confirmed."""
    return render_template("assessment/mine.html", rows=own_rows(), measures=told_of(me()))
