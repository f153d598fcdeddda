"""Who may know of customers, leads, conflicts, activities, opportunities and expenses (A13)."""

from sqlalchemy import ColumnElement, and_, exists, false, or_, true

from models import (
    Activity,
    ActivityParticipant,
    Conflict,
    ConflictParty,
    Customer,
    CustomerShare,
    ExpenseClaim,
    ExpenseLine,
    Lead,
    Opportunity,
)
from policy.entry import CustomerStatus
from policy.expenses import ClaimStatus
from policy.permissions import Permission
from scopes import Scope
from sights.conditions import names_one, within


def held_customers(me: Scope) -> ColumnElement[bool]:
    """Those whom the person follows, alone or together with others; not what merely lies in the pool."""
    shared = exists().where(
        CustomerShare.customer_id == Customer.id,
        CustomerShare.user_id == me.user_id,
        CustomerShare.until_at.is_(None),
    )
    return or_(Customer.owner_id == me.user_id, shared.correlate(Customer))


def worked_customers(me: Scope) -> ColumnElement[bool]:
    if me.everything:
        return true()
    ways = [held_customers(me)]
    if me.managed:
        ways.append(within(Customer.unit_id, me.managed))
    if me.served:
        ways.append(and_(Customer.won_at.is_not(None), within(Customer.unit_id, me.served)))
    if Permission.VIEW_POOL in me.permissions:
        ways.append(
            and_(
                Customer.owner_id.is_(None),
                Customer.status == CustomerStatus.APPROVED,
                within(Customer.unit_id, me.company),
            )
        )
    return or_(*ways)


def leads(me: Scope) -> ColumnElement[bool]:
    """Business sees the leads of its company, marketing those that nobody holds yet and those it took itself."""
    if Permission.VIEW_LEADS not in me.permissions:
        return false()
    if me.everything:
        return true()
    ways = [Lead.owner_id == me.user_id, Lead.taken_by_id == me.user_id, within(Lead.unit_id, me.managed)]
    if Permission.FILTER_LEADS in me.permissions:
        ways.append(within(Lead.unit_id, me.company))
    elif Permission.SCREEN_LEADS in me.permissions:
        ways.append(and_(Lead.owner_id.is_(None), within(Lead.unit_id, me.company)))
    return or_(*ways)


def parties(me: Scope) -> ColumnElement[bool]:
    """What a claimant put forward is for the claimant, and for who leads the claimants; never without reading conflicts."""
    if Permission.VIEW_CONFLICTS not in me.permissions:
        return false()
    return or_(ConflictParty.user_id == me.user_id, within(ConflictParty.unit_id, me.managed))


def conflicts(me: Scope) -> ColumnElement[bool]:
    if Permission.VIEW_CONFLICTS not in me.permissions:
        return false()
    if me.everything:
        return true()
    return exists().where(ConflictParty.conflict_id == Conflict.id, parties(me)).correlate(Conflict)


def checked_claims(me: Scope) -> ColumnElement[bool]:
    return and_(within(ExpenseClaim.unit_id, me.checked), ExpenseClaim.status != ClaimStatus.DRAFT)


def named_by_checked_lines(column, target: type, me: Scope) -> ColumnElement[bool]:
    lines = exists().where(column == target.id, ExpenseLine.claim_id == ExpenseClaim.id, checked_claims(me))
    return lines.correlate(target)


def joined(me: Scope) -> ColumnElement[bool]:
    mine = exists().where(ActivityParticipant.activity_id == Activity.id, ActivityParticipant.user_id == me.user_id)
    return mine.correlate(Activity)


def customers(me: Scope) -> ColumnElement[bool]:
    ways = [worked_customers(me)]
    if not me.everything:
        ways.append(exists().where(Activity.customer_id == Customer.id, joined(me)).correlate(Customer))
    if me.checked:
        ways.append(named_by_checked_lines(ExpenseLine.customer_id, Customer, me))
    return or_(*ways)


def of_customer(model, me: Scope, see=worked_customers) -> ColumnElement[bool]:
    return true() if me.everything else names_one(model.customer_id, Customer, see(me))


def activities(me: Scope) -> ColumnElement[bool]:
    ways = [
        Activity.owner_id == me.user_id,
        joined(me),
        within(Activity.unit_id, me.managed),
        of_customer(Activity, me),
    ]
    if Permission.VIEW_LEADS in me.permissions:
        ways.append(and_(Activity.lead_id.is_not(None), names_one(Activity.lead_id, Lead, leads(me))))
    if me.checked:
        ways.append(named_by_checked_lines(ExpenseLine.activity_id, Activity, me))
    return true() if me.everything else or_(*ways)


def opportunities(me: Scope) -> ColumnElement[bool]:
    ways = [Opportunity.owner_id == me.user_id, within(Opportunity.unit_id, me.managed), of_customer(Opportunity, me)]
    if me.checked:
        ways.append(named_by_checked_lines(ExpenseLine.opportunity_id, Opportunity, me))
    return true() if me.everything else or_(*ways)


def claims(me: Scope) -> ColumnElement[bool]:
    managed = and_(within(ExpenseClaim.unit_id, me.managed), ExpenseClaim.status != ClaimStatus.DRAFT)
    ways = or_(ExpenseClaim.claimant_id == me.user_id, managed, checked_claims(me))
    return and_(ExpenseClaim.removed_at.is_(None), ways)


def lines(me: Scope) -> ColumnElement[bool]:
    return and_(ExpenseLine.removed_at.is_(None), names_one(ExpenseLine.claim_id, ExpenseClaim, claims(me)))
