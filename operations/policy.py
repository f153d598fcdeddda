"""The policy's parameters: a change is a new row that holds from a day on; what was stays what it was."""

import datetime as dt

import sqlalchemy as sa

import clock
from extensions import db
from models import ParameterValue, User
from operations import Stale, record, refuse_if, transaction
from operations.house import one_at_a_time
from policy.parameter_changes import ChangeFacts, change_problems
from policy.parameters import PARAMETERS
from queries import parameters


def set_parameter(
    name: str, typed: str, valid_from: dt.date, reason: str, by: User | None, latest: int | None = None
) -> ParameterValue:
    """Let a parameter have another value from a company day on.

    ``latest`` is the id of the last change that the page showed, 0 for none; ``Stale`` when there is a newer one.
    """
    with transaction():
        one_at_a_time()
        parameters.forget()
        newest = db.session.scalar(sa.select(sa.func.max(ParameterValue.id)).where(ParameterValue.name == name)) or 0
        if latest is not None and latest != newest:
            raise Stale()
        parameter = PARAMETERS[name]
        facts = ChangeFacts(parameter, typed, valid_from, clock.today(), reason, parameters.history())
        refuse_if(change_problems(facts))
        value, former = parameter.parse(typed), parameters.value(name, valid_from)
        row = ParameterValue(name=name, value=str(value), valid_from=valid_from, reason=reason, set_at=clock.now())
        row.set_by = by
        db.session.add(row)
        after = {"name": name, "value": value, "valid_from": valid_from}
        record("set_parameter", row, by, before={"name": name, "value": former}, after=after, note=reason)
        parameters.forget()
        return row
