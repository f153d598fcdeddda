"""Implementation orders (A9.5): the list with their progress, one with its plan, board and acceptance."""

from flask import Blueprint

blueprint = Blueprint("implementations", __name__, url_prefix="/implementations")

from blueprints.implementations import works  # noqa: E402

__all__ = ["blueprint", "works"]
