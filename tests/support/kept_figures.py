"""Rows of the summary tables as a worker would have counted them."""

from decimal import Decimal

from extensions import db
from models import Figure, Unit
from policy.figures import FigureKind


def keep(kind: FigureKind, period: str, user, count=0, amount=0, part: str = "") -> None:
    """A figure of one person, added to the unit and to all above it."""
    unit = db.session.get(Unit, user.unit_id)
    path = [int(one) for one in unit.path.split("/") if one]
    whose = [(unit.id, user.id), *((one, None) for one in path)]
    for unit_id, user_id in whose:
        what = {"kind": kind, "period": period, "unit_id": unit_id, "user_id": user_id, "part": part}
        row = db.session.query(Figure).filter_by(**what).one_or_none()
        if row is None:
            row = Figure(**what, count=0, amount=Decimal(0))
            db.session.add(row)
        row.count, row.amount = row.count + count, row.amount + Decimal(amount)
        db.session.flush()
    db.session.commit()
