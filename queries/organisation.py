"""The tree of units: in order, by company, with what stands in each (A2)."""

from dataclasses import dataclass

from sqlalchemy import func, select

from extensions import db
from models import Customer, Unit, User
from policy.roles import PARTNER_KINDS


@dataclass(frozen=True)
class Branch:
    """One unit in the order of the tree. ``depth`` is 0 at the top; ``people`` counts the active ones in it alone."""

    unit: Unit
    depth: int
    people: int


def tree() -> list[Branch]:
    """Every unit, each below the one it belongs to, siblings by name."""
    counted = select(User.unit_id, func.count()).where(User.active).group_by(User.unit_id)
    people = dict(db.session.execute(counted).tuples().all())
    return [Branch(unit, _depth(unit), people.get(unit.id, 0)) for unit in _in_order()]


def _in_order() -> list[Unit]:
    units = list(db.session.scalars(select(Unit)))
    names = {unit.id: f"{unit.name}\0{unit.id}" for unit in units}
    return sorted(units, key=lambda unit: [names.get(part, "") for part in _ids(unit.path)])


def _depth(unit: Unit) -> int:
    return max(len(_ids(unit.path)) - 1, 0)


def unit_options(*, but_below: str = "", active: bool = True) -> list[tuple[int, str]]:
    """Units for a select, indented by depth; without those at or below the path ``but_below``."""
    return [
        (unit.id, "　" * _depth(unit) + unit.name)
        for unit in _in_order()
        if (unit.active or not active) and not (but_below and unit.path.startswith(but_below))
    ]


def units_called(wanted: str) -> list[Unit]:
    """The units of a name or number; for nothing the one at the top."""
    if not wanted:
        which = Unit.parent_id.is_(None)
    else:
        which = (
            Unit.id == int(wanted)
            if wanted.isascii() and wanted.isdigit() and len(wanted) < 10
            else Unit.name == wanted
        )
    return list(db.session.scalars(select(Unit).where(which).order_by(Unit.id)))


def company_of(unit_id: int) -> int:
    """The id of the joint venture or agent that the unit belongs to, else of the unit at the top."""
    path = db.session.scalar(select(Unit.path).where(Unit.id == unit_id)) or ""
    return company_of_path(path)


def company_of_path(path: str) -> int:
    """The same for a path of ids; 0 for an empty one."""
    ids = _ids(path)
    partners = set(db.session.scalars(select(Unit.id).where(Unit.id.in_(ids), Unit.kind.in_(PARTNER_KINDS))))
    return next((unit for unit in reversed(ids) if unit in partners), ids[0] if ids else 0)


def companies(units: frozenset[int]) -> dict[int, list[int]]:
    """The companies that stand in a set of units, each with those of its units that are in the set, in their order."""
    rows = db.session.execute(select(Unit.id, Unit.path, Unit.kind).order_by(Unit.path)).all()
    partners = {row.id for row in rows if row.kind in PARTNER_KINDS}
    found: dict[int, list[int]] = {}
    for row in rows:
        ids = _ids(row.path)
        if row.id in units:
            company = next((unit for unit in reversed(ids) if unit in partners), ids[0])
            found.setdefault(company, []).append(row.id)
    return {company: below for company, below in found.items() if company in units}


def customers_below(path: str) -> int:
    """How many customers belong to the units at or below a path."""
    units = select(Unit.id).where(Unit.path.startswith(path))
    return db.session.scalar(select(func.count()).select_from(Customer).where(Customer.unit_id.in_(units)))


def standing_in(unit: Unit) -> tuple[int, int]:
    """How many active people sit in the unit, and how many active units lie directly below it."""
    people = select(func.count()).select_from(User).where(User.unit_id == unit.id, User.active)
    units = select(func.count()).select_from(Unit).where(Unit.parent_id == unit.id, Unit.active)
    return db.session.scalar(people), db.session.scalar(units)


def height_of(path: str) -> int:
    """How many levels the tree has from the unit at this path down; 1 for a leaf."""
    depths = [below.count("/") for below in db.session.scalars(select(Unit.path).where(Unit.path.startswith(path)))]
    return max(depths, default=path.count("/")) - path.count("/") + 1


def _ids(path: str) -> list[int]:
    return [int(part) for part in path.split("/") if part]
