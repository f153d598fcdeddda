"""Contracts (A9.2, A3.6): the list, the contract with payments and text, signing, change orders, standard texts."""

from flask import Blueprint

blueprint = Blueprint("contracts", __name__, url_prefix="/contracts")

from blueprints.contracts import changes, contracts, deeds, documents, lists, milestones, templates  # noqa: E402

__all__ = ["blueprint", "changes", "contracts", "deeds", "documents", "lists", "milestones", "templates"]
