"""The inbox of who decides: customers, claims and closings together; each is decided on its own page."""

from flask import Blueprint, render_template
from flask_login import current_user

from access import requires
from policy.permissions import Permission
from queries.approvals import waiting

blueprint = Blueprint("approvals", __name__)


@blueprint.get("/approvals")
@requires(Permission.USE)
def index():
    """What waits for this person; who decides about nothing finds it empty."""
    return render_template("approvals/index.html", waiting=waiting(current_user._get_current_object()))
