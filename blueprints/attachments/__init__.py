"""Files: added to their owner, downloaded, removed."""

from flask import Blueprint

blueprint = Blueprint("attachments", __name__, url_prefix="/attachments")

from blueprints.attachments import files  # noqa: E402, F401
