"""The one inbox: everything that waits for this person's decision, the longest waiting first."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import joinedload

from extensions import db
from models import Closing, Conflict, Opportunity, User
from policy.conflicts import ConflictStatus
from policy.permissions import Permission
from policy.words import N_
from queries import expense_lists
from queries.conflicts import to_rule
from queries.customers import reviewable
from queries.opportunities import waiting_closings
from scopes import scope_of

MOST = 50


@dataclass(frozen=True)
class Waiting:
    """One thing to decide: what it is (a message id), its name, whose it is, since when, and where one decides."""

    kind: str
    icon: str
    clause: str
    name: str
    person: str
    since: dt.datetime
    url: str


def waiting(user: User) -> list[Waiting]:
    """Customers to review (A4.2), claims to approve (A3.4), closings to confirm (A6.7) and conflicts to rule (A8), at most
    50 of each."""
    me = scope_of(user)
    found = []
    if Permission.REVIEW_CUSTOMERS in me.permissions:
        found += [_customer(row) for row in db.session.scalars(reviewable(me).limit(MOST))]
    if Permission.APPROVE_EXPENSES in me.permissions:
        found += [_claim(row) for row in expense_lists.claims(user, "approve", expense_lists.Filters()).rows]
    if Permission.CONFIRM_CLOSINGS in me.permissions:
        query = waiting_closings(user, me.managed).order_by(Closing.closed_at).limit(MOST)
        whole = query.options(joinedload(Opportunity.owner), joinedload(Opportunity.closing))
        found += [_closing(row) for row in db.session.scalars(whole)]
    if Permission.RULE_CONFLICTS in me.permissions or Permission.RULE_APPEALS in me.permissions:
        whole = to_rule(user).options(joinedload(Conflict.customer), joinedload(Conflict.opened_by))
        found += [_conflict(row) for row in db.session.scalars(whole.order_by(Conflict.opened_at).limit(MOST))]
    return sorted(found, key=lambda one: one.since)


def _customer(row) -> Waiting:
    owner = row.owner.name if row.owner else ""
    return Waiting(
        N_("Customer"), "customers", "A4.2", row.name, owner, row.submitted_at, f"/customers/{row.id}/review"
    )


def _claim(row) -> Waiting:
    name = f"{row.number} {row.purpose}"
    return Waiting(N_("Claim"), "expenses", "A3.4", name, row.claimant.name, row.submitted_at, f"/expenses/{row.id}")


def _closing(row) -> Waiting:
    url = f"/opportunities/{row.id}#closing"
    return Waiting(N_("Closing"), "flag", "A6.7", row.name, row.owner.name, row.closing.closed_at, url)


def _conflict(row) -> Waiting:
    appealed = row.status is ConflictStatus.APPEALED
    kind, since = (N_("Appeal"), row.appealed_at) if appealed else (N_("Conflict"), row.opened_at)
    return Waiting(kind, "conflicts", "A8.1", row.customer.name, row.opened_by.name, since, f"/conflicts/{row.id}")
