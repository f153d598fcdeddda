"""Receivables (A9.4): the list with its ageing, the ledger of a contract, monthly statements, dunning."""

from flask import Blueprint

blueprint = Blueprint("receivables", __name__, url_prefix="/receivables")

from blueprints.receivables import dunning, files, ledgers, lists, statements  # noqa: E402

__all__ = ["blueprint", "dunning", "files", "ledgers", "lists", "statements"]
