"""Products and their price lists (A9.1)."""

from flask import Blueprint

blueprint = Blueprint("products", __name__, url_prefix="/products")

from blueprints.products import imports, prices, products  # noqa: E402

__all__ = ["blueprint", "imports", "prices", "products"]
