"""What is true of opportunities: stages, the facts their rules are given, rows of list and board."""

import datetime as dt
from typing import Any

from flask import g, has_request_context
from sqlalchemy import Row, func, null, select, union_all

import clock
from access import visible
from extensions import db
from models import (
    Activity,
    Attachment,
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
    met = (Competitor.opportunity_id == opportunity.id,)
    contacts = (
        Activity.opportunity_id == opportunity.id,
        Activity.status == ActivityStatus.DONE,
        Activity.kind.in_(sorted(CONTACT_KINDS)),
    )
    counted = (
        _count(*met).label("competitors"),
        _count(*met, Competitor.our_answer != "").label("competitors_answered"),
        _count(*contacts).label("contacts_done"),
        _count(*contacts, Activity.effect != "").label("contacts_with_effect"),
        _count(Attachment.opportunity_id == opportunity.id, Attachment.removed_at.is_(None)).label("attachments"),
        _count(Contact.customer_id == opportunity.customer_id, Contact.active).label("contact_people"),
    )
    numbers = db.session.execute(select(*counted)).one()._asdict()
    return RecordFacts(result=opportunity.status, product_interest=opportunity.product_interest, **numbers)


def _count(*conditions):
    return select(func.count()).where(*conditions).scalar_subquery()


def choices(by: User, customer_id: int | None, chosen: int | None = None) -> list[Row]:
    """The opportunities of a customer that the person may link: open ones, and the one that is chosen already."""
    wanted = (Opportunity.status == OpportunityStatus.OPEN) | (Opportunity.id == chosen)
    query = visible(Opportunity, by).where(Opportunity.customer_id == customer_id, wanted)
    return list(db.session.execute(query.with_only_columns(Opportunity.id, Opportunity.name).limit(100)))


def story(opportunity_id: int) -> tuple[list[Row], list[Row]]:
    """The moves from stage to stage and the changes of the expected signing date (A6.2), in one query.

    Rows have ``from_stage_id``/``to_stage_id`` or ``from_on``/``to_on``, and ``said``, ``at``, ``name``; newest first.
    """
    change, move, number, on = ExpectedDateChange, StageChange, StageChange.id.type, ExpectedDateChange.from_on.type
    columns = (move.from_stage_id, move.to_stage_id, null().cast(on).label("from_on"), null().cast(on).label("to_on"))
    moves = _newest(select(move.id, *columns, move.note.label("said"), move.at, User.name), move, opportunity_id)
    columns = (null().cast(number), null().cast(number), change.from_on, change.to_on)
    dates = _newest(select(change.id, *columns, change.reason, change.at, User.name), change, opportunity_id)
    rows = sorted(db.session.execute(union_all(moves, dates)), key=lambda row: row.id, reverse=True)
    return [row for row in rows if row.to_stage_id], [row for row in rows if row.to_on]


def _newest(query, model: type, opportunity_id: int):
    query = query.join(User, User.id == model.by_id).where(model.opportunity_id == opportunity_id)
    return select(query.order_by(model.id.desc()).limit(100).subquery())


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
