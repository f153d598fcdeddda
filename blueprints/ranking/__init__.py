"""The monthly ranking (A12.4): the published list, the working of each, and the sales that are kept (A12.6)."""

from flask import Blueprint

blueprint = Blueprint("ranking", __name__, url_prefix="/ranking")

from blueprints.ranking import accounts, rankings  # noqa: E402

__all__ = ["accounts", "blueprint", "rankings"]
