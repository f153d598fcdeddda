"""The stages of the pipeline with what stands in them (A6.1)."""

from dataclasses import dataclass

from flask import abort
from sqlalchemy import func, select

from extensions import db
from models import Opportunity, Stage
from policy.following import OpportunityStatus


@dataclass(frozen=True)
class Place:
    """One stage and how many open opportunities stand in it."""

    stage: Stage
    open: int


def pipeline() -> list[Place]:
    """Every stage in order, those out of use too; numbers alone, no opportunity is named (A13)."""
    counted = select(Opportunity.stage_id, func.count()).where(Opportunity.status == OpportunityStatus.OPEN)
    numbers = dict(db.session.execute(counted.group_by(Opportunity.stage_id)).tuples().all())
    stages = db.session.scalars(select(Stage).order_by(Stage.position, Stage.id))
    return [Place(stage, numbers.get(stage.id, 0)) for stage in stages]


def stage_or_404(stage_id: int) -> Stage:
    """The stage, else 404; stages are the same for everybody."""
    stage = db.session.get(Stage, stage_id)
    if stage is None:
        abort(404)
    return stage
