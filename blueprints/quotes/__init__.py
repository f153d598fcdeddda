"""Quotes (A9.1): the list, one quote, the editor with its lines, the way to its approval."""

from flask import Blueprint

blueprint = Blueprint("quotes", __name__, url_prefix="/quotes")

from blueprints.quotes import answers, deeds, lines, lists, paper, quotes, sending  # noqa: E402, F401
