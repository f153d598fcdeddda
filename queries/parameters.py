"""Values of policy parameters, by the day they are asked for."""

import datetime as dt
from decimal import Decimal

from flask import g, has_request_context
from sqlalchemy import select

import clock
from extensions import db
from models import ParameterValue
from policy.parameters import PARAMETERS


def value(name: str, on: dt.date | None = None) -> int | Decimal:
    """The value of a parameter in force on a company day (default: today), in the parameter's own unit."""
    on = on or clock.today()
    for row in reversed(_history().get(name, ())):
        if row.valid_from <= on:
            return PARAMETERS[name].parse(row.value)
    return PARAMETERS[name].default


def _history() -> dict[str, list]:
    """Every value ever set, oldest first; read once per request."""
    if has_request_context() and "parameter_history" in g:
        return g.parameter_history
    history: dict[str, list] = {}
    columns = (ParameterValue.name, ParameterValue.value, ParameterValue.valid_from)
    for row in db.session.execute(select(*columns).order_by(ParameterValue.valid_from, ParameterValue.id)):
        history.setdefault(row.name, []).append(row)
    if has_request_context():
        g.parameter_history = history
    return history


def history() -> dict[str, tuple]:
    """Every value ever set, by parameter: from which day, and what; in the order in which they take effect."""
    return {
        name: tuple((row.valid_from, PARAMETERS[name].parse(row.value)) for row in rows)
        for name, rows in _history().items()
        if name in PARAMETERS
    }


def forget() -> None:
    """Read the history anew within this request, after a change."""
    if has_request_context():
        g.pop("parameter_history", None)
