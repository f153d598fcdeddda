"""Opportunities: registered the same day, kept current by stage, date, amount and competitors (A6, A8.1)."""

from typing import Any

from sqlalchemy import select

import clock
from access import must_work_on, visible, works_on
from extensions import db
from models import Competitor, Customer, ExpectedDateChange, Opportunity, StageChange, User
from operations import Refused, Stale, changes, locked, once, record, refuse_if, transaction
from operations.registration import refuse_second, register
from policy.following import CLOSED, closed_problem, opportunity_problems, stage_problems
from policy.problems import Kind, Problem
from policy.words import N_
from queries.opportunities import facts, mending, stage, stage_facts
from scopes import scope_of

COLUMNS = ("name", "amount", "product_interest", "probability", "expected_on")
COMPETITOR = ("name", "strengths", "weaknesses", "our_answer")
UNKNOWN_CUSTOMER = Problem(
    "", Kind.BLOCKS, N_("This customer cannot be chosen."), field="customer_id", code="unknown_customer"
)
NOT_YOURS = Problem(
    "A4.4",
    Kind.BLOCKS,
    N_("You do not work on this customer."),
    N_("Its owner registers the opportunity, or a manager or assistant on the owner's behalf."),
    field="customer_id",
    code="not_yours",
)


def create(by: User, values: dict[str, Any], *, form_key: str = "") -> Opportunity:
    """Register an opportunity now (A8.1), in the name of the customer's owner when manager or assistant does it (A4.4).

    ``values``: ``customer_id``, ``stage_id`` and the columns; without ``probability`` the stage's. Raises ``Refused``.
    """
    with transaction():
        sent = once(form_key, by.id)
        customer = _customer(values.get("customer_id"), by)
        refuse_if(opportunity_problems(facts(values, customer)))
        owner = _owner(customer, by)
        refuse_second(customer, owner, values["name"])
        now, first = clock.now(), stage(values["stage_id"])
        chosen = {name: values[name] for name in COLUMNS if values.get(name) is not None}
        opportunity = Opportunity(
            customer_id=customer.id,
            owner_id=owner.id,
            unit_id=owner.unit_id,
            stage_id=first.id,
            stage_since=now,
            first_expected_on=values["expected_on"],
            created_at=now,
            created_by_id=by.id,
            **{"probability": first.probability, **chosen},
        )
        db.session.add(opportunity)
        record("registered", opportunity, by, after={**chosen, "stage": first.code})
        register(customer, by, opportunity)
        _note_stage(opportunity, None, by, "")
        if sent:
            sent.location = f"/opportunities/{opportunity.id}"
    return opportunity


def change(opportunity_id: int, by: User, values: dict[str, Any], *, version: int | None = None) -> Opportunity:
    """Alter an opportunity; a changed expected date is kept as a row with its ``expected_reason`` (A6.2)."""
    with transaction():
        opportunity = locked(Opportunity, opportunity_id, version)
        refuse_if(opportunity_problems(facts(values, opportunity.customer, opportunity)))
        if values.get("name") not in (None, opportunity.name):
            refuse_second(opportunity.customer, opportunity.owner, values["name"])
        chosen = {name: values[name] for name in COLUMNS if values.get(name) is not None}
        before, after = changes(opportunity, chosen)
        if "expected_on" in after:
            db.session.add(
                ExpectedDateChange(
                    opportunity_id=opportunity.id,
                    from_on=before["expected_on"],
                    to_on=after["expected_on"],
                    reason=values["expected_reason"],
                    at=clock.now(),
                    by_id=by.id,
                )
            )
        if after:
            record("changed", opportunity, by, before=before, after=after, note=values.get("expected_reason") or "")
    return opportunity


