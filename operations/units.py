"""The organisation tree (A2): units come, change their name or place, and go to rest; none is deleted."""

from sqlalchemy import func, literal, select, update

from extensions import db
from models import Unit, User
from operations import changes, flush_or, locked, once, record, refuse_if, transaction
from operations.house import one_at_a_time
from operations.stages import found_pipeline
from policy.organisation import ClosingFacts, UnitFacts, deactivation_problems, unit_problems
from policy.problems import Kind, Problem
from policy.roles import PARTNER_KINDS, UnitKind
from policy.words import N_
from queries.organisation import company_of_path, customers_below, height_of, standing_in

TAKEN = Problem("A2", Kind.BLOCKS, N_("There is a unit of this name here already."), field="name", code="unit_taken")


def create_unit(values: dict, by: User | None, form_key: str = "") -> Unit:
    """Add a unit with name, kind and parent_id (None: the top, which also brings the first pipeline)."""
    with transaction():
        form = once(form_key, by.id) if by else None
        one_at_a_time()
        parent = db.session.get(Unit, values["parent_id"]) if values["parent_id"] else None
        refuse_if(unit_problems(_facts(values["kind"], None, parent)))
        unit = Unit(**values)
        db.session.add(unit)
        flush_or(TAKEN)
        unit.path = f"{parent.path if parent else '/'}{unit.id}/"
        if form:
            form.location = "/admin/units"
        record("created_unit", unit, by, after=values)
        if parent is None:
            found_pipeline(db.session)
        return unit


def edit_unit(unit_id: int, version: int, values: dict, by: User | None) -> Unit:
    """Change name, kind and parent_id; with its parent a unit takes along everything below it."""
    with transaction():
        one_at_a_time()
        unit = locked(Unit, unit_id, version)
        parent = db.session.get(Unit, values["parent_id"]) if values.get("parent_id") else None
        refuse_if(unit_problems(_facts(values["kind"], unit, parent)))
        before, after = changes(unit, values)
        flush_or(TAKEN)
        if "parent_id" in after:
            _replant(unit, parent)
        record("edited_unit", unit, by, before=before, after=after)
        return unit


def deactivate_unit(unit_id: int, version: int, by: User | None) -> Unit:
    """Put a unit to rest in which nobody works any more."""
    with transaction():
        one_at_a_time()
        unit = locked(Unit, unit_id, version)
        people, units = standing_in(unit)
        refuse_if(deactivation_problems(ClosingFacts(people, units)))
        return _switch(unit, False, "deactivated_unit", by)


def reactivate_unit(unit_id: int, version: int, by: User | None) -> Unit:
    """Bring a unit back to work."""
    with transaction():
        one_at_a_time()
        unit = locked(Unit, unit_id, version)
        refuse_if(unit_problems(_facts(unit.kind, unit, unit.parent)))
        return _switch(unit, True, "reactivated_unit", by)


def _switch(unit: Unit, active: bool, verb: str, by: User | None) -> Unit:
    before, after = changes(unit, {"active": active})
    record(verb, unit, by, before=before, after=after)
    return unit


def _facts(kind: UnitKind, unit: Unit | None, parent: Unit | None) -> UnitFacts:
    others = select(func.count()).select_from(Unit).where(Unit.kind == UnitKind.HEADQUARTERS)
    if unit is not None:
        others = others.where(Unit.id != unit.id)
    return UnitFacts(
        kind=kind,
        path=unit.path if unit else "",
        height=height_of(unit.path) if unit else 1,
        parent_path=parent.path if parent else None,
        parent_active=parent.active if parent else True,
        headquarters_elsewhere=db.session.scalar(others) > 0,
        crosses_company=unit is not None and _crosses(unit, kind, parent),
        customers=customers_below(unit.path) if unit else 0,
    )


def _crosses(unit: Unit, kind: UnitKind, parent: Unit | None) -> bool:
    """Whether the unit would belong to another company than now."""
    was = company_of_path(unit.path)
    is_to_be = unit.id if kind in PARTNER_KINDS or parent is None else company_of_path(parent.path)
    return was != is_to_be


def _replant(unit: Unit, parent: Unit | None) -> None:
    """Write the paths of the unit and of everything below it anew."""
    old, new = unit.path, f"{parent.path if parent else '/'}{unit.id}/"
    below = update(Unit).where(Unit.path.startswith(old), Unit.id != unit.id)
    db.session.execute(
        below.values(path=literal(new).op("||")(func.substr(Unit.path, len(old) + 1))).execution_options(
            synchronize_session=False
        )
    )
    unit.path = new
    db.session.flush()
    db.session.expire_all()
