"""Leads (A5): their lists and queues, the page of one, and every step of its way from arrival to conversion."""

from flask import Blueprint

blueprint = Blueprint("leads", __name__, url_prefix="/leads")

from blueprints.leads import (  # noqa: E402
    calls,
    consultation,
    conversion,
    dispatching,
    filtering,
    following,
    lapses,
    leads,
    lists,
    queues,
    screening,
)

__all__ = [
    "blueprint",
    "calls",
    "consultation",
    "conversion",
    "dispatching",
    "filtering",
    "following",
    "lapses",
    "leads",
    "lists",
    "queues",
    "screening",
]
