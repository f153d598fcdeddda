"""What needs a person now: numbers that each open their records, and the few rows that matter most."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Select, func, literal_column, or_, select, union_all
from sqlalchemy.orm import aliased

import clock
from extensions import db
from models import Activity, Customer, ExpenseClaim, JobRun, Lead, OutboxMail, User
from policy.entry import CustomerStatus, Grade
from policy.expenses import ClaimStatus
from policy.following import ActivityStatus
from policy.leads import HELD, LeadStatus
from policy.permissions import Permission
from policy.tracking import Band, GradedLimits
from policy.words import N_
from queries import expense_lists
from queries.approvals import to_decide
from queries.conflicts import to_rule, to_state
from queries.home_business import business
from queries.home_control import control
from queries.lead_lists import QUEUES, queue
from queries.leads import Countdown, countdown
from queries.pages import MOST_COUNTED, rows_of
from scopes import Scope, scope_of

P = Permission
ROWS = 8
STEPS_KEPT = dt.timedelta(days=60)
LEADS_LABELS = {
    "screening": N_("Leads to screen"),
    "filtering": N_("Leads to filter"),
    "waiting": N_("Leads to dispatch"),
}
NOT_FRESH = literal_column("customers.band <> 'fresh'")
"""Said in the words of the partial index, which the databases else would not use."""


@dataclass(frozen=True)
class Number:
    """A number that opens its records. ``label`` is a message id; ``tone`` as the marks have it."""

    name: str
    label: str
    url: str
    value: int
    tone: str = ""


@dataclass(frozen=True)
class Wanted:
    """A number still to be counted."""

    name: str
    label: str
    url: str
    rows: Select
    tone: str = ""


def numbers(user: User) -> list[Number]:
    """The numbers of this person's roles, those that are zero left out; all counted in one select."""
    me = scope_of(user)
    wanted = [*_leads(user, me), *_selling(me), *_managing(user, me), *_conflicts(user, me), *_own_claims(me)]
    wanted += [*(Wanted(*one) for one in (*business(user, me), *control(user, me))), *_administering(me)]
    counted = _count({one.name: one.rows for one in wanted})
    found = [Number(one.name, one.label, one.url, counted[one.name], one.tone) for one in wanted]
    return [number for number in [*found, *_claims(user, me)] if number.value]


def _count(rows: dict[str, Select]) -> dict[str, int]:
    if not rows:
        return {}
    columns = [
        select(func.count()).select_from(rows_of(query, MOST_COUNTED + 1)).scalar_subquery().label(name)
        for name, query in rows.items()
    ]
    return dict(db.session.execute(select(*columns)).one()._mapping)


def _leads(user: User, me: Scope) -> list[Wanted]:
    """What waits at the desk for the person, and which of the own leads wait for an answer (A5)."""
    wanted = [
        Wanted(f"leads_{name}", LEADS_LABELS[name], f"/leads/{name}", queue(user, name), "warn")
        for name, (_label, _status, permission) in QUEUES.items()
        if permission in me.permissions
    ]
    if P.FOLLOW_LEADS in me.permissions:
        mine = select(Lead.id).where(Lead.owner_id == me.user_id)
        offered = mine.where(Lead.status == LeadStatus.DISPATCHED)
        due = mine.where(Lead.due_at < clock.start_of(clock.today() + dt.timedelta(days=1)))
        wanted += [
            Wanted("leads_offered", N_("Leads to accept"), "/leads?tab=mine&status=dispatched", offered, "warn"),
            Wanted("leads_due", N_("Leads to follow up today"), "/leads?tab=mine&clock=today", due, "warn"),
        ]
    return wanted


def _selling(me: Scope) -> list[Wanted]:
    if P.ENTER_CUSTOMERS not in me.permissions:
        return []
    mine = select(Customer.id).where(Customer.owner_id == me.user_id)
    plans = select(Activity.id).where(*_plans(me.user_id))
    until = clock.today().isoformat()
    return [
        Wanted("leaving", N_("Leaving you soon"), "/customers?tab=mine&band=alarm&sort=quiet", _alarmed(mine), "bad"),
        Wanted("plans", N_("Planned up to today"), f"/activities?who=mine&state=planned&until={until}", plans),
        Wanted("steps", N_("Next steps due"), "#today", _steps(me.user_id)),
        Wanted("returned", N_("Returned to you"), "/customers?tab=mine&status=returned", _in(mine, "returned"), "warn"),
        Wanted("drafts", N_("Entry not finished"), "/customers?tab=mine&status=draft", _in(mine, "draft")),
    ]


