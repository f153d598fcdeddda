"""Facts for the assessment: violations, missed duties, lapses of leads."""

import datetime as dt

import clock
from extensions import db
from models import Lead, LeadDispatch, LeadLapse, UsageLapse, User, Violation
from operations.violations import enter
from policy.assessment import ViolationKind
from policy.leads import LapseKind, LeadChannel, LeadStatus
from policy.usage import UsageKind

FIRST = dt.date(2026, 9, 7)


def violations(user: User, kind: ViolationKind, count: int, first: dt.date = FIRST, by: User | None = None):
    """So many violations of one kind, a week apart, entered one after the other."""
    rows: list[Violation] = []
    for place in range(count):
        on = first + dt.timedelta(days=7 * place)
        shows = [{"words": f"事实{place}", "url": "/customers"}]
        rows.append(
            enter(user, kind, "A4.1", on, f"客户资料不全{place}", shows, f"test:{kind.value}:{user.id}:{on}", by)
        )
    return rows


def missed_weeks(user: User, count: int, first: dt.date = FIRST) -> list[UsageLapse]:
    """So many weeks without the weekly activities."""
    rows = []
    for place in range(count):
        monday = first + dt.timedelta(days=7 * place)
        days = {"first_on": monday, "last_on": monday + dt.timedelta(days=6)}
        row = UsageLapse(
            user_id=user.id, unit_id=user.unit_id, kind=UsageKind.WEEKLY_QUOTA, found_at=clock.now(), **days
        )
        rows.append(row)
    db.session.add_all(rows)
    db.session.commit()
    return rows


def lapsed_lead(user: User, found_on: dt.date) -> LeadLapse:
    """A lead that was not followed up in time, as it was found on a day."""
    then = clock.start_of(found_on)
    lead = Lead(channel=LeadChannel.PHONE, status=LeadStatus.ACCEPTED, company="来电公司", unit_id=user.unit_id)
    lead.arrived_at = lead.since = then
    db.session.add(lead)
    db.session.flush()
    dispatch = LeadDispatch(lead_id=lead.id, user_id=user.id, at=then, due_at=then)
    db.session.add(dispatch)
    db.session.flush()
    row = LeadLapse(dispatch_id=dispatch.id, lead_id=lead.id, user_id=user.id, kind=LapseKind.LATE, limit_hours=4)
    row.due_at, row.found_on = then, found_on
    db.session.add(row)
    db.session.commit()
    return row
