"""Check sheets: which are due, what was found before, the lists, and what stands on each (A11)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

import clock
from access import visible
from extensions import db
from models import CheckSheet, Finding, Unit, User, UserRole
from policy.checking import LONGEST_MENDING, Earlier, FindingKind, Judgement
from policy.permissions import ROLES, Permission
from policy.roles import HEADS
from queries.findings import latest

SELLING = frozenset(role for role, held in ROLES.items() if Permission.FOLLOW_OPPORTUNITIES in held) | HEADS
"""Whose units are checked every week."""
STATES = ("to_judge", "signed")


def week_before(today: dt.date) -> dt.date:
    """The Monday of the last week that is over."""
    return today - dt.timedelta(days=today.weekday() + 7)


def units_to_draw(week: dt.date) -> list[int]:
    """The active units whose people sell or lead, and which have no sheet for the week yet."""
    drawn = select(CheckSheet.unit_id).where(CheckSheet.week == week)
    people = select(User.unit_id).join(UserRole, UserRole.user_id == User.id)
    people = people.where(User.active, UserRole.role.in_(sorted(SELLING)))
    rows = select(Unit.id).where(Unit.active, Unit.id.in_(people), Unit.id.not_in(drawn))
    return list(db.session.scalars(rows.order_by(Unit.path, Unit.id)))


def units_unsettled() -> list[int]:
    """The units in which something found by a sheet is neither in order nor mended."""
    rows = select(Finding.unit_id).where(*UNSETTLED).distinct()
    return sorted(db.session.scalars(rows))


UNSETTLED = (Finding.judgement != Judgement.IN_ORDER, Finding.mended_at.is_(None), Finding.sheet_id.is_not(None))


def unsettled(unit_id: int) -> list[Finding]:
    """What of a unit may mend itself: the latest findings that are neither in order nor mended."""
    rows = select(Finding).where(Finding.unit_id == unit_id, *UNSETTLED, latest())
    return list(db.session.scalars(rows.order_by(Finding.id)))


def found_before(unit_id: int, week: dt.date, rest_days: int) -> dict[tuple[str, str, int], Finding]:
    """The last finding of each thing on the unit's sheets, as far back as one still matters, by its key."""
    first = week - dt.timedelta(days=max(rest_days, LONGEST_MENDING) + 14)
    here = CheckSheet.unit_id == unit_id, CheckSheet.week >= first, CheckSheet.week < week
    rows = select(Finding).join(CheckSheet, CheckSheet.id == Finding.sheet_id).where(*here)
    rows = rows.options(joinedload(Finding.sheet)).order_by(Finding.id)
    return {(row.kind.value, row.subject_type, row.subject_id): row for row in db.session.scalars(rows)}


def earlier_of(row: Finding | None, state: str | None) -> Earlier | None:
    """What the rule of coming back is told of an earlier finding; ``state`` is what the record says now."""
    if row is None:
        return None
    return Earlier(
        judgement=row.judgement,
        judged_on=row.judged_at and clock.day_of(row.judged_at),
        mend_by=row.mend_by,
        mended=row.mended_at is not None,
        settled=row.sheet.signed_at is not None or row.judged_before,
        same=row.facts.get("state") == state,
    )


def sheets(user: User, unit_id: int | None = None, state: str = "", week: dt.date | None = None) -> Select:
    """The sheets of the units that the person may know of."""
    rows = visible(CheckSheet, user).options(joinedload(CheckSheet.unit), joinedload(CheckSheet.signed_by))
    if unit_id:
        path = select(Unit.path).where(Unit.id == unit_id).scalar_subquery()
        rows = rows.where(CheckSheet.unit_id.in_(select(Unit.id).where(Unit.path.startswith(path))))
    if state:
        signed = CheckSheet.signed_at
        rows = rows.where(signed.is_not(None) if state == "signed" else signed.is_(None))
    return rows.where(CheckSheet.week == week) if week else rows


@dataclass(frozen=True)
class Tally:
    """How many findings stand on a sheet or in a spot check, by what was said of them. ``mended`` of them are."""

    total: int = 0
    open: int = 0
    in_order: int = 0
    to_mend: int = 0
    violation: int = 0
    mended: int = 0


def _number(condition) -> object:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def tallies(column, ids: Iterable[int]) -> dict[int, Tally]:
    """A tally for each sheet (``Finding.sheet_id``) or spot check (``Finding.spot_check_id``)."""
    mended = Finding.mended_at.is_not(None)
    undecided = and_(Finding.judgement == Judgement.OPEN, ~mended, or_(Finding.sheet_id.is_(None), latest()))
    said = [_number(Finding.judgement == one) for one in (Judgement.IN_ORDER, Judgement.TO_MEND, Judgement.VIOLATION)]
    rows = select(column, func.count(Finding.id), _number(undecided), *said, _number(mended))
    found = db.session.execute(rows.where(column.in_(sorted(ids))).group_by(column).order_by(column))
    return {row[0]: Tally(*(int(one) for one in row[1:])) for row in found}


def kinds_on(sheet_id: int) -> list[tuple[FindingKind, int]]:
    """The kinds on a sheet, with how many of each, in the order of the policy."""
    rows = select(Finding.kind, func.count()).where(Finding.sheet_id == sheet_id).group_by(Finding.kind)
    found = dict(db.session.execute(rows).tuples().all())
    return [(kind, found[kind]) for kind in FindingKind if kind in found]


def all_own(column, ident: int, user_id: int) -> bool:
    """Whether there is something on the sheet or in the spot check, and all of it is about one person."""
    rows = select(func.count(), _number(Finding.user_id == user_id)).where(column == ident)
    total, own = db.session.execute(rows).one()
    return bool(total) and total == own
