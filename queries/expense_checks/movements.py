"""What moved at a customer near the day of an expense: contacts, stages, opportunities, quotes (A3.4)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Row, literal, select, union_all

import clock
from extensions import db
from models import Activity, ExpenseLine, Opportunity, Quote, StageChange
from policy.following import CONTACT_KINDS, ActivityStatus

Moments = dict[int, list[Row]]
"""By customer: what moved, with its moment, and the activity where it is one."""


def movements(lines: Sequence[ExpenseLine], days: int) -> Moments:
    """All that moved at the customers of these lines from ``days`` before the first to ``days`` after the last."""
    of = [line for line in lines if line.customer_id]
    if not of:
        return {}
    ids, around = sorted({line.customer_id for line in of}), dt.timedelta(days=days + 1)
    begin = clock.start_of(min(line.spent_on for line in of) - around)
    end = clock.start_of(max(line.spent_on for line in of) + around)
    nobody = literal(None).label("activity_id")
    done = Activity.status == ActivityStatus.DONE, Activity.kind.in_(sorted(CONTACT_KINDS))
    parts = [
        select(Activity.customer_id, Activity.starts_at.label("at"), Activity.id.label("activity_id")).where(
            Activity.customer_id.in_(ids), Activity.starts_at.between(begin, end), *done
        ),
        select(Opportunity.customer_id, StageChange.at, nobody)
        .join(StageChange, StageChange.opportunity_id == Opportunity.id)
        .where(Opportunity.customer_id.in_(ids), StageChange.at.between(begin, end)),
        select(Opportunity.customer_id, Opportunity.created_at, nobody).where(
            Opportunity.customer_id.in_(ids), Opportunity.created_at.between(begin, end)
        ),
        select(Quote.customer_id, Quote.sent_at, nobody).where(
            Quote.customer_id.in_(ids), Quote.sent_at.between(begin, end)
        ),
    ]
    found: Moments = defaultdict(list)
    for row in db.session.execute(union_all(*parts)):
        found[row.customer_id].append(row)
    return found


def moved(line: ExpenseLine, found: Moments, days: int) -> int | None:
    """How much moved at the customer of a line near its day, its own activity left out; None without a customer."""
    if not line.customer_id:
        return None
    near = [
        row
        for row in found.get(line.customer_id, ())
        if abs((clock.day_of(row.at) - line.spent_on).days) <= days
        and (row.activity_id is None or row.activity_id != line.activity_id)
    ]
    return len(near)
