"""Values of policy parameters, by the day they are asked for."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask import g, has_request_context
from sqlalchemy import select
from sqlalchemy.orm import joinedload

import clock
from extensions import db
from models import ParameterValue
from policy.parameters import PARAMETERS, Parameter

COLUMNS = (ParameterValue.name, ParameterValue.value, ParameterValue.valid_from)
HISTORY = select(*COLUMNS).order_by(ParameterValue.valid_from, ParameterValue.id)
"""Built once, because nearly every page asks it."""


def value(name: str, on: dt.date | None = None) -> int | Decimal:
    """The value of a parameter in force on a company day (default: today), in the parameter's own unit."""
    return values(name, on=on)[name]


def values(*names: str, on: dt.date | None = None) -> dict[str, int | Decimal]:
    """The values of several parameters at once: outside of a request every asking reads the history."""
    on, history = on or clock.today(), _history()
    return {name: _in_force(name, history.get(name, ()), on) for name in names}


def _in_force(name: str, rows: Sequence, on: dt.date) -> int | Decimal:
    for row in reversed(rows):
        if row.valid_from <= on:
            return PARAMETERS[name].parse(row.value)
    return PARAMETERS[name].default


def _history() -> dict[str, list]:
    """Every value ever set, oldest first; read once per request."""
    if has_request_context() and "parameter_history" in g:
        return g.parameter_history
    history: dict[str, list] = {}
    for row in db.session.execute(HISTORY):
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


@dataclass(frozen=True)
class Standing:
    """Where one parameter stands: its value today, and the next one that is already decided, if any."""

    parameter: Parameter
    value: int | Decimal
    coming: tuple[dt.date, int | Decimal] | None

    @property
    def changed(self) -> bool:
        return self.value != self.parameter.default


def overview_of_parameters() -> list[Standing]:
    """All parameters in the order of their clauses."""
    today, rows = clock.today(), history()
    standing = []
    for name, parameter in PARAMETERS.items():
        later = [row for row in rows.get(name, ()) if row[0] > today]
        standing.append(Standing(parameter, value(name, today), later[0] if later else None))
    return sorted(standing, key=lambda one: clause_order(one.parameter.clause))


def clause_order(clause: str) -> tuple[int, ...]:
    """``"A9.1"`` as ``(9, 1)``, so that A10 comes after A9."""
    return tuple(int(part) for part in clause.lstrip("A").split("."))


def changes_of(name: str) -> list[ParameterValue]:
    """Every change of one parameter with who made it, the last recorded first."""
    rows = select(ParameterValue).where(ParameterValue.name == name).options(joinedload(ParameterValue.set_by))
    return list(db.session.scalars(rows.order_by(ParameterValue.id.desc())))
