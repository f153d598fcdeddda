"""Trips asked for before money is spent, the claims that are made from them, and advances (A3.4)."""

from flask import Blueprint

blueprint = Blueprint("trips", __name__, url_prefix="/trips")

from blueprints.trips import advances, claiming, lists, trips  # noqa: E402

__all__ = ["advances", "blueprint", "claiming", "lists", "trips"]
