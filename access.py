"""Who may do what, who sees what. Closed where nothing opens it (A13).

A door names a permission with ``requires`` and reads scoped tables only through ``visible``: 404 for what one may not
know, 403 for what one may not do.
"""

import functools
from collections.abc import Callable
from typing import Any

from flask import abort
from flask_login import current_user
from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true

from extensions import db, login
from models import (
    Activity,
    ActivityParticipant,
    Attachment,
    AuditEntry,
    Conflict,
    ConflictParty,
    Contact,
    Customer,
    CustomerShare,
    ExpenseClaim,
    ExpenseLine,
    JobRun,
    Lead,
    Notification,
    Opportunity,
    Unit,
    User,
)
from policy.entry import CustomerStatus
from policy.expenses import ClaimStatus
from policy.permissions import Permission
from scopes import Scope, scope_of


def can(permission: Permission, user: User | None = None) -> bool:
    """Whether the person (default: who is signed in) holds the permission."""
    user = user or current_user._get_current_object()
    return user.is_authenticated and permission in scope_of(user).permissions


def requires(permission: Permission) -> Callable:
    """Mark a view with its permission; anonymous people are sent to sign in, others without it get 403."""

    def decorate(view):
        @functools.wraps(view)
        def guarded(*args, **kwargs):
            if not current_user.is_authenticated:
                return login.unauthorized()
            if not can(permission):
                abort(403)
            return view(*args, **kwargs)

        guarded.permission = permission
        return guarded

    return decorate


def public(view):
    """Mark a view that needs no sign-in."""
    view.permission = None
    return view


def _me(user: User | None) -> Scope:
    return scope_of(user or current_user._get_current_object())


def _within(column: ColumnElement[int], units: frozenset[int]) -> ColumnElement[bool]:
    return column.in_(sorted(units)) if units else false()


