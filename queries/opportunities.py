"""What is true of opportunities: stages, the facts their rules are given, rows of list and board."""

import datetime as dt
from typing import Any

from flask import g, has_request_context
from sqlalchemy import Row, case, func, select

import clock
from access import visible
from extensions import db
from models import (
    Activity,
    Attachment,
    Closing,
    Competitor,
    Contact,
    Customer,
    ExpectedDateChange,
    Opportunity,
    Stage,
    StageChange,
    User,
)
from policy.closing import ClosingFacts, RecordFacts
from policy.entry import CustomerStatus
from policy.following import CONTACT_KINDS, ActivityStatus, OpportunityFacts, OpportunityStatus, StageFacts
from queries import parameters
from queries.activities import contacted

PIPELINE = select(
    Stage.id, Stage.code, Stage.name_zh, Stage.name_en, Stage.position, Stage.probability, Stage.active
).order_by(Stage.position, Stage.id)


def stages() -> list[Row]:
    """Every stage as a plain row, in the order of the pipeline; read once per request."""
    if has_request_context() and "stages" in g:
        return g.stages
    rows = list(db.session.execute(PIPELINE))
    if has_request_context():
        g.stages = rows
    return rows


def stage(stage_id: int | None) -> Row | None:
    """One stage as a plain row."""
    return next((row for row in stages() if row.id == stage_id), None)


def stage_facts(opportunity: Opportunity, stage_id: int | None, note: str = "") -> StageFacts:
    """What ``policy.following`` is told of a move to another stage."""
    here, there = stage(opportunity.stage_id), stage(stage_id)
    forward = there is not None and there.position > here.position
    between = [row for row in stages() if row.active and there and here.position < row.position <= there.position]
    return StageFacts(
        status=opportunity.status,
        from_position=here.position,
        to_position=there.position if there else None,
        to_active=there is not None and there.active,
        steps=len(between) if forward else -1,
        expected_on=opportunity.expected_on,
        today=clock.today(),
        contacted=not forward or contacted(opportunity.customer_id),
        note=note,
    )


def facts(values: dict[str, Any], customer: Customer, opportunity: Opportunity | None = None) -> OpportunityFacts:
    """What ``policy.following`` is told of an opportunity that is registered, or changed to ``values``."""
    chosen = stage(values.get("stage_id") or (opportunity and opportunity.stage_id))
    return OpportunityFacts(
        expected_on=values["expected_on"],
        today=clock.today(),
        expected_before=opportunity.expected_on if opportunity else None,
        reason=values.get("expected_reason") or "",
        status=opportunity.status if opportunity and not mending(opportunity) else OpportunityStatus.OPEN,
        customer_approved=customer.status is CustomerStatus.APPROVED,
        customer_pooled=opportunity is None and customer.owner_id is None,
        stage_active=chosen is not None and (chosen.active or opportunity is not None),
    )


def mending(opportunity: Opportunity) -> bool:
    """Whether its closing was sent back, so that its record may be mended (A6.7)."""
    return opportunity.closing is not None and opportunity.closing.sent_back_at is not None


def due_on(result_on: dt.date) -> dt.date:
    """The last working day on which a result known on that day is closed in time (A6.7)."""
    return clock.add_working_days(result_on, parameters.value("closing_workdays", on=result_on))


def closing_facts(opportunity: Opportunity, result: OpportunityStatus, reason: str, result_on: dt.date) -> ClosingFacts:
    """What ``policy.closing`` is told of a closing."""
    return ClosingFacts(
        status=OpportunityStatus.OPEN if mending(opportunity) else opportunity.status,
        result=result,
        reason=reason,
        result_on=result_on,
        created_on=clock.day_of(opportunity.created_at),
        today=clock.today(),
        due_on=due_on(result_on),
        customer_approved=opportunity.customer.status is CustomerStatus.APPROVED,
    )


def record_facts(opportunity: Opportunity) -> RecordFacts:
    """What the record of an opportunity holds, for the checklist of A6.7; activities of its customer since it began."""
    answered = func.sum(case((Competitor.our_answer != "", 1), else_=0))
    competitors, with_answer = db.session.execute(
        select(func.count(), answered).where(Competitor.opportunity_id == opportunity.id)
    ).one()
    with_effect = func.sum(case((Activity.effect != "", 1), else_=0))
    done, effective = db.session.execute(
        select(func.count(), with_effect).where(
            Activity.opportunity_id == opportunity.id,
            Activity.status == ActivityStatus.DONE,
            Activity.kind.in_(sorted(CONTACT_KINDS)),
        )
    ).one()
    attachments = select(func.count()).where(
        Attachment.opportunity_id == opportunity.id, Attachment.removed_at.is_(None)
    )
    people = select(func.count()).where(Contact.customer_id == opportunity.customer_id, Contact.active)
    return RecordFacts(
        result=opportunity.status,
        competitors=competitors,
        competitors_answered=with_answer or 0,
        contacts_done=done,
        contacts_with_effect=effective or 0,
        attachments=db.session.scalar(attachments),
        contact_people=db.session.scalar(people),
        product_interest=opportunity.product_interest,
    )


def choices(by: User, customer_id: int | None, chosen: int | None = None) -> list[Row]:
    """The opportunities of a customer that the person may link: open ones, and the one that is chosen already."""
    wanted = (Opportunity.status == OpportunityStatus.OPEN) | (Opportunity.id == chosen)
    query = visible(Opportunity, by).where(Opportunity.customer_id == customer_id, wanted)
    return list(db.session.execute(query.with_only_columns(Opportunity.id, Opportunity.name).limit(100)))


def waiting_closings(by: User, units: frozenset[int]):
    """A select of the opportunities of these units whose closing waits for a decision; never the person's own."""
    return (
        visible(Opportunity, by)
        .join(Closing, Closing.opportunity_id == Opportunity.id)
        .where(
            Closing.confirmed_at.is_(None),
            Closing.sent_back_at.is_(None),
            Opportunity.unit_id.in_(sorted(units)),
            Opportunity.owner_id != by.id,
            Closing.closed_by_id != by.id,
        )
    )


def stage_moves(opportunity_id: int) -> list[Row]:
    """Every move from stage to stage, newest first, with who moved it."""
    query = select(StageChange.from_stage_id, StageChange.to_stage_id, StageChange.at, StageChange.note, User.name)
    return _newest_first(query.join(User, User.id == StageChange.by_id), StageChange, opportunity_id)


def date_changes(opportunity_id: int) -> list[Row]:
    """Every change of the expected signing date, newest first, with who changed it (A6.2)."""
    change = ExpectedDateChange
    query = select(change.from_on, change.to_on, change.reason, change.at, User.name)
    return _newest_first(query.join(User, User.id == change.by_id), change, opportunity_id)


def _newest_first(query, model: type, opportunity_id: int) -> list[Row]:
    query = query.where(model.opportunity_id == opportunity_id).order_by(model.id.desc())
    return list(db.session.execute(query.limit(100)))


def activities_of(by: User, opportunity_id: int) -> list[Row]:
    """The latest activities on an opportunity that the person may see (A6.5)."""
    query = (
        visible(Activity, by)
        .join(User, User.id == Activity.owner_id)
        .where(Activity.opportunity_id == opportunity_id)
        .with_only_columns(
            Activity.id,
            Activity.kind,
            Activity.status,
            Activity.subject,
            Activity.starts_at,
            Activity.effect,
            User.name,
        )
    )
    return list(db.session.execute(query.order_by(Activity.starts_at.desc(), Activity.id.desc()).limit(30)))
