"""The bell and the list of notifications, newest first."""

from flask_login import current_user

from access import requires
from blueprints import arguments
from blueprints.doors import by_htmx, shown
from blueprints.notifications import blueprint
from models import Notification
from policy.permissions import Permission
from queries.notifications import notifications, sentence, unread_count
from queries.pages import keyset


@blueprint.app_context_processor
def bell() -> dict:
    """How many notifications the reader has not read; a fragment has no bell and asks nothing."""
    if by_htmx() or not current_user.is_authenticated:
        return {}
    return {"unread_count": unread_count(current_user)}


@blueprint.get("")
@requires(Permission.USE)
def index():
    """The list, or only what is unread."""
    return shown("notifications/_list.html", "notifications/index.html", **page_context())


def page_context() -> dict:
    """Everything that the list shows."""
    unread = arguments.choice("show", ("unread",)) == "unread"
    cursors = {"after": arguments.text("after", 600), "before": arguments.text("before", 600)}
    page = keyset(notifications(current_user, unread=unread), Notification.id, Notification.id, **cursors)
    return {
        "page": page,
        "show": "unread" if unread else "",
        "sentence": sentence,
        "newest": max((notice.id for notice in page.rows), default=0),
        "newer": page.newer and arguments.here_with(before=page.newer),
        "older": page.older and arguments.here_with(after=page.older),
    }
