"""The figures of use of one company and month (A11), counted person by person from the records."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, distinct, func, select

import clock
from extensions import db
from models import (
    Activity,
    AuditEntry,
    Closing,
    Customer,
    Finding,
    LeadLapse,
    Opportunity,
    Unit,
    UsageLapse,
    User,
    WorkSummary,
)
from policy.checking import Judgement
from policy.following import ActivityStatus
from policy.publications import UseFigure as F
from policy.roles import PARTNER_KINDS
from queries.presence import days_there

PORTION = 100
DAY = dt.timedelta(days=1)


def units_of_company(company_id: int) -> list[Unit]:
    """The units of one company, without the joint ventures and agents below it, in the order of the tree."""
    top = db.session.get_one(Unit, company_id)
    rows = select(Unit).where(Unit.path.startswith(top.path)).order_by(Unit.path, Unit.id)
    below = list(db.session.scalars(rows))
    partners = tuple(one.path for one in below if one.kind in PARTNER_KINDS and one.id != company_id)
    return [one for one in below if not one.path.startswith(partners)] if partners else below


def _people(units: Collection[int], last: dt.date) -> list[User]:
    """Who had an account by the end of the month; who has left is shown if they did something in it."""
    rows = select(User).where(User.unit_id.in_(sorted(units)), User.created_at < clock.start_of(last + DAY))
    return list(db.session.scalars(rows.order_by(User.name, User.id)))


def content_of(company_id: int, first: dt.date, last: dt.date) -> dict[str, Any]:
    """What is issued: every department and every person with their figures, and the parameters of the counting.

    A person is counted where they are when it is issued; the departments add up their own people.
    """
    units = units_of_company(company_id)
    people = _people([one.id for one in units], last)
    counted = _counted([one.id for one in people], first, last)
    shown = [one for one in people if one.active or any(column[one.id] for column in counted.values())]
    lines = [
        {
            "id": one.id,
            "name": one.name,
            "unit_id": one.unit_id,
            "values": {figure.value: counted[figure][one.id] for figure in F},
        }
        for one in shown
    ]
    place = {one.id: number for number, one in enumerate(units)}
    return {
        "figures": [figure.value for figure in F],
        "first": first.isoformat(),
        "last": last.isoformat(),
        "units": [line for one in units if (line := _sum(one, lines))["people"]],
        "people": sorted(lines, key=lambda line: place[line["unit_id"]]),
        "total": _sum(None, lines),
    }


def _sum(unit: Unit | None, lines: list[dict]) -> dict[str, Any]:
    own = [line for line in lines if unit is None or line["unit_id"] == unit.id]
    values = {figure.value: sum(line["values"][figure.value] for line in own) for figure in F}
    named = {"id": unit.id, "name": unit.name} if unit else {}
    return {**named, "people": len(own), "values": values}


def _counted(ids: list[int], first: dt.date, last: dt.date) -> dict[F, Counter]:
    """Every figure by person."""
    begin, end = clock.start_of(first), clock.start_of(last + DAY)
    days = Counter()
    for place in range(0, len(ids), PORTION):
        for user_id, found in days_there(ids[place : place + PORTION], first, last).items():
            days[user_id] += len(found)

    def within(moment: ColumnElement) -> ColumnElement[bool]:
        return (moment >= begin) & (moment < end)

    known = set(ids)
    selects = _selects(within, first, last)
    counted = {figure: _read(rows, known) for figure, rows in selects.items()}
    return {**counted, F.DAYS: days, F.CLOSINGS: _late_closings(within, known)}


def _read(rows: Select, known: set[int]) -> Counter:
    return Counter({user_id: count for user_id, count in db.session.execute(rows) if user_id in known})


def _by(column: ColumnElement, *where: ColumnElement[bool], counted: ColumnElement | None = None) -> Select:
    return (
        select(column, func.count() if counted is None else func.count(distinct(counted)))
        .where(*where)
        .group_by(column)
    )


def _selects(within: Callable, first: dt.date, last: dt.date) -> dict[F, Select]:
    lapsed = UsageLapse.last_on.between(first, last)
    found = within(Finding.found_at), Finding.judgement.in_([Judgement.TO_MEND, Judgement.VIOLATION])
    # What came back next week is one finding, and is counted when it was first found.
    found = *found, Finding.carried_from_id.is_(None), Finding.user_id.is_not(None)
    late = Finding.judgement == Judgement.TO_MEND, Finding.mended_at.is_(None), Finding.mend_by < clock.today()
    done = Activity.status == ActivityStatus.DONE, within(Activity.starts_at), ~Activity.imported
    return {
        F.SIGN_INS: _by(AuditEntry.by_id, AuditEntry.verb == "signed_in", within(AuditEntry.at)),
        F.CUSTOMERS: _by(Customer.created_by_id, within(Customer.created_at), ~Customer.imported),
        F.OPPORTUNITIES: _by(Opportunity.created_by_id, within(Opportunity.created_at), ~Opportunity.imported),
        F.ACTIVITIES: _by(Activity.owner_id, *done),
        F.SUMMARIES: _by(WorkSummary.user_id, within(WorkSummary.submitted_at)),
        F.LAPSES: _by(UsageLapse.user_id, lapsed),
        F.EXCUSED: _by(UsageLapse.user_id, lapsed, UsageLapse.excused_at.is_not(None)),
        F.LEADS: _by(LeadLapse.user_id, within(LeadLapse.due_at), counted=LeadLapse.dispatch_id),
        F.FINDINGS: _by(Finding.user_id, *found),
        F.UNMENDED: _by(Finding.user_id, *found, *late),
    }


def _late_closings(within: Callable, known: set[int]) -> Counter:
    """A day of the company is not the database's: whether a closing was late is compared here."""
    rows = select(Closing.closed_by_id, Closing.closed_at, Closing.due_on).where(within(Closing.closed_at))
    late = (by for by, at, due in db.session.execute(rows) if clock.day_of(at) > due)
    return Counter(by for by in late if by in known)