def change_stage(
    opportunity_id: int, by: User, stage_id: int | None, *, note: str = "", version: int | None = None
) -> Opportunity:
    """Move an opportunity to another stage (A6.1); its probability becomes the stage's. Raises ``Refused``, ``Stale``.

    Whether the person works on it is judged under the lock too, so that nobody need read it before: 404 or 403 if not.
    The same move by the same person sent twice happens once.
    """
    with transaction():
        opportunity = locked(Opportunity, opportunity_id)
        must_work_on(opportunity, by)
        if version is not None and opportunity.version != version:
            if _moved_there_already(opportunity, by, stage_id):
                return opportunity
            raise Stale(opportunity)
        if opportunity.stage_id == stage_id:
            return opportunity
        refuse_if(stage_problems(stage_facts(opportunity, stage_id, note)))
        before, after = stage(opportunity.stage_id), stage(stage_id)
        _note_stage(opportunity, before.id, by, note, after.id)
        opportunity.stage_id, opportunity.stage_since = after.id, clock.now()
        opportunity.probability = after.probability
        record("stage_changed", opportunity, by, before={"stage": before.code}, after={"stage": after.code}, note=note)
    return opportunity


def add_competitor(opportunity_id: int, by: User, values: dict[str, str], *, form_key: str = "") -> Competitor:
    """Record a competitor met, with our answer (A6.4)."""
    with transaction():
        sent = once(form_key, by.id, f"/opportunities/{opportunity_id}")
        opportunity = _mendable(opportunity_id)
        competitor = Competitor(**{name: values[name] for name in COMPETITOR})
        opportunity.competitors.append(competitor)
        record("competitor_added", opportunity, by, after=values)
        if sent:
            sent.location = f"/opportunities/{opportunity_id}"
    return competitor


def change_competitor(
    competitor_id: int, by: User, values: dict[str, str], *, version: int | None = None
) -> Competitor:
    """Alter what is known of a competitor (A6.4)."""
    with transaction():
        competitor = locked(Competitor, competitor_id, version)
        opportunity = _mendable(competitor.opportunity_id)
        before, after = changes(competitor, {name: values[name] for name in COMPETITOR})
        if after:
            named = {"competitor": competitor.name}
            record("competitor_changed", opportunity, by, before=named | before, after=named | after)
    return competitor


def remove_competitor(competitor_id: int, by: User) -> None:
    """Take back a competitor that was recorded by mistake; the audit keeps what it said."""
    with transaction():
        competitor = locked(Competitor, competitor_id)
        opportunity = _mendable(competitor.opportunity_id)
        before = {name: getattr(competitor, name) for name in COMPETITOR}
        db.session.delete(competitor)
        record("competitor_removed", opportunity, by, before=before)


def _mendable(opportunity_id: int) -> Opportunity:
    opportunity = locked(Opportunity, opportunity_id)
    if opportunity.status in CLOSED and not mending(opportunity):
        raise Refused([closed_problem()])
    return opportunity


def _customer(customer_id: int | None, by: User) -> Customer:
    customer = db.session.scalar(visible(Customer, by).where(Customer.id == customer_id)) if customer_id else None
    if customer is None:
        raise Refused([UNKNOWN_CUSTOMER])
    if customer.owner_id is not None and not works_on(customer, by):
        raise Refused([NOT_YOURS])
    return customer


def _owner(customer: Customer, by: User) -> User:
    """Manager or assistant register for the owner; who shares the customer registers for themselves."""
    return customer.owner if customer.unit_id in scope_of(by).managed else by


def _note_stage(opportunity: Opportunity, from_id: int | None, by: User, note: str, to_id: int | None = None) -> None:
    moved = {"from_stage_id": from_id, "to_stage_id": to_id or opportunity.stage_id}
    db.session.add(StageChange(opportunity_id=opportunity.id, at=clock.now(), by_id=by.id, note=note, **moved))


def _moved_there_already(opportunity: Opportunity, by: User, stage_id: int | None) -> bool:
    last = select(StageChange.by_id, StageChange.to_stage_id).where(StageChange.opportunity_id == opportunity.id)
    row = db.session.execute(last.order_by(StageChange.id.desc()).limit(1)).first()
    return opportunity.stage_id == stage_id and row is not None and tuple(row) == (by.id, stage_id)
