"""Summaries as their readers meet them: one's own, what is to be read, the team's day (A3.2)."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, and_, case, exists, func, or_, select, tuple_
from sqlalchemy.orm import defer, joinedload, selectinload

import clock
from access import known, visible
from extensions import db
from models import Absence, Activity, SummaryReading, SummaryRemark, Unit, User, UserRole, WorkSummary
from policy.following import ActivityStatus
from policy.permissions import ROLES, Permission
from policy.roles import HEADS
from policy.summaries import SummaryKind, is_late, stretch
from queries.pages import Page, keyset
from scopes import Scope, scope_of, tree

P = Permission
KEPT_UNREAD = dt.timedelta(days=31)
"""What nobody read for so long is no longer counted as waiting; it stays in the lists."""
WRITE = tuple(sorted(role for role, held in ROLES.items() if P.RECORD_ACTIVITIES in held))
"""Of whom summaries are expected: who works with customers."""
PAGE = 25
WHOLE = (
    joinedload(WorkSummary.user),
    joinedload(WorkSummary.unit),
    selectinload(WorkSummary.remarks).joinedload(SummaryRemark.by),
    selectinload(WorkSummary.readings).joinedload(SummaryReading.user),
)


def mine(user: User, kind: SummaryKind | None = None, state: str = "") -> Select:
    """One's own summaries."""
    rows = select(WorkSummary).where(WorkSummary.user_id == user.id).options(defer(WorkSummary.drafted))
    rows = rows.where(WorkSummary.kind == kind) if kind else rows
    if state:
        done = WorkSummary.submitted_at
        rows = rows.where(done.is_(None) if state == "draft" else done.is_not(None))
    return rows.options(selectinload(WorkSummary.remarks), selectinload(WorkSummary.readings))


def standing(user_id: int, kind: SummaryKind, first_on: dt.date) -> WorkSummary | None:
    """The person's summary of this stretch, if there is one."""
    rows = select(WorkSummary).where(WorkSummary.user_id == user_id, WorkSummary.kind == kind)
    return db.session.scalar(rows.where(WorkSummary.first_on == first_on))


def to_read(user: User) -> Select:
    """What waits for this person: submitted summaries of those whom nobody nearer leads, not read by them yet.

    In a unit that has a head of its own, that head reads; the head's own summaries are read by who leads from above.
    """
    me = scope_of(user)
    since = clock.now() - KEPT_UNREAD
    read = exists().where(SummaryReading.summary_id == WorkSummary.id, SummaryReading.user_id == me.user_id)
    rows = select(WorkSummary).where(WorkSummary.submitted_at > since, WorkSummary.user_id != me.user_id)
    return rows.where(~read.correlate(WorkSummary), _nearest(me)).options(*WHOLE)


def _nearest(me: Scope):
    if P.READ_TEAM not in me.permissions or not me.managed:
        return WorkSummary.id.is_(None)
    units = tree()
    held = select(User.unit_id).join(UserRole, UserRole.user_id == User.id).distinct()
    held = held.where(User.active, User.id != me.user_id, UserRole.role.in_(sorted(HEADS)))
    roots = {unit for unit in me.managed if _parent(units[unit].path) not in me.managed}
    headed = (set(db.session.scalars(held)) & me.managed) - roots
    near = [unit for unit in me.managed if not headed & set(_ids(units[unit].path))]
    below = [unit for unit in headed if not headed & set(_ids(units[unit].path)[:-1])]
    heads = exists().where(UserRole.user_id == WorkSummary.user_id, UserRole.role.in_(sorted(HEADS)))
    return or_(
        WorkSummary.unit_id.in_(sorted(near)),
        and_(WorkSummary.unit_id.in_(sorted(below)), heads.correlate(WorkSummary)),
    )


def _ids(path: str) -> list[int]:
    return [int(part) for part in path.split("/") if part]


def _parent(path: str) -> int | None:
    ids = _ids(path)
    return ids[-2] if len(ids) > 1 else None


@dataclass(frozen=True)
class Member:
    """One person of the team on that day: the summary, or why there is none. ``elsewhere``: it went to the unit the
    person was in then, which is not the reader's. ``recorded`` counts what was done by the records."""

    user: User
    unit: Unit
    summary: WorkSummary | None
    elsewhere: bool
    away: str
    recorded: int


@dataclass(frozen=True)
class Team:
    """A page of the team's day, with how many have submitted of how many of whom it is expected."""

    page: Page
    members: list[Member]
    submitted: int
    people: int