def _managing(user: User, me: Scope) -> list[Wanted]:
    wanted = [Wanted("approvals", N_("Waiting for your decision"), "/approvals", to_decide(user), "warn")]
    if me.managed:
        tab, rows = "all" if me.everything else "unit", select(Customer.id).where(_led(me))
        url = f"/customers?tab={tab}&band=alarm&sort=quiet"
        wanted.append(Wanted("unit_leaving", N_("Leaving your units soon"), url, _alarmed(rows), "bad"))
    if P.HAND_OVER in me.permissions:
        wanted.append(Wanted("gone", N_("People gone, with customers left"), "/people?who=gone", _gone(me), "bad"))
    return wanted


def _conflicts(user: User, me: Scope) -> list[Wanted]:
    """What the person has still to put forward, and what waits for a ruling (A8)."""
    if P.VIEW_CONFLICTS not in me.permissions:
        return []
    mine = "/conflicts?tab=mine&status=open"
    wanted = [Wanted("conflicts_unstated", N_("Conflicts: yours to put forward"), mine, to_state(me.user_id), "warn")]
    if P.RULE_CONFLICTS in me.permissions or P.RULE_APPEALS in me.permissions:
        wanted.append(Wanted("conflicts", N_("Conflicts to rule"), "/conflicts?tab=rule", to_rule(user), "warn"))
    return wanted


def _gone(me: Scope) -> Select:
    """The people of the units led whose account is closed and whose customers nobody follows (A8.1)."""
    left = select(Customer.id).where(Customer.owner_id == User.id, Customer.status != CustomerStatus.LAPSED)
    return select(User.id).where(~User.active, User.unit_id.in_(sorted(me.managed)), left.exists())


def _own_claims(me: Scope) -> list[Wanted]:
    mine = select(ExpenseClaim.id).where(ExpenseClaim.claimant_id == me.user_id)
    returned = mine.where(ExpenseClaim.status == ClaimStatus.RETURNED)
    drafts = mine.where(ExpenseClaim.status == ClaimStatus.DRAFT)
    return [
        Wanted("claims_returned", N_("Claims returned to you"), "/expenses?tab=mine&status=returned", returned, "warn"),
        Wanted("claims_drafts", N_("Claims not submitted"), "/expenses?tab=mine&status=draft", drafts),
    ]


def _claims(user: User, me: Scope) -> list[Number]:
    found = []
    if P.APPROVE_EXPENSES in me.permissions:
        waiting = expense_lists.waiting_for(user)
        found.append(Number("approve", N_("Claims to approve"), "/expenses?tab=approve", waiting, "warn"))
    if P.CHECK_EXPENSES in me.permissions:
        counts = expense_lists.queue_counts(user)
        for tab, label in (
            ("waiting", N_("Claims to check")),
            ("mine", N_("In check by you")),
            ("to_pay", N_("To pay")),
        ):
            found.append(Number(tab, label, f"/expenses/desk?tab={tab}", counts[tab][0]))
    return found


def _administering(me: Scope) -> list[Wanted]:
    if P.ADMINISTER not in me.permissions:
        return []
    since = clock.now() - dt.timedelta(days=1)
    failed = select(JobRun.id).where(JobRun.error != "", JobRun.started_at > since)
    mails = select(OutboxMail.id).where(OutboxMail.state == "failed")
    return [
        Wanted("failed_runs", N_("Failed background runs"), "/admin/jobs", failed, "bad"),
        Wanted("failed_mails", N_("Mails given up"), "/admin/jobs#outbox", mails, "warn"),
    ]


def _led(me: Scope):
    return Customer.owner_id.is_not(None) if me.everything else Customer.unit_id.in_(sorted(me.managed))


def _alarmed(rows: Select) -> Select:
    return rows.where(Customer.band == Band.ALARM, NOT_FRESH)


def _in(rows: Select, status: str) -> Select:
    return rows.where(Customer.status == CustomerStatus(status), literal_column("customers.status <> 'approved'"))


