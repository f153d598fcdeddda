"""Sales orders (A9.3): lists, writing, review, execution, deliveries."""

from flask import Blueprint

blueprint = Blueprint("orders", __name__, url_prefix="/orders")

from blueprints.orders import deeds, execution, lists, orders, shipments  # noqa: E402

__all__ = ["blueprint", "deeds", "execution", "lists", "orders", "shipments"]
