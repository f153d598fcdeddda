"""Whose limit has passed: leads by their clock, the people to be told, and the dispatches that A12.3 asks about."""

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import Row, Select, and_, exists, or_, select

import clock
from extensions import db
from models import Lead, LeadDispatch, LeadLapse, User
from policy.dispatch import DispatchEnd
from policy.lead_clocks import LEVELS, Audience, DispatchFacts, level_reached
from policy.leads import LapseKind, LeadStatus
from policy.permissions import Permission
from policy.roles import Role
from queries import parameters, working_time
from queries.inquiries import screeners
from queries.organisation import company_of, company_of_path
from queries.people import managers_of, people_with
from scopes import scope_of

BATCH = 500
STEPS = ("escalation_manager_hours", "escalation_top_hours", "office_opens", "office_closes")
NO_LEADS = (LeadStatus.INVALID, LeadStatus.DUPLICATE)


class Ladders:
    """The rungs of many limits; what the parameters say of a day is asked once."""

    def __init__(self):
        self._days: dict[dt.date, tuple[int, ...]] = {}

    def rungs(self, due_at: dt.datetime) -> tuple[dt.datetime, ...]:
        """The moments at which a limit is told to each rung, in working hours after it, by the values of its day."""
        day = clock.day_of(due_at)
        if day not in self._days:
            self._days[day] = tuple(int(one) for one in parameters.values(*STEPS, on=day).values())
        manager, top, opens, closes = self._days[day]
        return (due_at, *(clock.add_working_hours(due_at, hours, opens, closes) for hours in (manager, top)))


def overdue_ids(now: dt.datetime) -> Iterator[int]:
    """The leads whose limit has passed a rung that was not told yet, the longest overdue first."""
    columns = Lead.id, Lead.due_at, Lead.told_level
    rows = select(*columns).where(Lead.due_at <= now, Lead.told_level < LEVELS[-1])
    rows = rows.order_by(Lead.due_at, Lead.id).limit(BATCH)
    ladders, last = Ladders(), None
    while True:
        beyond = or_(Lead.due_at > last.due_at, and_(Lead.due_at == last.due_at, Lead.id > last.id)) if last else True
        found = db.session.execute(rows.where(beyond)).all()
        if not found:
            return
        yield from (row.id for row in found if level_reached(ladders.rungs(row.due_at), now) > row.told_level)
        last = found[-1]


def people_of(lead: Lead, whom: Audience) -> list[User]:
    """The active people whom an audience means for this lead. Where a company has none of them the managers of the
    lead's unit stand in; for a partner without sales management that of headquarters."""
    if whom is Audience.RECEIVER:
        return [lead.owner] if lead.owner and lead.owner.active else managers_of(lead.unit_id)
    if whom is Audience.RECEIVERS_MANAGER:
        return [one for one in managers_of(lead.unit_id) if one.id != lead.owner_id]
    if whom is Audience.SCREENERS:
        return screeners(lead.unit_id)
    if whom is Audience.SALES_MANAGEMENT:
        people = people_with(Role.SALES_MANAGEMENT)
        return _near(lead, people) or [one for one in people if lead.unit_id in scope_of(one).managed]
    assisting = [] if whom is Audience.BUSINESS_MANAGER else [Role.BUSINESS_ASSISTANT]
    return _near(lead, people_with(Role.BUSINESS_MANAGER, *assisting)) or managers_of(lead.unit_id)


def _near(lead: Lead, people: list[User]) -> list[User]:
    """Those of the lead's own company."""
    company = company_of(lead.unit_id)
    companies = {path: company_of_path(path) for path in {one.unit.path for one in people}}
    return [one for one in people if companies[one.unit.path] == company]


def unjudged(now: dt.datetime) -> Iterator[Row]:
    """Lead and number of the dispatches of which A12.3 may have something to keep that is not kept yet."""
    kept = {kind: _kept(kind) for kind in LapseKind}
    valid = exists().where(Lead.id == LeadDispatch.lead_id, Lead.status.not_in(NO_LEADS))
    lying = or_(LeadDispatch.ended_at.is_(None), LeadDispatch.ended_at > LeadDispatch.due_at)
    converted = LeadDispatch.ended == DispatchEnd.CONVERTED
    unfollowed = select(LeadDispatch.lead_id, LeadDispatch.id).where(
        LeadDispatch.followed_up_at.is_(None),
        LeadDispatch.user_id.is_not(None),
        or_(and_(LeadDispatch.due_at < now, lying), converted),
        or_(and_(~kept[LapseKind.LATE], ~converted), and_(~kept[LapseKind.UNRECORDED], valid)),
    )
    late = select(LeadDispatch.lead_id, LeadDispatch.id).where(
        LeadDispatch.followed_up_at > LeadDispatch.due_at, LeadDispatch.user_id.is_not(None), ~kept[LapseKind.LATE]
    )
    for rows in (unfollowed, late):
        yield from _walked(rows)


def _kept(kind: LapseKind):
    return exists().where(LeadLapse.dispatch_id == LeadDispatch.id, LeadLapse.kind == kind)


def _walked(rows: Select) -> Iterator[Row]:
    last = 0
    portion = rows.where(LeadDispatch.due_at.is_not(None)).order_by(LeadDispatch.id).limit(BATCH)
    while found := db.session.execute(portion.where(LeadDispatch.id > last)).all():
        yield from found
        last = found[-1].id


def followup_limit(dispatch: LeadDispatch) -> int:
    """The limit of the first follow-up in working hours that held on the day of the dispatch."""
    return int(parameters.value("first_followup_hours", clock.day_of(dispatch.at)))


def dispatch_facts(dispatch: LeadDispatch, now: dt.datetime) -> DispatchFacts:
    """What A12.3 is told of a dispatch."""
    return DispatchFacts(
        due_at=dispatch.due_at,
        twice_at=working_time.later(dispatch.due_at, followup_limit(dispatch)),
        followed_up_at=dispatch.followed_up_at,
        ended_at=dispatch.ended_at,
        ended=dispatch.ended,
        valid=dispatch.lead.status not in NO_LEADS,
        now=now,
    )


def kept_kinds(dispatch_id: int) -> set[LapseKind]:
    """What is kept of a dispatch already."""
    return set(db.session.scalars(select(LeadLapse.kind).where(LeadLapse.dispatch_id == dispatch_id)))


def lapses_seen(user: User, kind: LapseKind | None = None) -> Select:
    """The lapses that the person may read: the own ones and those of the people they lead; business, of its company."""
    me = scope_of(user)
    rows = select(LeadLapse).join(User, User.id == LeadLapse.user_id)
    if kind:
        rows = rows.where(LeadLapse.kind == kind)
    if me.everything:
        return rows
    units = me.managed | me.company if Permission.FILTER_LEADS in me.permissions else me.managed
    return rows.where(or_(LeadLapse.user_id == me.user_id, User.unit_id.in_(sorted(units))))
