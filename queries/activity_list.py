"""The list of activities: filters, and rows of plain columns in the order of their time."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, select

import clock
from access import known, visible
from models import Activity, Customer, Lead, User
from policy.following import ActivityKind, ActivityStatus
from queries.opportunity_list import within
from queries.pages import Page, keyset
from scopes import scope_of

OVERDUE = "overdue"
CALLED = func.coalesce(func.nullif(Lead.company, ""), func.nullif(Lead.contact, ""), func.nullif(Lead.phone, ""), "№")
"""What a lead is called in a line, as ``Lead.called`` says it."""


@dataclass(frozen=True)
class Filters:
    """What the reader asked for; absent ones are None or empty. Days are the company's, both included.

    ``counted`` are the conditions of a figure whose records are shown."""

    who: str = "mine"
    state: str = ""
    kind: ActivityKind | None = None
    customer_id: int | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    counted: tuple[ColumnElement[bool], ...] = ()

    @property
    def soonest_first(self) -> bool:
        return self.state in {ActivityStatus.PLANNED.value, OVERDUE}


def rows(by: User, filters: Filters, after: str = "", before: str = "") -> Page:
    """One page of the activities that the person may see."""
    query = (
        selected(by, filters)
        .outerjoin(Customer, Customer.id == Activity.customer_id)
        .outerjoin(Lead, and_(Lead.id == Activity.lead_id, known(Lead, by)))
        .join(User, User.id == Activity.owner_id)
        .with_only_columns(
            Activity.id,
            Activity.kind,
            Activity.status,
            Activity.subject,
            Activity.starts_at,
            Activity.city,
            Activity.next_step,
            Activity.next_step_on,
            Activity.customer_id,
            Activity.owner_id,
            Activity.recorded_by_id,
            Customer.name.label("customer"),
            Lead.id.label("lead_id"),
            CALLED.label("lead"),
            User.name.label("owner"),
        )
    )
    descending = not filters.soonest_first
    return keyset(query, Activity.starts_at, Activity.id, after=after, before=before, descending=descending)


def selected(by: User, filters: Filters) -> Select:
    """A select of the activities that pass the filters."""
    query = _whose(by, filters.who).where(*filters.counted)
    if filters.state == OVERDUE:
        query = query.where(Activity.status == ActivityStatus.PLANNED, Activity.starts_at < clock.now())
    elif filters.state:
        query = query.where(Activity.status == ActivityStatus(filters.state))
    if filters.kind:
        query = query.where(Activity.kind == filters.kind)
    if filters.customer_id:
        query = query.where(Activity.customer_id == filters.customer_id)
    if filters.since:
        query = query.where(Activity.starts_at >= clock.start_of(filters.since))
    if filters.until:
        query = query.where(Activity.starts_at < clock.start_of(filters.until + dt.timedelta(days=1)))
    return query


def _whose(by: User, who: str) -> Select:
    """One's own and those of the units one manages are visible by themselves: the rule need not be asked again."""
    me = scope_of(by)
    if who == "mine":
        return select(Activity).where(Activity.owner_id == by.id)
    if who == "unit" and me.managed and not me.everything:
        return select(Activity).where(within(Activity, me.managed))
    near = () if me.everything or who != "unit" else (Activity.unit_id == by.unit_id,)
    return visible(Activity, by).where(*near)
