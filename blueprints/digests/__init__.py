"""The day of a unit for its managers: the list, one day with its proof of reading, and what is to be passed on (A3.3)."""

from flask import Blueprint

blueprint = Blueprint("digests", __name__, url_prefix="/digests")

from blueprints.digests import days, relays  # noqa: E402

__all__ = ["blueprint", "days", "relays"]
