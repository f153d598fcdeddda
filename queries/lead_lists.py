"""Lists of leads: own and visible ones by filters, and the queues of the desk, the first due first (A5)."""

import dataclasses
import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select, union_all
from sqlalchemy import text as sql
from sqlalchemy.orm import joinedload

import clock
import identifiers
from access import visible
from extensions import db
from models import Lead, User
from policy.leads import LeadChannel, LeadStatus
from policy.permissions import Permission
from policy.words import N_, Word
from queries.pages import Page, capped_count, keyset
from scopes import Scope, scope_of

P = Permission
NEWEST = 20_000
"""Parts of a name are looked for among so many of the newest leads, and among one's own; beginnings of a name and whole
numbers among all."""
MOST_FOUND = 1000
MOST_SIDES = 12


class Clock(Word):
    """How the clock of a lead stands."""

    OVER = "over", N_("Overdue")
    TODAY = "today", N_("Due by today")
    RUNNING = "running", N_("A limit runs")


@dataclass(frozen=True)
class LeadFilters:
    """What the reader asked for; absent ones are None or empty. ``since`` and ``until`` are days of arrival."""

    tab: str = "all"
    channel: LeadChannel | None = None
    status: LeadStatus | None = None
    clock: Clock | None = None
    province: str = ""
    industry: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    term: str = ""

    @property
    def chosen(self) -> bool:
        """Whether anything but the tab was chosen."""
        return dataclasses.replace(self, tab="") != LeadFilters(tab="")


QUEUES = {
    "screening": (N_("To be screened"), LeadStatus.NEW, P.SCREEN_LEADS),
    "filtering": (N_("To be filtered"), LeadStatus.SCREENED, P.FILTER_LEADS),
    "waiting": (N_("To be dispatched"), LeadStatus.FILTERED, P.DISPATCH_LEADS),
}
"""The desk's queues: what each is called, where its leads stand, and whose it is."""


@dataclass(frozen=True)
class Listed:
    """One page of the list, and how many pass the filters, counted to a cap."""

    page: Page
    total: int


def listed(user: User, filters: LeadFilters, after: str = "", before: str = "") -> Listed:
    """The leads that the person may see and that pass the filters, the newest arrival first."""
    rows, sides = _filtered(user, filters), _sides(scope_of(user), filters)
    if filters.term:
        rows = rows.where(Lead.id.in_(_found(rows, filters.term, sides)))
        rows, sides = rows.where(or_(*sides)) if sides else rows, []
    page = keyset(
        rows.options(joinedload(Lead.owner)), Lead.arrived_at, Lead.id, after=after, before=before, sides=sides
    )
    return Listed(page, capped_count(rows.where(or_(*sides)) if sides else rows))


def _filtered(user: User, filters: LeadFilters) -> Select:
    rows = visible(Lead, user)
    for column in ("channel", "status", "province", "industry"):
        if wanted := getattr(filters, column):
            rows = rows.where(getattr(Lead, column) == wanted)
    if filters.since:
        rows = rows.where(Lead.arrived_at >= clock.start_of(filters.since))
    if filters.until:
        rows = rows.where(Lead.arrived_at < clock.start_of(filters.until + dt.timedelta(days=1)))
    if filters.clock:
        rows = rows.where(Lead.due_at.is_not(None), Lead.due_at <= _until(filters.clock))
    return rows


def queue(user: User, name: str) -> Select:
    """The leads of one queue that the person may see; those of nobody where it is not the person's."""
    _, status, permission = QUEUES[name]
    mine = permission in scope_of(user).permissions
    return visible(Lead, user).where(Lead.status == status, Lead.due_at.is_not(None), Lead.id > (0 if mine else 2**31))


def queue_page(user: User, name: str, after: str = "", before: str = "") -> Page:
    """One page of a queue, the first due first."""
    rows = queue(user, name)
    return keyset(rows, Lead.due_at, Lead.id, after=after, before=before, descending=False)


def queue_counts(user: User) -> dict[str, int]:
    """How many leads wait in each queue of the person, counted to a cap; in one select."""
    held = scope_of(user).permissions
    mine = [name for name, (_, _, permission) in QUEUES.items() if permission in held]
    if not mine:
        return {}
    columns = [_counted(queue(user, name)).label(name) for name in mine]
    return dict(db.session.execute(select(*columns)).one()._mapping)


def _counted(rows: Select):
    some = rows.with_only_columns(Lead.id).order_by(None).limit(1001).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def _own(me: Scope) -> list[ColumnElement[bool]]:
    return [Lead.owner_id == me.user_id, Lead.taken_by_id == me.user_id]


def _sides(me: Scope, filters: LeadFilters) -> list[ColumnElement[bool]]:
    """The conditions of which a lead meets one, the own ones first, each with an index of its own; none where most leads
    meet one."""
    if filters.tab == "mine":
        return _own(me)
    if me.everything or me.permissions & {P.SCREEN_LEADS, P.FILTER_LEADS}:
        return []
    units = sorted(me.managed)
    if len(units) > MOST_SIDES:
        return [*_own(me), Lead.unit_id.in_(units)]
    return [*_own(me), *(Lead.unit_id == unit for unit in units)]


def _until(wanted: Clock) -> dt.datetime:
    now = clock.now()
    if wanted is Clock.OVER:
        return now
    days = 1 if wanted is Clock.TODAY else 3650
    return clock.start_of(clock.day_of(now) + dt.timedelta(days=days))


def _found(rows: Select, term: str, sides: list[ColumnElement[bool]]) -> list[int]:
    """The ids of the latest leads that a typed term finds by company, contact, phone number or mail address.

    Each way is walked by itself, along an index of its own: in one condition the databases would read every lead.
    """
    term = unicodedata.normalize("NFKC", term).strip()
    key = identifiers.name_key(term)
    parts = [column.contains(term, autoescape=True) for column in (Lead.contact, Lead.phone, Lead.email)]
    ways = [(Lead.phone == _phone(term), sql("leads.phone <> ''"))]
    if number := re.fullmatch(r"(?:No|№|#)? ?([0-9]{1,9})", term):
        ways.append((Lead.id == int(number[1]),))
    if key:
        parts.append(Lead.name_key.contains(key, autoescape=True))
        ways.append((Lead.name_key >= key, Lead.name_key < f"{key}\U0010ffff", sql("leads.name_key <> ''")))
    newest = select(func.coalesce(func.max(Lead.id), 0) - NEWEST).scalar_subquery()
    ways.append((Lead.id > newest, or_(*parts)))
    ids = rows.with_only_columns(Lead.id.label("id")).limit(MOST_FOUND)
    walks = [ids.where(*way).order_by(Lead.id.desc()) for way in ways]
    walks += [ids.where(side, or_(*parts)).order_by(Lead.arrived_at.desc(), Lead.id.desc()) for side in sides[:2]]
    walks = [select(walk.subquery().c.id) for walk in walks]
    return sorted(set(db.session.scalars(union_all(*walks))))


def _phone(term: str) -> str:
    try:
        return identifiers.phone(term) or "-"
    except ValueError:
        return "-"
