"""Assessment (A12): the ledger of violations, the measures that follow, what concerns oneself, the list for payroll."""

from flask import Blueprint

blueprint = Blueprint("assessment", __name__, url_prefix="/assessment")

from blueprints.assessment import ledger, measures, mine, payroll  # noqa: E402

__all__ = ["blueprint", "ledger", "measures", "mine", "payroll"]
