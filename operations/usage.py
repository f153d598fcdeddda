"""Daily use measured: reminders and lapses of who travels, lapses of a week's quota, and what is excused (A3.2, A3.5)."""

import datetime as dt
from typing import Any

from sqlalchemy import select

import clock
from extensions import db
from models import UsageExemption, UsageLapse, User
from operations import locked, notify, once, plain, record, refuse_if, transaction
from operations.house import keep_still
from policy.quotas import MOST as MOST_COUNTED
from policy.usage import UsageKind, end_problems, excuse_problems, exemption_problems, monday_of, remind
from policy.usage import tally as tally_of
from queries.jobs import last_good_day
from queries.lapses import ending_facts, excuse_facts, exemption_facts
from queries.parameters import values
from queries.presence import silences_of, trip_days
from queries.usage import Week, week_of

DAY = dt.timedelta(days=1)
WEEK = 7 * DAY
CAUGHT_UP = 8
"""So many weeks that nobody closed are made up."""


def keep_missed(user_id: int, today: dt.date, since: dt.date | None = None) -> int:
    """Keep what a person who travels missed, of what was complete by ``since`` or later; how many lapses are new (A3.2)."""
    with transaction():
        user, trip = db.session.get_one(User, user_id), trip_days(user_id, today)
        found = silences_of(user_id, trip, today)[0] if trip else []
        return sum(_missed_sign_in(user, trip, one) for one in found if since is None or one[1] >= since)


def remind_traveller(user_id: int, today: dt.date) -> bool:
    """Remind who is on a business trip, before the limit; once per silence (A3.2)."""
    with transaction():
        trip = trip_days(user_id, today)
        if today not in trip:
            return False
        _, running = silences_of(user_id, trip, today)
        return _remind(user_id, running, today)


def _missed_sign_in(user: User, trip: dict, stretch: tuple[dt.date, dt.date]) -> bool:
    first, last = stretch
    row = trip[first]
    days = (last - first).days + 1
    facts = {"place": row.place, "from_on": row.from_on, "until_on": row.until_on, "days": days, "absence_id": row.id}
    told = {"from_on": first, "until_on": last, "days": days, "clause": "A3.2"}
    return keep_lapse(user, user.unit_id, UsageKind.TRAVEL_SIGN_IN, first, last, facts, "travel_missed", told)


def _remind(user_id: int, running: list[dt.date], today: dt.date) -> bool:
    numbers = values("travel_reminder_days", "travel_signin_days", on=today)
    limit = int(numbers["travel_signin_days"])
    if not remind(len(running), int(numbers["travel_reminder_days"]), limit):
        return False
    first = running[0] if running else today
    key = f"travel_reminder:{user_id}:{first}"
    told = {"days": limit, "due_on": first + (limit - 1) * DAY, "clause": "A3.2"}
    return notify(user_id, "travel_reminder", "/usage", key=key, **told)


def keep_lapse(
    user: User,
    unit_id: int,
    kind: UsageKind,
    first: dt.date,
    last: dt.date,
    facts: dict[str, Any],
    event: str,
    told: dict[str, Any],
) -> bool:
    """Keep a lapse, once per person, duty and stretch, and tell the person; whether it is new."""
    # Two workers at once wait for each other here, so that the second one sees what the first one kept.
    keep_still(User, user.id)
    known = select(UsageLapse.id).where(
        UsageLapse.user_id == user.id, UsageLapse.kind == kind, UsageLapse.first_on == first
    )
    if db.session.scalar(known) is not None:
        return False
    days = {"first_on": first, "last_on": last, "found_at": clock.now()}
    row = UsageLapse(user_id=user.id, unit_id=unit_id, kind=kind, facts=plain(facts), **days)
    db.session.add(row)
    db.session.flush()
    record("usage_lapsed", row, None, after={"person": user.name, "kind": kind, "from_on": first, "until_on": last})
    notify(user.id, event, f"/usage/lapses/{row.id}", key=f"usage_lapse:{row.id}", **told)
    return True


