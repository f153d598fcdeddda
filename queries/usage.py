"""The week of a person against the quota: what counts, what does not and why, and how the quota came about (A3.5)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased, selectinload

import clock
from extensions import db
from models import (
    Absence,
    Activity,
    Customer,
    CustomerOwnership,
    CustomerShare,
    Lead,
    LeadDispatch,
    Opportunity,
    UsageExemption,
    User,
)
from policy.usage import (
    AWAY,
    Away,
    DayKind,
    DoneFacts,
    NotCounted,
    Together,
    UsageKind,
    day_kinds,
    due,
    together,
    why_not,
)
from queries.quotas import Expected, expected_of

WEEK = dt.timedelta(days=7)
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Done:
    """One activity of the week; ``why`` it does not count, or None."""

    id: int
    kind: Any
    subject: str
    customer_id: int | None
    customer: str | None
    day: dt.date
    recorded_at: dt.datetime | None
    why: NotCounted | None


@dataclass(frozen=True)
class Day:
    """One day of the week with its activities."""

    day: dt.date
    kind: DayKind
    rows: tuple[Done, ...]

    @property
    def counted(self) -> int:
        return sum(row.why is None for row in self.rows)


@dataclass(frozen=True)
class Week:
    """A person's week. ``quota`` is what it asks for, None where nothing is expected; ``weekly`` what a full week would."""

    user_id: int
    unit_id: int
    monday: dt.date
    done: int
    quota: int | None
    weekly: int | None
    expected: Expected
    days: tuple[Day, ...]
    at_once: Together | None

    @property
    def sunday(self) -> dt.date:
        return self.monday + 6 * DAY

    @property
    def left(self) -> int:
        """How many are still to be done."""
        return max((self.quota or 0) - self.done, 0)

    @property
    def days_at_work(self) -> int:
        return sum(day.kind is DayKind.WORK for day in self.days)

    @property
    def not_counted(self) -> list[Done]:
        return [row for day in self.days for row in day.rows if row.why is not None]

    @property
    def rows(self) -> list[Done]:
        return [row for day in self.days for row in day.rows]


def week_of(user: User, monday: dt.date) -> Week:
    """A person's week that begins on this Monday."""
    return weeks_of([user], monday)[user.id]


def weeks_of(users: Collection[User], monday: dt.date) -> dict[int, Week]:
    """The weeks of many people at once, by person: the same selects for one as for a department."""
    ids = [user.id for user in users]
    if not ids:
        return {}
    expected, away, rows = expected_of(users, monday), away_of(ids, monday), _activities(ids, monday)
    return {user.id: _week(user, monday, expected[user.id], away[user.id], rows[user.id]) for user in users}


CHUNK = 200


def falling_short(monday: dt.date) -> list[int]:
    """The active people who did less in a week than it asked for, read a few hundred at a time."""
    rows = select(User).where(User.active).options(selectinload(User.role_rows)).order_by(User.id)
    people, found = list(db.session.scalars(rows)), []
    for start in range(0, len(people), CHUNK):
        weeks = weeks_of(people[start : start + CHUNK], monday)
        found += [user_id for user_id, week in weeks.items() if week.left]
    return found


def _week(user: User, monday: dt.date, expected: Expected, away: list[Away], rows: list[Done]) -> Week:
    kinds = day_kinds(monday, clock.is_working_day, away, clock.day_of(user.created_at))
    at_work = sum(kind is DayKind.WORK for kind in kinds.values())
    counted = [row for row in rows if row.why is None]
    return Week(
        user_id=user.id,
        unit_id=expected.unit_id,
        monday=monday,
        done=len(counted),
        quota=None if expected.weekly is None else due(expected.weekly, at_work),
        weekly=expected.weekly,
        expected=expected,
        days=tuple(Day(day, kind, tuple(row for row in rows if row.day == day)) for day, kind in kinds.items()),
        at_once=together(row.recorded_at for row in counted),
    )


