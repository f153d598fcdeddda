"""What else waits in the inbox: expense claims (A3.4) and conflicts (A8), decided on their own pages."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import joinedload

import clock
from extensions import db
from models import Conflict, User
from policy.conflicts import ConflictStatus
from policy.permissions import Permission
from policy.words import N_
from queries import expense_lists
from queries.conflicts import to_rule
from queries.working_time import approval_due
from scopes import scope_of

MOST = 50
OTHERS = {"claim": N_("Claim"), "conflict": N_("Conflict")}


@dataclass(frozen=True)
class Other:
    """One thing to decide: what it is (a message id), its name, whose it is, since when, and where one decides."""

    label: str
    icon: str
    clause: str
    name: str
    person: str
    since: dt.datetime
    url: str
    due_at: dt.datetime


def others(user: User, what: str, overdue: bool) -> list[Other]:
    """Claims to approve and conflicts to rule, at most 50 of each; ``what`` narrows to one of ``OTHERS``."""
    me, found = scope_of(user), []
    if Permission.APPROVE_EXPENSES in me.permissions and what in ("", "claim"):
        found += [_claim(row) for row in expense_lists.claims(user, "approve", expense_lists.Filters()).rows]
    rules = Permission.RULE_CONFLICTS in me.permissions or Permission.RULE_APPEALS in me.permissions
    if rules and what in ("", "conflict"):
        whole = to_rule(user).options(joinedload(Conflict.customer), joinedload(Conflict.opened_by))
        found += [_conflict(row) for row in db.session.scalars(whole.order_by(Conflict.opened_at).limit(MOST))]
    now = clock.now()
    return [one for one in found if not overdue or one.due_at < now]


def _claim(row) -> Other:
    name, url, since = f"{row.number} {row.purpose}", f"/expenses/{row.id}", row.submitted_at
    return Other(N_("Claim"), "expenses", "A3.4", name, row.claimant.name, since, url, approval_due(since))


def _conflict(row) -> Other:
    appealed = row.status is ConflictStatus.APPEALED
    label, since = (N_("Appeal"), row.appealed_at) if appealed else (N_("Conflict"), row.opened_at)
    url, name = f"/conflicts/{row.id}", row.customer.name
    return Other(label, "conflicts", "A8.1", name, row.opened_by.name, since, url, approval_due(since))