def team(
    user: User, units: Collection[int], kind: SummaryKind, day: dt.date, after: str = "", before: str = ""
) -> Team:
    """The people of these units (of those that the reader leads) with their summaries of that stretch."""
    first, last = stretch(kind, day)
    rows, handed_in = _people(user, units, kind, first)
    page = keyset(rows, Unit.path, User.id, after=after, before=before, descending=False, size=PAGE)
    ids = [row.summary_id for row in page.rows if row.here]
    whole = select(WorkSummary).where(WorkSummary.id.in_(ids)).options(*WHOLE).order_by(WorkSummary.id)
    summaries = {row.id: row for row in db.session.scalars(whole)} if ids else {}
    people = [row.User.id for row in page.rows]
    away, recorded = _away(people, first, last), _recorded(people, first, last)
    members = [
        Member(
            row.User,
            row.Unit,
            summaries.get(row.summary_id) if row.here else None,
            row.summary_id is not None and not row.here,
            away.get(row.User.id, ""),
            recorded.get(row.User.id, 0),
        )
        for row in page.rows
    ]
    counted = rows.with_only_columns(func.count(), func.sum(case((handed_in, 1), else_=0))).order_by(None)
    people, submitted = db.session.execute(counted).one()
    return Team(page, members, int(submitted or 0), people)


def _people(user: User, units: Collection[int], kind: SummaryKind, first: dt.date) -> tuple[Select, object]:
    wanted = sorted(set(units) & scope_of(user).managed)
    submitted = WorkSummary.submitted_at.is_not(None)
    there = and_(WorkSummary.user_id == User.id, WorkSummary.kind == kind, WorkSummary.first_on == first, submitted)
    here = and_(WorkSummary.id.is_not(None), WorkSummary.unit_id.in_(wanted))
    writes = exists().where(UserRole.user_id == User.id, UserRole.role.in_(WRITE)).correlate(User)
    now_there = and_(User.active, User.unit_id.in_(wanted), writes)
    rows = select(User, Unit, WorkSummary.id.label("summary_id"), here.label("here"))
    rows = rows.outerjoin(WorkSummary, there).join(
        Unit, Unit.id == case((here, WorkSummary.unit_id), else_=User.unit_id)
    )
    return rows.where(User.id != user.id, or_(now_there, here)), WorkSummary.id.is_not(None)


def _away(people: Collection[int], first: dt.date, last: dt.date) -> dict[int, str]:
    """The label of an absence that covers the whole stretch or begins in it, by person."""
    rows = select(Absence).where(Absence.user_id.in_(people), Absence.from_on <= last, Absence.until_on >= first)
    rows = rows.where(Absence.cancelled_at.is_(None)).order_by(Absence.id)
    return {row.user_id: row.kind.label for row in db.session.scalars(rows)}


def _recorded(people: Collection[int], first: dt.date, last: dt.date) -> dict[int, int]:
    rows = select(Activity.owner_id, func.count()).where(
        Activity.owner_id.in_(people),
        Activity.status == ActivityStatus.DONE,
        Activity.starts_at >= clock.start_of(first),
        Activity.starts_at < clock.start_of(last + dt.timedelta(days=1)),
    )
    return dict(db.session.execute(rows.group_by(Activity.owner_id)).tuples().all())


def neighbours(user: User, summary: WorkSummary) -> tuple[int | None, int | None]:
    """The summaries before and after this one in the team's day, in the order of its page."""
    place = tuple_(Unit.path, User.id)
    rows = visible(WorkSummary, user).join(User, User.id == WorkSummary.user_id)
    rows = rows.join(Unit, Unit.id == WorkSummary.unit_id).with_only_columns(WorkSummary.id)
    rows = rows.where(WorkSummary.kind == summary.kind, WorkSummary.first_on == summary.first_on)
    rows = rows.where(WorkSummary.submitted_at.is_not(None), WorkSummary.user_id != user.id)
    here = (summary.unit.path, summary.user_id)
    before = rows.where(place < here).order_by(Unit.path.desc(), User.id.desc()).limit(1)
    after = rows.where(place > here).order_by(Unit.path, User.id).limit(1)
    return db.session.scalar(before), db.session.scalar(after)


def shown(user: User, summary_id: int) -> WorkSummary | None:
    """A summary that the reader may know of, with everything that its page says."""
    return db.session.scalar(
        select(WorkSummary).where(known(WorkSummary, user), WorkSummary.id == summary_id).options(*WHOLE)
    )


def late(summary: WorkSummary) -> bool:
    """Whether it was handed in after the working day that follows its last one."""
    if summary.submitted_at is None:
        return False
    return is_late(clock.day_of(summary.submitted_at), clock.add_working_days(summary.last_on, 1))


def team_units(user: User, unit_id: int | None) -> tuple[list[Unit], list[int]]:
    """The units to choose from, and those that are shown: the chosen one with all below it, or all that are led."""
    managed = scope_of(user).managed
    units = (
        list(db.session.scalars(select(Unit).where(Unit.id.in_(sorted(managed))).order_by(Unit.path)))
        if managed
        else []
    )
    chosen = next((unit for unit in units if unit.id == unit_id), None)
    return units, [unit.id for unit in units if chosen is None or unit.path.startswith(chosen.path)]
