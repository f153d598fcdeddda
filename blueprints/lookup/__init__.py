"""Is this one taken? The look-up before entering, the line for a name, and the log of what was asked (A8.1, A13)."""

from flask import Blueprint

blueprint = Blueprint("lookup", __name__, url_prefix="/lookup")

from blueprints.lookup import lines, log, questions  # noqa: E402

__all__ = ["blueprint", "lines", "log", "questions"]
