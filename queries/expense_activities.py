"""The picker of activities for an expense line: the claimant's own, nearest to the day of the expense first."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

import clock
from extensions import db
from models import Activity, ActivityParticipant, Customer, ExpenseClaim, ExpenseLine, User
from policy.examination import examine
from policy.following import ActivityStatus
from policy.line_facts import LineFacts, distance
from policy.problems import Problem
from queries.expenses import line_facts, with_activity

EACH_SIDE = 20
SHOWN = 24


@dataclass(frozen=True)
class Choice:
    """One activity on offer; ``obstacle`` is the first blocker that it would meet on this line, None when it fits."""

    activity: Activity
    away: int
    obstacle: Problem | None


def choices(claim: ExpenseClaim, line: ExpenseLine) -> list[Choice]:
    """The claimant's activities for this line, typed or stored: those that fit first, then by nearness to its day."""
    near = _near(claim.claimant_id, line.spent_on)
    if line.activity is not None and line.activity.id not in {activity.id for activity in near}:
        near.append(line.activity)
    facts = line_facts(claim, [line])[0]
    found = [_choice(facts, claim, activity) for activity in near]
    found.sort(key=lambda choice: (choice.obstacle is not None, choice.away, -choice.activity.id))
    chosen = [choice for choice in found if choice.activity.id == line.activity_id]
    return found[:SHOWN] + [choice for choice in chosen if choice not in found[:SHOWN]]


def _choice(facts: LineFacts, claim: ExpenseClaim, activity: Activity) -> Choice:
    tried = with_activity(facts, claim, activity)
    obstacle = next((found for found in examine(tried).problems if found.blocks and found.field == "activity_id"), None)
    return Choice(activity, distance(tried.activity, facts.spent_on), obstacle)


def _near(claimant_id: int, day: dt.date) -> list[Activity]:
    """A few of the claimant's activities on either side of a day, in one select."""
    start = clock.start_of(day)
    joined = select(ActivityParticipant.activity_id).where(ActivityParticipant.user_id == claimant_id)
    open_ = Activity.status != ActivityStatus.CANCELLED
    sides = []
    for mine in (Activity.owner_id == claimant_id, Activity.id.in_(joined)):
        before = select(Activity.id).where(mine, open_, Activity.starts_at < start).order_by(Activity.starts_at.desc())
        since = select(Activity.id).where(mine, open_, Activity.starts_at >= start).order_by(Activity.starts_at)
        sides += [select(side.limit(EACH_SIDE).subquery().c.id) for side in (before, since)]
    ids = sides[0].union_all(*sides[1:]).subquery()
    query = select(Activity).where(Activity.id.in_(select(ids.c.id))).options(joinedload(Activity.customer))
    return list(db.session.scalars(query))


def recent(user: User) -> list[Activity]:
    """The activities of a person of this last week and of today, the latest first."""
    now = clock.now()
    return _own(user, Activity.starts_at.between(now - dt.timedelta(days=7), now + dt.timedelta(hours=12)), 8)


def between(user: User, first: dt.date, last: dt.date) -> list[Activity]:
    """The activities of a person on some days, the latest first."""
    start, end = clock.start_of(first), clock.start_of(last + dt.timedelta(days=1))
    return _own(user, (Activity.starts_at >= start) & (Activity.starts_at < end), 60)


def _own(user: User, when: ColumnElement[bool], most: int) -> list[Activity]:
    joined = select(ActivityParticipant.activity_id).where(ActivityParticipant.user_id == user.id)
    mine = (Activity.owner_id == user.id, Activity.id.in_(joined))
    sides = [select(Activity.id).where(side, when, Activity.status != ActivityStatus.CANCELLED) for side in mine]
    ids = sides[0].union(*sides[1:]).subquery()
    rows = select(Activity).where(Activity.id.in_(select(ids.c.id))).options(joinedload(Activity.customer))
    return list(db.session.scalars(rows.order_by(Activity.starts_at.desc(), Activity.id.desc()).limit(most)))


def own_customers(user: User) -> list[tuple[int, str]]:
    """One's own customers by name, those that came last first."""
    rows = select(Customer.id, Customer.name).where(Customer.owner_id == user.id, Customer.pooled_at.is_(None))
    return [(row.id, row.name) for row in db.session.execute(rows.order_by(Customer.id.desc()).limit(100))]
