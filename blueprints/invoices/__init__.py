"""Invoices (A9.4): the list, issuing, the page of one, correcting it."""

from flask import Blueprint

blueprint = Blueprint("invoices", __name__, url_prefix="/invoices")

from blueprints.invoices import invoices, lists  # noqa: E402

__all__ = ["blueprint", "invoices", "lists"]