def away_of(ids: Collection[int], monday: dt.date) -> dict[int, list[Away]]:
    """The days away and exempt of people that touch a week. What one enters for oneself counts from that day on."""
    sunday, found = monday + 6 * DAY, defaultdict(list)
    exempt = select(UsageExemption).where(
        UsageExemption.user_id.in_(ids),
        UsageExemption.kind == UsageKind.WEEKLY_QUOTA,
        UsageExemption.from_on <= sunday,
        UsageExemption.until_on >= monday,
    )
    for row in db.session.scalars(exempt):
        found[row.user_id].append(Away(DayKind.EXEMPT, row.from_on, last_exempt(row)))
    absent = select(Absence).where(
        Absence.user_id.in_(ids),
        Absence.from_on <= sunday,
        Absence.until_on >= monday,
        Absence.cancelled_at.is_(None),
    )
    for row in db.session.scalars(absent):
        entered = clock.day_of(row.at) if row.by_id == row.user_id else None
        found[row.user_id].append(Away(AWAY[row.kind], row.from_on, row.until_on, entered))
    return found


def last_exempt(row: UsageExemption) -> dt.date:
    """The last day of an exemption: from the day on which it was ended it holds no more."""
    return row.until_on if row.ended_at is None else min(row.until_on, clock.day_of(row.ended_at) - DAY)


def _activities(ids: Collection[int], monday: dt.date) -> dict[int, list[Done]]:
    start, end = clock.start_of(monday), clock.start_of(monday + WEEK)
    held = aliased(Lead)
    own = or_(
        _in_hand(CustomerOwnership, CustomerOwnership.owner_id, start, end),
        _in_hand(CustomerShare, CustomerShare.user_id, start, end),
        Opportunity.owner_id == Activity.owner_id,
        held.owner_id == Activity.owner_id,
        _lead_in_hand(start, end),
    )
    columns = (
        Activity.id,
        Activity.owner_id,
        Activity.kind,
        Activity.subject,
        Activity.status,
        Activity.imported,
        Activity.starts_at,
        Activity.recorded_at,
        Activity.customer_id,
        Activity.opportunity_id,
        Activity.lead_id,
        Customer.name.label("customer"),
        Customer.status.label("customer_status"),
        own.label("own"),
    )
    query = (
        select(*columns)
        .outerjoin(Customer, Customer.id == Activity.customer_id)
        .outerjoin(Opportunity, Opportunity.id == Activity.opportunity_id)
        .outerjoin(held, held.id == Activity.lead_id)
        .where(Activity.owner_id.in_(ids), Activity.starts_at >= start, Activity.starts_at < end)
        .order_by(Activity.starts_at, Activity.id)
    )
    found = defaultdict(list)
    for row in db.session.execute(query):
        found[row.owner_id].append(_done(row, end))
    return found


def _done(row: Any, end: dt.datetime) -> Done:
    facts = DoneFacts(
        status=row.status,
        imported=row.imported,
        recorded_at=row.recorded_at,
        named=any((row.customer_id, row.opportunity_id, row.lead_id)),
        customer=row.customer_status,
        own=bool(row.own),
    )
    day = clock.day_of(row.starts_at)
    why = why_not(facts, end)
    return Done(row.id, row.kind, row.subject, row.customer_id, row.customer, day, row.recorded_at, why)


def _in_hand(model: type, person: ColumnElement[int], start: dt.datetime, end: dt.datetime) -> ColumnElement[bool]:
    """Whether the activity's customer was the person's, in this capacity, at any time of the week."""
    ran = and_(model.from_at < end, or_(model.until_at.is_(None), model.until_at > start))
    return exists().where(model.customer_id == Activity.customer_id, person == Activity.owner_id, ran)


def _lead_in_hand(start: dt.datetime, end: dt.datetime) -> ColumnElement[bool]:
    ran = and_(LeadDispatch.at < end, or_(LeadDispatch.ended_at.is_(None), LeadDispatch.ended_at > start))
    return exists().where(LeadDispatch.lead_id == Activity.lead_id, LeadDispatch.user_id == Activity.owner_id, ran)
