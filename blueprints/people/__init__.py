"""The people whom one leads, and the handover of who leaves (A5, A8.1)."""

from flask import Blueprint

blueprint = Blueprint("people", __name__, url_prefix="/people")

from blueprints.people import handovers, lists  # noqa: E402

__all__ = ["blueprint", "handovers", "lists"]
