"""The stages of the pipeline (A6.1): what an administrator may change about them."""

from sqlalchemy import func, insert, literal, select, update

import clock
from extensions import db
from models import Opportunity, Stage, StageChange, User
from operations import changes, flush_or, locked, once, record, refuse_if, transaction
from operations.house import one_at_a_time
from policy.following import OpportunityStatus
from policy.pipeline import DEFAULT_STAGES, StageFacts, deactivation_problems
from policy.problems import Kind, Problem
from policy.words import N_

TAKEN = Problem("A6.1", Kind.BLOCKS, N_("There is a stage with this code already."), field="code", code="stage_taken")


def found_pipeline(session) -> None:
    """Add the stages that an installation begins with, unless there are some; flushed, for the caller to commit."""
    if session.scalar(select(Stage.id).limit(1)) is not None:
        return
    for position, (code, name_zh, name_en, probability, allows_quotes) in enumerate(DEFAULT_STAGES, 1):
        names = {"code": code, "name_zh": name_zh, "name_en": name_en}
        session.add(Stage(**names, position=position, probability=probability, allows_quotes=allows_quotes))
    session.flush()


def create_stage(values: dict, by: User, form_key: str = "") -> Stage:
    """Add a stage at the end of the pipeline: code, name_zh, name_en, probability in percent, allows_quotes."""
    with transaction():
        form = once(form_key, by.id)
        one_at_a_time()
        last = db.session.scalar(select(func.max(Stage.position))) or 0
        stage = Stage(**values, position=last + 1)
        db.session.add(stage)
        flush_or(TAKEN)
        if form:
            form.location = "/admin/stages"
        record("created_stage", stage, by, after=values)
        return stage


def edit_stage(stage_id: int, version: int, values: dict, by: User) -> Stage:
    """Change names, preset probability and whether quotes are allowed; opportunities keep their own probability."""
    with transaction():
        stage = locked(Stage, stage_id, version)
        before, after = changes(stage, values)
        record("edited_stage", stage, by, before=before, after=after)
        return stage


def move_stage(stage_id: int, version: int, steps: int, by: User) -> Stage:
    """Move a stage by some places, up (negative) or down; all places are numbered anew."""
    with transaction():
        one_at_a_time()
        stage = locked(Stage, stage_id, version)
        order = list(db.session.scalars(select(Stage).order_by(Stage.position, Stage.id)))
        place = order.index(stage)
        order.insert(max(0, min(place + steps, len(order) - 1)), order.pop(place))
        before = stage.position
        for position, other in enumerate(order, 1):
            other.position = position
        record("moved_stage", stage, by, before={"position": before}, after={"position": stage.position})
        return stage


def deactivate_stage(stage_id: int, version: int, heir_id: int | None, by: User) -> Stage:
    """Take a stage out of the pipeline; the open opportunities in it move to the stage ``heir_id``."""
    with transaction():
        one_at_a_time()
        stage = locked(Stage, stage_id, version)
        heir = db.session.get(Stage, heir_id) if heir_id else None
        count = db.session.scalar(select(func.count()).select_from(Opportunity).where(*_standing_in(stage)))
        others = select(func.count()).select_from(Stage).where(Stage.active, Stage.id != stage.id)
        heir_active = None if heir_id is None else heir is not None and heir.active and heir is not stage
        refuse_if(deactivation_problems(StageFacts(count, db.session.scalar(others), heir_active)))
        if count:
            _move_opportunities(stage, heir, by)
        stage.active = False
        after = {"active": False, "moved_to": heir.code if count else None, "opportunities": count}
        record("deactivated_stage", stage, by, before={"active": True}, after=after)
        return stage


def reactivate_stage(stage_id: int, version: int, by: User) -> Stage:
    """Take a stage into the pipeline again."""
    with transaction():
        stage = locked(Stage, stage_id, version)
        before, after = changes(stage, {"active": True})
        record("reactivated_stage", stage, by, before=before, after=after)
        return stage


def _standing_in(stage: Stage) -> tuple:
    return Opportunity.stage_id == stage.id, Opportunity.status == OpportunityStatus.OPEN


def _move_opportunities(stage: Stage, heir: Stage, by: User) -> None:
    """Every open opportunity of one stage to another, each with its row of history."""
    now, note = clock.now(), f"{stage.name_zh} → {heir.name_zh}"
    moved = select(
        Opportunity.id,
        literal(stage.id),
        literal(heir.id),
        literal(now, StageChange.at.type),
        literal(by.id),
        literal(note),
    ).where(*_standing_in(stage))
    columns = ["opportunity_id", "from_stage_id", "to_stage_id", "at", "by_id", "note"]
    db.session.execute(insert(StageChange).from_select(columns, moved))
    there = update(Opportunity).where(*_standing_in(stage))
    db.session.execute(there.values(stage_id=heir.id, stage_since=now, version=Opportunity.version + 1))
