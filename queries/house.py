"""How many of each the administrator looks after."""

from sqlalchemy import func, select

import clock
from extensions import db
from models import ParameterValue, Stage, Unit, User


def counts() -> dict[str, int]:
    """Active units, people and stages; people who may not sign in; parameter values that begin in the future."""
    wanted = {
        "units": select(func.count()).select_from(Unit).where(Unit.active),
        "people": select(func.count()).select_from(User).where(User.active),
        "gone": select(func.count()).select_from(User).where(~User.active),
        "stages": select(func.count()).select_from(Stage).where(Stage.active),
        "coming": select(func.count()).select_from(ParameterValue).where(ParameterValue.valid_from > clock.today()),
    }
    row = db.session.execute(select(*(query.scalar_subquery().label(name) for name, query in wanted.items()))).one()
    return dict(row._mapping)
