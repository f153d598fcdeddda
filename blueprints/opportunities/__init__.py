"""Opportunities: the list, the board, one page each, their stages, competitors and closings."""

from flask import Blueprint

blueprint = Blueprint("opportunities", __name__, url_prefix="/opportunities")

from blueprints.opportunities import (  # noqa: E402, F401
    closings,
    competitors,
    lists,
    opportunities,
    stages,
)
