"""Collections (A9.4): the list, recording one, allocating it, refunds."""

from flask import Blueprint

blueprint = Blueprint("collections", __name__, url_prefix="/collections")

from blueprints.collections import allocations, collections, lists  # noqa: E402

__all__ = ["allocations", "blueprint", "collections", "lists"]
