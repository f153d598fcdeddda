"""Opening what a notification is about, which marks it read, and marking read without opening."""

from flask import redirect, request
from flask_login import current_user

from access import requires, visible_or_404
from blueprints.doors import SAVED, answer, by_htmx, go
from blueprints.notifications import blueprint
from blueprints.notifications.lists import page_context
from models import Notification
from operations.notifications import mark_all_read, mark_read
from policy.permissions import Permission

LARGEST_ID = 2**31 - 1


@blueprint.post("/<int:notification_id>/open")
@requires(Permission.USE)
def open_it(notification_id):
    """To the thing itself; the notification is read."""
    notice = visible_or_404(Notification, notification_id)
    url = notice.url
    mark_read(notice.id, current_user)
    return go(url)


@blueprint.post("/<int:notification_id>/read")
@requires(Permission.USE)
def read(notification_id):
    """Read, without opening it."""
    notice = visible_or_404(Notification, notification_id)
    mark_read(notice.id, current_user)
    return _list()


@blueprint.post("/read")
@requires(Permission.USE)
def read_all():
    """Everything read that stood on the page; what came since stays unread."""
    typed = request.form.get("newest", "")
    if typed.isascii() and typed.isdigit():
        mark_all_read(current_user, min(int(typed[:12]), LARGEST_ID))
    return _list()


def _list():
    if not by_htmx():
        return redirect("/notifications", SAVED)
    return answer("notifications/_list.html", "/notifications", **page_context())
