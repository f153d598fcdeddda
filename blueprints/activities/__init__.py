"""Activities: recorded from anywhere, planned, done, changed, cancelled."""

from flask import Blueprint

blueprint = Blueprint("activities", __name__, url_prefix="/activities")

from blueprints.activities import activities, entry, lists, outcomes  # noqa: E402, F401
