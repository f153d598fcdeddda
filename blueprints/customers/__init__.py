"""Customers and their contacts (A4, A8): list, page, forms, review, contacts, sharing, look-ups."""

from flask import Blueprint

from policy.industries import LABELS
from policy.reviewing import CHECKED

blueprint = Blueprint("customers", __name__)


@blueprint.app_template_filter("industry")
def industry(code: str) -> str:
    """The message id of an industry's name; what was imported under no known code is shown as it is."""
    return LABELS.get(code, code)


@blueprint.app_template_global()
def reviewed_label(name: str) -> str:
    """The message id of a field that a reviewer gave a reason for."""
    return CHECKED.get(name, name)


from blueprints.customers import (  # noqa: E402
    contacts,
    customers,
    lists,
    lookups,
    profiles,
    registration,
    reviews,
    sharing,
    states,
)

__all__ = [
    "blueprint",
    "contacts",
    "customers",
    "lists",
    "lookups",
    "profiles",
    "registration",
    "reviews",
    "sharing",
    "states",
]