def _names_one(column, target: type, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether ``column`` names a row of ``target`` that meets the condition.

    Asked row by row: as ``IN (SELECT ...)`` the databases would first list all such rows, a million of them for some.
    """
    return exists().where(target.id == column, condition).correlate(column.class_)


def _worked_customers(me: Scope) -> ColumnElement[bool]:
    if me.everything:
        return true()
    shared = exists().where(
        CustomerShare.customer_id == Customer.id,
        CustomerShare.user_id == me.user_id,
        CustomerShare.until_at.is_(None),
    )
    ways = [Customer.owner_id == me.user_id, shared.correlate(Customer)]
    if me.managed:
        ways.append(_within(Customer.unit_id, me.managed))
    if me.served:
        ways.append(and_(Customer.won_at.is_not(None), _within(Customer.unit_id, me.served)))
    if Permission.VIEW_POOL in me.permissions:
        ways.append(
            and_(
                Customer.owner_id.is_(None),
                Customer.status == CustomerStatus.APPROVED,
                _within(Customer.unit_id, me.company),
            )
        )
    return or_(*ways)


def _leads(me: Scope) -> ColumnElement[bool]:
    """Business sees the leads of its company, marketing those that nobody holds yet and those it took itself."""
    if Permission.VIEW_LEADS not in me.permissions:
        return false()
    if me.everything:
        return true()
    ways = [Lead.owner_id == me.user_id, Lead.taken_by_id == me.user_id, _within(Lead.unit_id, me.managed)]
    if Permission.FILTER_LEADS in me.permissions:
        ways.append(_within(Lead.unit_id, me.company))
    elif Permission.SCREEN_LEADS in me.permissions:
        ways.append(and_(Lead.owner_id.is_(None), _within(Lead.unit_id, me.company)))
    return or_(*ways)


def _parties(me: Scope) -> ColumnElement[bool]:
    """What a claimant put forward is for the claimant, and for who leads the claimants; never without reading conflicts."""
    if Permission.VIEW_CONFLICTS not in me.permissions:
        return false()
    return or_(ConflictParty.user_id == me.user_id, _within(ConflictParty.unit_id, me.managed))


def _conflicts(me: Scope) -> ColumnElement[bool]:
    if Permission.VIEW_CONFLICTS not in me.permissions:
        return false()
    if me.everything:
        return true()
    return exists().where(ConflictParty.conflict_id == Conflict.id, _parties(me)).correlate(Conflict)


def _checked_claims(me: Scope) -> ColumnElement[bool]:
    return and_(_within(ExpenseClaim.unit_id, me.checked), ExpenseClaim.status != ClaimStatus.DRAFT)


def _named_by_checked_lines(column, target: type, me: Scope) -> ColumnElement[bool]:
    lines = exists().where(column == target.id, ExpenseLine.claim_id == ExpenseClaim.id, _checked_claims(me))
    return lines.correlate(target)


def _joined(me: Scope) -> ColumnElement[bool]:
    mine = exists().where(ActivityParticipant.activity_id == Activity.id, ActivityParticipant.user_id == me.user_id)
    return mine.correlate(Activity)


def _customers(me: Scope) -> ColumnElement[bool]:
    ways = [_worked_customers(me)]
    if not me.everything:
        ways.append(exists().where(Activity.customer_id == Customer.id, _joined(me)).correlate(Customer))
    if me.checked:
        ways.append(_named_by_checked_lines(ExpenseLine.customer_id, Customer, me))
    return or_(*ways)


def _of_customer(model, me: Scope, see=_worked_customers) -> ColumnElement[bool]:
    return true() if me.everything else _names_one(model.customer_id, Customer, see(me))


def _activities(me: Scope) -> ColumnElement[bool]:
    ways = [
        Activity.owner_id == me.user_id,
        _joined(me),
        _within(Activity.unit_id, me.managed),
        _of_customer(Activity, me),
    ]
    if Permission.VIEW_LEADS in me.permissions:
        ways.append(and_(Activity.lead_id.is_not(None), _names_one(Activity.lead_id, Lead, _leads(me))))
    if me.checked:
        ways.append(_named_by_checked_lines(ExpenseLine.activity_id, Activity, me))
    return true() if me.everything else or_(*ways)


def _opportunities(me: Scope) -> ColumnElement[bool]:
    ways = [Opportunity.owner_id == me.user_id, _within(Opportunity.unit_id, me.managed), _of_customer(Opportunity, me)]
    if me.checked:
        ways.append(_named_by_checked_lines(ExpenseLine.opportunity_id, Opportunity, me))
    return true() if me.everything else or_(*ways)


def _claims(me: Scope) -> ColumnElement[bool]:
    managed = and_(_within(ExpenseClaim.unit_id, me.managed), ExpenseClaim.status != ClaimStatus.DRAFT)
    ways = or_(ExpenseClaim.claimant_id == me.user_id, managed, _checked_claims(me))
    return and_(ExpenseClaim.removed_at.is_(None), ways)


def _lines(me: Scope) -> ColumnElement[bool]:
    return and_(ExpenseLine.removed_at.is_(None), _names_one(ExpenseLine.claim_id, ExpenseClaim, _claims(me)))


def _attachments(me: Scope) -> ColumnElement[bool]:
    owners = (
        _names_one(Attachment.customer_id, Customer, _worked_customers(me)),
        _names_one(Attachment.opportunity_id, Opportunity, _opportunities(me)),
        _names_one(Attachment.activity_id, Activity, _activities(me)),
        _names_one(Attachment.expense_line_id, ExpenseLine, _lines(me)),
        _names_one(Attachment.conflict_party_id, ConflictParty, _parties(me)),
    )
    return and_(Attachment.removed_at.is_(None), or_(*owners))


def _of_known_units(column: ColumnElement[int], me: Scope) -> ColumnElement[bool]:
    if me.everything or Permission.ADMINISTER in me.permissions:
        return true()
    return column.in_(sorted(me.near | me.checked))


def _audit(me: Scope) -> ColumnElement[bool]:
    if Permission.ADMINISTER in me.permissions or (me.everything and Permission.VIEW_AUDIT in me.permissions):
        return true()
    return _names_one(AuditEntry.customer_id, Customer, _worked_customers(me))


RULES: dict[type, Callable[[Scope], ColumnElement[bool]]] = {
    Customer: _customers,
    Contact: lambda me: _of_customer(Contact, me, _customers),
    Activity: _activities,
    Opportunity: _opportunities,
    ExpenseClaim: _claims,
    ExpenseLine: _lines,
    Attachment: _attachments,
    Lead: _leads,
    Conflict: _conflicts,
    ConflictParty: _parties,
    Notification: lambda me: Notification.user_id == me.user_id,
    User: lambda me: _of_known_units(User.unit_id, me),
    Unit: lambda me: _of_known_units(Unit.id, me),
    AuditEntry: _audit,
    JobRun: lambda me: true() if Permission.ADMINISTER in me.permissions else false(),
}


def known(model: type, user: User | None = None) -> ColumnElement[bool]:
    """The condition of ``visible`` by itself, for joins: of what the person may not know about, nothing is joined."""
    return RULES[model](_me(user))


def visible(model: type, user: User | None = None) -> Select:
    """A select of the rows of ``model`` that the person may know about; a model without a rule is refused."""
    return select(model).where(known(model, user))


def visible_or_404(model: type, row_id: int, *options: Any, user: User | None = None):
    """The row, if the person may know about it; else 404, the same as for a row that does not exist."""
    row = db.session.scalars(visible(model, user).where(model.id == row_id).options(*options)).unique().one_or_none()
    if row is None:
        abort(404)
    return row


def works_on(row: Any, user: User | None = None) -> bool:
    """Whether the person may change a customer, opportunity or activity: owner, sharer, manager or assistant (A4.4)."""
    me = _me(user)
    if row.owner_id == me.user_id or row.unit_id in me.managed:
        return True
    customer_id = row.id if isinstance(row, Customer) else row.customer_id
    shares = select(CustomerShare.id).where(
        CustomerShare.customer_id == customer_id, CustomerShare.user_id == me.user_id, CustomerShare.until_at.is_(None)
    )
    return db.session.scalar(shares) is not None


def must_work_on(row: Any, user: User | None = None) -> None:
    """403 unless the person may change the row, or 404 when they may not even know of it."""
    if not works_on(row, user):
        visible_or_404(type(row), row.id, user=user)
        abort(403)
