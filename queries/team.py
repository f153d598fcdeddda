"""The people and units whom somebody leads, for lists of their use (A3)."""

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from extensions import db
from models import Unit, User
from scopes import scope_of

MOST_SHOWN = 20


def units(by: User) -> list[Unit]:
    """The active units that somebody leads, in the order of the tree."""
    managed = scope_of(by).managed
    rows = select(Unit).where(Unit.active, Unit.id.in_(sorted(managed)))
    return list(db.session.scalars(rows.order_by(Unit.path))) if managed else []


def people(by: User, unit_id: int | None = None) -> Select:
    """The active people of these units, or of one of them with all below it."""
    managed = select(Unit.id).where(Unit.id.in_(sorted(scope_of(by).managed)))
    if unit_id:
        path = select(Unit.path).where(Unit.id == unit_id).scalar_subquery()
        managed = managed.where(Unit.path.startswith(path))
    rows = select(User).where(User.active, User.unit_id.in_(managed))
    return rows.options(joinedload(User.unit), selectinload(User.role_rows))


def first(rows: Select) -> list:
    """The first rows of a select, the latest first."""
    model = rows.column_descriptions[0]["entity"]
    return list(db.session.scalars(rows.order_by(model.id.desc()).limit(MOST_SHOWN)).unique())
