"""The people of the units that one leads, those first who are gone and still hold something."""

from flask_login import current_user

from access import requires
from blueprints import arguments
from blueprints.doors import shown
from blueprints.people import blueprint
from policy.permissions import Permission
from queries.handovers import people_led


@blueprint.get("")
@requires(Permission.HAND_OVER)
def index():
    """Who is there, what each holds, and the way to hand it over."""
    gone, term = arguments.choice("who", ("gone",)) == "gone", arguments.text("q")
    page, rows = people_led(current_user, gone, term, arguments.text("after", 600), arguments.text("before", 600))
    newer = page.newer and arguments.here_with(before=page.newer)
    older = page.older and arguments.here_with(after=page.older)
    return shown("people/_list.html", "people/index.html", rows=rows, gone=gone, term=term, newer=newer, older=older)
