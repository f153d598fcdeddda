"""Who may know of what stands around claims: invoices, questions, trips, advances, payments (A3.4)."""

from sqlalchemy import ColumnElement, and_, false, or_

from models import (
    ExpenseAdvance,
    ExpenseClaim,
    ExpenseInvoice,
    ExpenseLine,
    LineQuestion,
    PaymentBatch,
    TripRequest,
)
from policy.permissions import Permission
from policy.trips import TripStatus
from scopes import Scope
from sights.conditions import names_one, within
from sights.records import claims, lines


def invoices(me: Scope) -> ColumnElement[bool]:
    """Those of the lines that one sees."""
    return names_one(ExpenseInvoice.line_id, ExpenseLine, lines(me))


def questions(me: Scope) -> ColumnElement[bool]:
    """Those about claims that one sees."""
    return names_one(LineQuestion.claim_id, ExpenseClaim, claims(me))


def trips(me: Scope) -> ColumnElement[bool]:
    """One's own; those that were asked for, for who leads the traveller and for finance."""
    others = or_(within(TripRequest.unit_id, me.managed), within(TripRequest.unit_id, me.checked))
    theirs = and_(others, TripRequest.status != TripStatus.DRAFT)
    return and_(TripRequest.removed_at.is_(None), or_(TripRequest.traveller_id == me.user_id, theirs))


def advances(me: Scope) -> ColumnElement[bool]:
    """One's own, those of the people one leads, and for finance those of the company."""
    others = or_(within(ExpenseAdvance.unit_id, me.managed), within(ExpenseAdvance.unit_id, me.checked))
    return or_(ExpenseAdvance.person_id == me.user_id, others)


def batches(me: Scope) -> ColumnElement[bool]:
    """Those of the companies for which one pays."""
    return within(PaymentBatch.company_id, me.checked) if Permission.PAY_EXPENSES in me.permissions else false()
