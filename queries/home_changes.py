"""What others changed on a person's customers since they were last here: from the audit, as far as they may read it."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Row, Select, exists, or_, select

import clock
from access import visible
from extensions import db
from models import AuditEntry, Customer, CustomerShare, SignIn, User
from queries.pages import Page, keyset

SHOWN = 10
LONGEST = dt.timedelta(days=30)
"""Who was away longer is told of so many days."""
CHECKED = "findings"
"""What a check says changes no customer; before the signature it is not the person's to read, after it they are told."""
PLACES = {
    "customers": "/customers/%d",
    "activities": "/activities/%d",
    "opportunities": "/opportunities/%d",
    "quotes": "/quotes/%d",
    "contracts": "/contracts/%d",
    "sales_orders": "/orders/%d",
    "implementations": "/implementations/%d",
    "tasks": "/tasks/%d",
    "conflicts": "/conflicts/%d",
    "leads": "/leads/%d",
}
"""Where a subject of the audit has its page; what has none is found on the page of the customer."""


@dataclass(frozen=True)
class Changes:
    """The latest changes since a moment; ``more`` where there are more than are shown."""

    since: dt.datetime
    rows: list[Row]
    more: bool


def last_here(user: User) -> dt.datetime:
    """The sign-in before the present one, at most ``LONGEST`` ago; that long ago where there is none."""
    earliest = clock.now() - LONGEST
    sign_ins = select(SignIn.at).where(SignIn.user_id == user.id).order_by(SignIn.id.desc()).offset(1).limit(1)
    return max(db.session.scalar(sign_ins) or earliest, earliest)


def changes(user: User) -> Changes:
    """The latest few, for the home page."""
    since = last_here(user)
    rows = db.session.execute(_rows(user, since).order_by(AuditEntry.id.desc()).limit(SHOWN + 1)).all()
    return Changes(since, rows[:SHOWN], len(rows) > SHOWN)


def all_changes(user: User, since: dt.datetime, after: str = "", before: str = "") -> Page:
    """All of them, the latest first."""
    return keyset(_rows(user, since), AuditEntry.id, AuditEntry.id, after=after, before=before)


def place_of(row: Row) -> str:
    """Where the line opens: the thing itself, else its customer."""
    page = PLACES.get(row.subject_type)
    return page % row.subject_id if page and row.subject_id else f"/customers/{row.customer_id}"


def _rows(user: User, since: dt.datetime) -> Select:
    others = or_(AuditEntry.by_id.is_(None), AuditEntry.by_id != user.id)
    columns = AuditEntry.id, AuditEntry.at, AuditEntry.verb, AuditEntry.subject_type, AuditEntry.subject_id
    rows = visible(AuditEntry, user).join(Customer, Customer.id == AuditEntry.customer_id)
    rows = rows.outerjoin(User, User.id == AuditEntry.by_id)
    rows = rows.where(AuditEntry.at > since, AuditEntry.subject_type != CHECKED, others, _mine(user.id))
    return rows.with_only_columns(*columns, Customer.id.label("customer_id"), Customer.name, User.name.label("by"))


def _mine(user_id: int) -> ColumnElement[bool]:
    """Customers that the person owns or follows together with the owner."""
    shared = exists().where(
        CustomerShare.customer_id == Customer.id, CustomerShare.user_id == user_id, CustomerShare.until_at.is_(None)
    )
    return or_(Customer.owner_id == user_id, shared.correlate(Customer))
