"""Reports (A10): the overview, seven dashboards with charts and tables, targets, and reports that are sent by mail."""

from flask import Blueprint

blueprint = Blueprint("reports", __name__, url_prefix="/reports")

from blueprints.reports import dashboards, orders, targets  # noqa: E402

__all__ = ["blueprint", "dashboards", "orders", "targets"]