def weeks_to_close(today: dt.date) -> list[dt.date]:
    """The Mondays of the weeks that ended since the last run that went well; of the first run only the last one."""
    this, last = monday_of(today), last_good_day("close_week")
    closed = monday_of(last) if last else this - WEEK
    first = max(closed, this - CAUGHT_UP * WEEK)
    return [first + place * WEEK for place in range((this - first).days // 7)]


def close_week(user_id: int, monday: dt.date) -> bool:
    """Keep it as a lapse when a person's week that is over fell short of its quota (A3.5)."""
    with transaction():
        user = db.session.get_one(User, user_id)
        week = week_of(user, monday)
        if not user.active or not week.left:
            return False
        told = {"from_on": monday, "done": week.done, "quota": week.quota, "clause": "A3.5"}
        kind = UsageKind.WEEKLY_QUOTA
        return keep_lapse(user, week.unit_id, kind, monday, week.sunday, week_facts(week), "quota_missed", told)


def week_facts(week: Week) -> dict[str, Any]:
    """The numbers of a week, and when what counts was recorded, as they are kept with its lapse."""
    counted = [row for row in week.rows if row.why is None]
    recorded = sorted(row.recorded_at for row in counted)
    once_ = week.at_once
    return {
        "quota": week.quota,
        "weekly": week.weekly,
        "done": week.done,
        "quota_id": week.expected.quota_id,
        "days_at_work": week.days_at_work,
        "days": tally_of({day.day: day.kind for day in week.days}),
        "counted": [row.id for row in counted][:MOST_COUNTED],
        "not_counted": [[row.id, row.why] for row in week.not_counted][:MOST_COUNTED],
        "recorded_first_at": recorded[0] if recorded else None,
        "recorded_last_at": recorded[-1] if recorded else None,
        "at_once": {"count": once_.count, "first_at": once_.first, "last_at": once_.last} if once_ else None,
    }


def excuse(lapse_id: int, version: int, reason: str, by: User) -> UsageLapse:
    """Accept a reason for a lapse: the fact stays and counts no more. Raises ``Refused``."""
    with transaction():
        row = locked(UsageLapse, lapse_id, version)
        refuse_if(excuse_problems(excuse_facts(row, reason, by)))
        row.excused_at, row.excused_by_id, row.excuse = clock.now(), by.id, reason.strip()
        record("usage_excused", row, by, after={"person": row.user.name, "kind": row.kind}, note=reason)
        told = {"by": by.name, "from_on": row.first_on, "reason": reason}
        notify(row.user_id, "usage_excused", f"/usage/lapses/{row.id}", key=f"usage_excused:{row.id}", **told)
        return row


def exempt(
    user: User, kind: UsageKind, from_on: dt.date, until_on: dt.date, reason: str, by: User, form_key: str = ""
) -> UsageExemption:
    """Excuse a person from a duty for days to come, with a reason. Raises ``Refused``."""
    with transaction():
        form = once(form_key, by.id, "/usage/exemptions")
        keep_still(User, user.id)
        refuse_if(exemption_problems(exemption_facts(user, kind, from_on, until_on, reason, by)))
        days = {"kind": kind, "from_on": from_on, "until_on": until_on}
        row = UsageExemption(user_id=user.id, **days, reason=reason.strip(), by_id=by.id, at=clock.now())
        db.session.add(row)
        db.session.flush()
        if form:
            form.location = "/usage/exemptions"
        record("usage_exempted", row, by, after={"person": user.name, **days}, note=reason)
        told = {"by": by.name, "from_on": from_on, "until_on": until_on, "reason": reason}
        notify(user.id, "usage_exempted", "/usage/exemptions", key=f"usage_exempted:{row.id}", mail=False, **told)
        return row


def end_exemption(exemption_id: int, version: int, by: User) -> UsageExemption:
    """An exemption ends today: from today on the duty holds again. Raises ``Refused``."""
    with transaction():
        row = locked(UsageExemption, exemption_id, version)
        refuse_if(end_problems(*ending_facts(row, by)))
        row.ended_at = clock.now()
        record("usage_exemption_ended", row, by, after={"person": row.user.name, "kind": row.kind})
        key = f"usage_exemption_ended:{row.id}"
        notify(row.user_id, "usage_exemption_ended", "/usage/exemptions", key=key, mail=False, by=by.name)
        return row
