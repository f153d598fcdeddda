"""Whose clock runs out: customers to be entered (A4.3), closings to be confirmed and dates that passed (A6.7)."""

import datetime as dt

from sqlalchemy import literal_column, select

import clock
from extensions import db
from models import Closing, Customer, Opportunity
from policy.entry import CustomerStatus
from policy.following import OpportunityStatus
from policy.reminders import SOON_DAYS

APPROVED = literal_column(f"'{CustomerStatus.APPROVED.value}'")
"""Written out, so that SQLite recognises the partial index."""
WEEK = dt.timedelta(days=7)


def entries_due(today: dt.date) -> list[int]:
    """The customers not yet approved whose entry must be finished within ``SOON_DAYS``, or should have been."""
    soon = today + dt.timedelta(days=SOON_DAYS)
    running = Customer.status != APPROVED, Customer.status != CustomerStatus.LAPSED
    rows = select(Customer.id).where(*running, Customer.entry_due_on <= soon)
    return list(db.session.scalars(rows.order_by(Customer.entry_due_on, Customer.id)))


def closings_waiting(today: dt.date) -> list[int]:
    """Closings of an earlier day that nobody has decided about."""
    waiting = Closing.confirmed_at.is_(None), Closing.sent_back_at.is_(None)
    rows = select(Closing.id).where(*waiting, Closing.closed_at < clock.start_of(today))
    return list(db.session.scalars(rows.order_by(Closing.closed_at, Closing.id)))


def dates_passed(today: dt.date) -> list[int]:
    """Open opportunities whose expected signing date passed within the last week; of older ones the owner has heard."""
    rows = select(Opportunity.id).where(
        Opportunity.status == OpportunityStatus.OPEN,
        Opportunity.expected_on < today,
        Opportunity.expected_on >= today - WEEK,
    )
    return list(db.session.scalars(rows.order_by(Opportunity.expected_on, Opportunity.id)))
