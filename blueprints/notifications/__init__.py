"""What the product tells a person: the bell on every page, the list, and the way to what it is about."""

from flask import Blueprint

blueprint = Blueprint("notifications", __name__, url_prefix="/notifications")

from blueprints.notifications import lists, reading  # noqa: E402

__all__ = ["blueprint", "lists", "reading"]
