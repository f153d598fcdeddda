"""Work summaries and plans (A3.2): one's own, the team's day, remarks and who read them."""

from flask import Blueprint

blueprint = Blueprint("summaries", __name__, url_prefix="/summaries")

from blueprints.summaries import lists, reading, writing  # noqa: E402

__all__ = ["blueprint", "lists", "reading", "writing"]
