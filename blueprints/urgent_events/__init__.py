"""Urgent events (A3.3): raised, told at once, answered."""

from flask import Blueprint

blueprint = Blueprint("urgent_events", __name__, url_prefix="/urgent")

from blueprints.urgent_events import events  # noqa: E402

__all__ = ["blueprint", "events"]
