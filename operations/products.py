"""What is sold (A9.1): products made, changed, withdrawn from sale and taken up again. Nothing is deleted."""

from typing import Any

from extensions import db
from models import Product, User
from operations import changes, flush_or, locked, once, record, transaction
from policy.problems import Kind, Problem
from policy.words import N_

TAKEN = Problem("", Kind.BLOCKS, N_("There is a product with this code already."), field="code", code="code_taken")


def create(by: User, values: dict[str, Any], form_key: str = "") -> Product:
    """Add a product; ``values`` are columns by name. Raises ``Refused`` when the code is taken."""
    with transaction():
        form = once(form_key, by.id, "/products")
        product = Product(**values)
        db.session.add(product)
        flush_or(TAKEN)
        record("product_created", product, by, after=values)
        if form is not None:
            form.location = f"/products/{product.id}/edit"
    return product


def change(product_id: int, version: int, values: dict[str, Any], by: User) -> Product:
    """Change a product. Quotes keep what they said of it until they are saved again. Raises ``Refused``, ``Stale``."""
    with transaction():
        product = locked(Product, product_id, version)
        before, after = changes(product, values)
        flush_or(TAKEN)
        if after:
            record("product_changed", product, by, before=before, after=after)
    return product


def withdraw(product_id: int, version: int, by: User) -> Product:
    """Take it from sale: no quote with it is submitted any more. Raises ``Stale``."""
    return _set_active(product_id, version, False, by)


def take_up(product_id: int, version: int, by: User) -> Product:
    """Sell it again. Raises ``Stale``."""
    return _set_active(product_id, version, True, by)


def _set_active(product_id: int, version: int, active: bool, by: User) -> Product:
    with transaction():
        product = locked(Product, product_id, version)
        if product.active != active:
            product.active = active
            record("product_taken_up" if active else "product_withdrawn", product, by)
    return product
