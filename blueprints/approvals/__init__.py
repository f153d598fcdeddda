"""Deciding: the one inbox, the screen on which somebody decides, deputies."""

from flask import Blueprint

blueprint = Blueprint("approvals", __name__)

from blueprints.approvals import decisions, deputies, inbox  # noqa: E402

__all__ = ["blueprint", "decisions", "deputies", "inbox"]
