"""Conflicts (A8): the list, claiming a customer, the file, ruling and appeal."""

from flask import Blueprint

blueprint = Blueprint("conflicts", __name__, url_prefix="/conflicts")

from blueprints.conflicts import claims, files, lists, rulings  # noqa: E402

__all__ = ["blueprint", "claims", "files", "lists", "rulings"]
