"""Payments of expenses: batches for the bank, the books, months that are closed (A3.4)."""

from flask import Blueprint

blueprint = Blueprint("payments", __name__, url_prefix="/payments")

from blueprints.payments import accounts, batches, books, files, months  # noqa: E402

__all__ = ["accounts", "batches", "blueprint", "books", "files", "months"]
