"""What is true of a lead in somebody's hands: who holds it, what was recorded on it, and what its rules are told."""

from dataclasses import dataclass

from sqlalchemy import Row, and_, literal, select

from access import visible
from extensions import db
from models import Activity, Customer, Lead, LeadDispatch, Opportunity, User
from policy.dispatch import DispatchEnd
from policy.following import CONTACT_KINDS, ActivityStatus
from policy.lead_following import Follow, HandsFacts, Held
from policy.permissions import Permission
from scopes import permissions_of, scope_of

SHOWN = 50


def hands_facts(lead: Lead, by: User, reason: str = "") -> HandsFacts:
    """What the rules of accepting, giving back and recording are given."""
    managed = lead.owner_id is not None and lead.unit_id in scope_of(by).managed
    return HandsFacts(status=lead.status, holds=lead.owner_id == by.id, leads=managed, reason=reason)


def dispatches(lead_id: int) -> list[LeadDispatch]:
    """Every dispatch of the lead to somebody, the first one first."""
    to_somebody = LeadDispatch.lead_id == lead_id, LeadDispatch.user_id.is_not(None)
    return list(db.session.scalars(select(LeadDispatch).where(*to_somebody).order_by(LeadDispatch.id)))


def held(dispatch: LeadDispatch) -> Held:
    """A dispatch as its rule is told of it."""
    converted = dispatch.ended is DispatchEnd.CONVERTED
    return Held(user_id=dispatch.user_id, since=dispatch.at, until=dispatch.ended_at, converted=converted)


def follows(lead_id: int) -> list[Follow]:
    """The done follow-ups of the lead that count: imported ones do not, nor what reached nobody."""
    rows = select(Activity.owner_id, Activity.recorded_at).where(
        Activity.lead_id == lead_id,
        Activity.status == ActivityStatus.DONE,
        Activity.kind.in_(sorted(CONTACT_KINDS)),
        Activity.recorded_at.is_not(None),
        Activity.imported.is_(False),
    )
    return [Follow(user_id=row.owner_id, recorded_at=row.recorded_at) for row in db.session.execute(rows)]


def records_of(lead_id: int) -> list[Row]:
    """What was done or is planned on the lead, the latest first; for who may see the lead."""
    columns = (
        *(Activity.id, Activity.kind, Activity.status, Activity.subject, Activity.starts_at, Activity.summary),
        *(Activity.next_step, Activity.next_step_on, Activity.owner_id, Activity.recorded_by_id),
    )
    rows = select(*columns, User.name.label("owner")).join(User, User.id == Activity.owner_id)
    rows = rows.where(Activity.lead_id == lead_id).order_by(Activity.starts_at.desc(), Activity.id.desc())
    return list(db.session.execute(rows.limit(SHOWN)))


@dataclass(frozen=True)
class Results:
    """Whether the reader may open the ``customer`` and the ``opportunity`` that came of a lead; ``near`` is whether they
    may know their names, as in the look-up: what lies in another company is not named (A13)."""

    customer: bool
    opportunity: bool
    near: bool


def readable_results(lead: Lead, user: User) -> Results:
    """What the person may know of the customer and the opportunity that came of the lead."""
    held = permissions_of(user)
    wanted = (
        ("customer", Customer, lead.customer_id, Permission.VIEW_CUSTOMERS),
        ("opportunity", Opportunity, lead.opportunity_id, Permission.VIEW_OPPORTUNITIES),
    )
    seen = [
        and_(literal(permission in held), visible(model, user).where(model.id == row_id).exists()).label(name)
        for name, model, row_id, permission in wanted
    ]
    row, me = db.session.execute(select(*seen)).one(), scope_of(user)
    return Results(*row, near=lead.customer is not None and lead.customer.unit_id in me.near)


def lead_of(activity_id: int) -> int | None:
    """The lead that an activity names; it never changes, so it may be asked before the activity is locked."""
    return db.session.scalar(select(Activity.lead_id).where(Activity.id == activity_id))
