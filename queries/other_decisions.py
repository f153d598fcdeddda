"""What else waits in the inbox: expense claims (A3.4) and conflicts (A8), decided on their own pages."""

import datetime as dt
from dataclasses import dataclass

import clock
from extensions import db
from models import Conflict, Customer, User
from policy.conflicts import ConflictStatus
from policy.permissions import Permission
from policy.words import N_
from queries import expense_lists
from queries.conflicts import to_rule
from queries.working_time import approval_due
from scopes import scope_of

MOST = 20
CONFLICT = (
    *(Conflict.id, Conflict.status, Conflict.opened_at, Conflict.appealed_at),
    *(Customer.name.label("customer"), User.name.label("person")),
)
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
    """Claims to approve and conflicts to rule, the oldest of each; ``what`` narrows to one of ``OTHERS``."""
    me, found = scope_of(user), []
    if Permission.APPROVE_EXPENSES in me.permissions and what in ("", "claim"):
        found += [_claim(row) for row in expense_lists.to_approve(user, MOST)]
    rules = Permission.RULE_CONFLICTS in me.permissions or Permission.RULE_APPEALS in me.permissions
    if rules and what in ("", "conflict"):
        rows = to_rule(user).join(Customer, Customer.id == Conflict.customer_id)
        rows = rows.join(User, User.id == Conflict.opened_by_id).with_only_columns(*CONFLICT)
        found += [_conflict(row) for row in db.session.execute(rows.order_by(Conflict.opened_at).limit(MOST))]
    now = clock.now()
    return [one for one in found if not overdue or one.due_at < now]


def _claim(row) -> Other:
    name, url, since = f"{row.number} {row.purpose}", f"/expenses/{row.id}", row.submitted_at
    return Other(N_("Claim"), "expenses", "A3.4", name, row.person, since, url, approval_due(since))


def _conflict(row) -> Other:
    appealed = row.status is ConflictStatus.APPEALED
    label, since = (N_("Appeal"), row.appealed_at) if appealed else (N_("Conflict"), row.opened_at)
    url, name = f"/conflicts/{row.id}", row.customer
    return Other(label, "conflicts", "A8.1", name, row.person, since, url, approval_due(since))
