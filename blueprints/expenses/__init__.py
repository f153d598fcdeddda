"""Expense claims: claimant's claims and lines, the manager's approval, finance's desk, payment and the paper."""

from flask import Blueprint

blueprint = Blueprint("expenses", __name__, url_prefix="/expenses")

from blueprints.expenses import (  # noqa: E402, F401
    approvals,
    claims,
    copies,
    desk,
    documents,
    invoices,
    limits,
    lines,
    lists,
    payments,
    phrases,
    proof,
    questions,
    quick,
    sampling,
    verdicts,
)
