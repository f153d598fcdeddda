"""Who was there on which day: a sign-in, or anything that the person entered (A3.2)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

import clock
from extensions import db
from models import Absence, AuditEntry, UsageExemption, User
from policy.dispatch import AbsenceKind
from policy.usage import UsageKind, silences
from queries.parameters import value
from queries.usage import last_exempt

DAY = dt.timedelta(days=1)
LOOKED_BACK = 40
"""A trip that ended longer ago is not looked at any more."""
LIMIT = "travel_signin_days"


def travellers(today: dt.date) -> list[int]:
    """The active people with a business trip that runs, or ended not long ago."""
    rows = (
        select(Absence.user_id)
        .join(User, User.id == Absence.user_id)
        .where(User.active, Absence.kind == AbsenceKind.TRAVEL, Absence.cancelled_at.is_(None))
        .where(Absence.from_on <= today, Absence.until_on >= today - LOOKED_BACK * DAY)
    )
    return list(db.session.scalars(rows.distinct().order_by(Absence.user_id)))


def days_there(ids: Collection[int], first: dt.date, last: dt.date) -> dict[int, set[dt.date]]:
    """The company days, the last one included, on which people signed in or entered something, by person."""
    start, end = clock.start_of(first), clock.start_of(last + DAY)
    rows = select(AuditEntry.by_id, AuditEntry.at).where(
        AuditEntry.by_id.in_(ids), AuditEntry.at >= start, AuditEntry.at < end
    )
    found = defaultdict(set)
    for user_id, at in db.session.execute(rows):
        found[user_id].add(clock.day_of(at))
    return found


def trip_days(user_id: int, today: dt.date) -> dict[dt.date, Absence]:
    """The days of a person's business trips that are not long over, up to today, each with its trip; of one that was
    entered late those from then on, for nobody could be reminded before."""
    rows = select(Absence).where(
        Absence.user_id == user_id,
        Absence.kind == AbsenceKind.TRAVEL,
        Absence.cancelled_at.is_(None),
        Absence.from_on <= today,
        Absence.until_on >= today - LOOKED_BACK * DAY,
    )
    found = {}
    for row in db.session.scalars(rows.order_by(Absence.from_on)):
        first, last = max(row.from_on, clock.day_of(row.at)), min(row.until_on, today)
        found |= {first + place * DAY: row for place in range((last - first).days + 1)}
    return found


def silences_of(user_id: int, trip: Collection[dt.date], today: dt.date) -> tuple[list, list[dt.date]]:
    """What ``policy.usage.silences`` finds up to yesterday; nothing still runs for who is there today."""
    first = min(trip)
    there = days_there([user_id], first, today)[user_id] | _exempt(user_id, first, today)
    found, running = silences(trip, there, today - DAY, _limit)
    return found, [] if today in there else running


def _limit(day: dt.date) -> int:
    return int(value(LIMIT, on=day))


def _exempt(user_id: int, first: dt.date, today: dt.date) -> set[dt.date]:
    rows = select(UsageExemption).where(
        UsageExemption.user_id == user_id,
        UsageExemption.kind == UsageKind.TRAVEL_SIGN_IN,
        UsageExemption.until_on >= first,
    )
    found = set()
    for row in db.session.scalars(rows):
        last = min(last_exempt(row), today)
        found |= {row.from_on + place * DAY for place in range((last - row.from_on).days + 1)}
    return found


@dataclass(frozen=True)
class Trip:
    """A business trip that runs today: silent for so many whole days, and by which day's end to sign in."""

    absence: Absence
    silent: int
    due_on: dt.date


def trip_now(user_id: int, today: dt.date) -> Trip | None:
    """The business trip on which a person is today, with the clock of signing in; None when there is none (A3.2)."""
    trip = trip_days(user_id, today)
    if today not in trip:
        return None
    _, running = silences_of(user_id, trip, today)
    there = today in days_there([user_id], today, today)[user_id]
    first = running[0] if running else today + DAY if there else today
    return Trip(trip[today], len(running), first + (_limit(today) - 1) * DAY)
