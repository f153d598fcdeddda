"""The log of questions (A13): who asked what, when, and how many hits were shown."""

from flask_login import current_user

from access import requires
from blueprints import arguments
from blueprints.doors import shown
from blueprints.lookup import blueprint
from models import LookUp
from policy.permissions import Permission
from queries.lookup_log import may_read_terms, questions
from queries.pages import keyset


@blueprint.get("/log")
@requires(Permission.VIEW_AUDIT)
def log():
    """By person, term and day, the newest first."""
    reads = may_read_terms(current_user)
    query = questions(
        current_user,
        person=arguments.text("person"),
        term=arguments.text("term") if reads else "",
        since=arguments.day("since"),
        until=arguments.day("until"),
    )
    cursors = {"after": arguments.text("after", 600), "before": arguments.text("before", 600)}
    page = keyset(query, LookUp.id, LookUp.id, **cursors)
    return shown("lookup/_log.html", "lookup/log.html", page=page, reads=reads, here_with=arguments.here_with)
