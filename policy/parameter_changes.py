"""When a policy parameter may take on a value: within its bounds, from today on, and in order with its neighbours."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from policy.parameters import PARAMETERS, Parameter
from policy.problems import Kind, Problem
from policy.tracking import GRADED
from policy.words import N_

RISING = (
    ("notice_days", "alarm_days", True),
    ("alarm_days", "release_days", True),
    *(("alarm_days", grade, True) for grade in GRADED),
    ("entry_days", "entry_days_extended", False),
    ("assistant_floor", "manager_floor", False),
)
"""Pairs that keep their order, and whether they must differ: the notice comes before the alarm (A7), and so on."""

History = Mapping[str, tuple[tuple[dt.date, int | Decimal], ...]]
"""Per parameter: from which day which value, in the order in which they take effect."""


@dataclass(frozen=True)
class ChangeFacts:
    """A change that somebody asks for. ``history`` is what stands so far, without the change."""

    parameter: Parameter
    typed: str
    valid_from: dt.date
    today: dt.date
    reason: str
    history: History


def change_problems(facts: ChangeFacts) -> Iterator[Problem]:
    """Why the parameter cannot take on this value from that day on."""
    if facts.valid_from < facts.today:
        message = N_("A value holds from today or later: what happened is judged by the value of its day.")
        yield _refuse(facts, message, "", "valid_from", "past")
    if not facts.reason.strip():
        yield _refuse(facts, N_("A change needs a reason."), N_("Say who decided it, and why."), "reason", "no_reason")
    try:
        value = facts.parameter.parse(facts.typed)
    except ValueError:
        message = N_("The value must be a number from %(least)s to %(most)s.")
        bounds = {"least": facts.parameter.least, "most": facts.parameter.most}
        yield _refuse(facts, message, "", "value", "bounds", **bounds)
        return
    if value_on(facts.history, facts.parameter.name, facts.valid_from) == value:
        yield _refuse(facts, N_("That is the value already."), "", "value", "unchanged")
    yield from _order_problems(facts, value)


def value_on(history: History, name: str, day: dt.date) -> int | Decimal:
    """The value in force on a day: of the rows that began by then the last one."""
    values = [value for start, value in history.get(name, ()) if start <= day]
    return values[-1] if values else PARAMETERS[name].default


def _order_problems(facts: ChangeFacts, value: int | Decimal) -> Iterator[Problem]:
    name = facts.parameter.name
    rows = sorted((*facts.history.get(name, ()), (facts.valid_from, value)), key=lambda row: row[0])
    after = {**facts.history, name: tuple(rows)}
    for low, high, apart in RISING:
        if name not in {low, high}:
            continue
        starts = {day for other in (low, high) for day, _ in after.get(other, ()) if day >= facts.valid_from}
        for day in sorted(starts | {facts.valid_from}):
            least, most = value_on(after, low, day), value_on(after, high, day)
            if high in GRADED and most == 0:  # As the common limit, which is in order with everything.
                continue
            if least > most or (apart and least == most):
                message = N_("On %(day)s %(low)s would be %(least)s and %(high)s %(most)s; they must keep their order.")
                params = {"day": day.isoformat(), "low": low, "high": high, "least": least, "most": most}
                yield _refuse(facts, message, N_("Change the other one first."), "value", "order", **params)
                break


def _refuse(facts: ChangeFacts, message: str, remedy: str, field: str, code: str, **params) -> Problem:
    return Problem(facts.parameter.clause, Kind.BLOCKS, message, remedy, field, f"parameter_{code}", params)
