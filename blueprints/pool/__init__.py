"""The public pool (A7.3): its list, claiming, assigning, and giving a customer to it by hand."""

from flask import Blueprint

blueprint = Blueprint("pool", __name__, url_prefix="/pool")

from blueprints.pool import assignments, claims, forecasts, lists, releases  # noqa: E402

__all__ = ["assignments", "blueprint", "claims", "forecasts", "lists", "releases"]