def _plans(user_id: int) -> tuple:
    tomorrow = clock.start_of(clock.today() + dt.timedelta(days=1))
    return Activity.owner_id == user_id, Activity.status == ActivityStatus.PLANNED, Activity.starts_at < tomorrow


def open_steps(user_id: int) -> Select:
    """Next steps that nobody has taken: no later activity with the same customer, or on the same lead, is planned or
    done. Of leads only those that the person holds."""
    later, held = aliased(Activity), select(Lead.id).where(Lead.id == Activity.lead_id, Lead.owner_id == user_id)
    taken = select(later.id).where(
        later.status != ActivityStatus.CANCELLED,
        or_(later.starts_at > Activity.starts_at, later.id > Activity.id),
    )
    return select(Activity.id).where(
        Activity.owner_id == user_id,
        Activity.status == ActivityStatus.DONE,
        Activity.customer_id.is_not(None) | held.exists(),
        Activity.next_step_on.is_not(None),
        Activity.next_step_on >= clock.today() - STEPS_KEPT,
        ~taken.where(later.customer_id == Activity.customer_id).exists(),
        ~taken.where(later.lead_id == Activity.lead_id).exists(),
    )


def _steps(user_id: int) -> Select:
    """Those of them that are due."""
    return open_steps(user_id).where(Activity.next_step_on <= clock.today())


def leaving(user: User, limits: GradedLimits) -> list:
    """The person's customers that leave first, else those of the units that the person leads: with owner's name."""
    me = scope_of(user)
    sells = P.ENTER_CUSTOMERS in me.permissions
    if not sells and not me.managed:
        return []
    whose = Customer.owner_id == me.user_id if sells else _led(me)
    columns = Customer.id, Customer.name, Customer.grade, Customer.clock_day, Customer.last_contact_at
    rows = _alarmed(select(*columns, User.name.label("owner")).join(User, User.id == Customer.owner_id)).where(whose)
    found = [row for grades in _alike(limits) for row in db.session.execute(_first(rows, grades))]
    return sorted(found, key=lambda row: (limits.of(row.grade).leaves_on(row.clock_day), row.id))[:ROWS]


def _alike(limits: GradedLimits) -> list[tuple[Grade, ...]]:
    """The grades in groups of one limit: within a group who was contacted longest ago leaves first."""
    groups: dict[int, tuple[Grade, ...]] = {}
    for grade, days in limits.days_by_grade.items():
        groups[days] = (*groups.get(days, ()), grade)
    return list(groups.values())


def _first(rows: Select, grades: tuple[Grade, ...]) -> Select:
    first = rows.order_by(Customer.clock_day, Customer.id).limit(ROWS)
    return first if len(grades) == len(Grade) else first.where(Customer.grade.in_(grades))


def running_leads(user: User) -> list[tuple[Lead, Countdown]]:
    """The leads in the person's hands whose clock runs, each with what is left of it, the first due first."""
    if P.FOLLOW_LEADS not in scope_of(user).permissions:
        return []
    mine = select(Lead).where(Lead.owner_id == user.id, Lead.status.in_(sorted(HELD)), Lead.due_at.is_not(None))
    return [(lead, countdown(lead)) for lead in db.session.scalars(mine.order_by(Lead.due_at, Lead.id).limit(ROWS))]


def agenda(user: User) -> list:
    """What the person planned up to today and which next steps are due, the oldest first."""
    me = scope_of(user)
    if P.RECORD_ACTIVITIES not in me.permissions:
        return []
    columns = (
        Activity.id,
        Activity.status,
        Activity.kind,
        Activity.subject,
        Activity.starts_at,
        Activity.next_step,
        Activity.next_step_on,
        Activity.customer_id,
        Activity.lead_id,
        Customer.name.label("customer"),
    )
    # One list of ids: two lists joined by OR make PostgreSQL read every activity.
    due = Activity.id.in_(union_all(select(Activity.id).where(*_plans(me.user_id)), _steps(me.user_id)))
    rows = select(*columns).outerjoin(Customer, Customer.id == Activity.customer_id).where(due)
    when = func.coalesce(Activity.next_step_on, func.date(Activity.starts_at))
    return list(db.session.execute(rows.order_by(when, Activity.id).limit(ROWS)))
