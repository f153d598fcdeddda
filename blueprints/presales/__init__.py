"""Presales support (A12.5): the queue, asking from an opportunity, and what becomes of a request."""

from flask import Blueprint

blueprint = Blueprint("presales", __name__, url_prefix="/presales")

from blueprints.presales import requests  # noqa: E402

__all__ = ["blueprint", "requests"]
