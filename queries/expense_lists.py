"""Lists of claims: one's own, those to approve, all that one may see; and finance's queue."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.orm import joinedload

from access import visible
from extensions import db
from models import ExpenseClaim, User
from policy.expenses import ClaimStatus
from policy.permissions import Permission
from queries.pages import Page, keyset
from scopes import Scope, scope_of

QUEUES = ("waiting", "mine", "to_pay", "paid")
WAITING = (ClaimStatus.MANAGER_APPROVED, ClaimStatus.IN_CHECK)
WHOLE = (joinedload(ExpenseClaim.claimant), joinedload(ExpenseClaim.unit))


@dataclass(frozen=True)
class Filters:
    """What narrows a list of claims; absent means everything."""

    status: ClaimStatus | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    claimant: str = ""
    number: str = ""
    counted: tuple = ()


def claims(user: User, tab: str, filters: Filters, after: str = "", before: str = "") -> Page:
    """One page of the tab ``mine``, ``approve`` (oldest first) or ``all``."""
    query = _narrowed(visible(ExpenseClaim, user).options(*WHOLE), filters)
    if tab == "approve":
        query = query.where(*_to_approve(user))
        sort, falling = ExpenseClaim.submitted_at, False
    else:
        if tab == "mine":
            query = query.where(ExpenseClaim.claimant_id == user.id)
        sort, falling = ExpenseClaim.id, True
    return keyset(query, sort, ExpenseClaim.id, after=after, before=before, descending=falling)


def to_approve(user: User, most: int) -> list[Row]:
    """The claims that wait longest for this person's approval: ``id number purpose submitted_at person``."""
    rows = visible(ExpenseClaim, user).where(*_to_approve(user)).join(User, User.id == ExpenseClaim.claimant_id)
    columns = (ExpenseClaim.id, ExpenseClaim.number, ExpenseClaim.purpose, ExpenseClaim.submitted_at)
    rows = rows.with_only_columns(*columns, User.name.label("person"))
    return list(db.session.execute(rows.order_by(ExpenseClaim.submitted_at, ExpenseClaim.id).limit(most)))


def waiting_for(user: User) -> int:
    """How many claims wait for this person's approval."""
    if Permission.APPROVE_EXPENSES not in scope_of(user).permissions:
        return 0
    return db.session.scalar(select(func.count(ExpenseClaim.id)).where(*_to_approve(user)))


def queue(user: User, tab: str, riskiest: bool, after: str = "", before: str = "") -> Page:
    """One page of finance's queue: oldest first, or those with most doubts first; paid ones newest first."""
    query = visible(ExpenseClaim, user).options(*WHOLE, joinedload(ExpenseClaim.checker))
    if tab == "paid":
        query = query.where(*_queued(scope_of(user), tab))
        return keyset(query, ExpenseClaim.id, ExpenseClaim.id, after=after, before=before)
    sides = [ExpenseClaim.status == status for status in WAITING] if tab == "waiting" else ()
    query = query.where(_checked(scope_of(user)) if sides else and_(*_queued(scope_of(user), tab)))
    sort = ExpenseClaim.doubts if riskiest else ExpenseClaim.submitted_at
    return keyset(query, sort, ExpenseClaim.id, after=after, before=before, descending=riskiest, sides=sides)


def queue_counts(user: User) -> dict[str, tuple[int, Decimal]]:
    """How many claims stand in each part of the queue, and what they claim together."""
    me = scope_of(user)
    counted = select(
        ExpenseClaim.status, ExpenseClaim.checker_id == user.id, func.count(), func.sum(ExpenseClaim.total)
    )
    open_ = counted.where(_checked(me), ExpenseClaim.removed_at.is_(None)).where(
        ExpenseClaim.status.in_([ClaimStatus.MANAGER_APPROVED, ClaimStatus.IN_CHECK, ClaimStatus.APPROVED])
    )
    found = {tab: (0, Decimal(0)) for tab in QUEUES}
    for status, mine, number, total in db.session.execute(open_.group_by(ExpenseClaim.status, ExpenseClaim.checker_id)):
        for tab in _tabs(status, bool(mine)):
            found[tab] = (found[tab][0] + number, found[tab][1] + (total or 0))
    return found


def next_in_queue(user: User, but: int) -> int | None:
    """The claim that finance would take next: one's own in check first, then the oldest that waits."""
    me = scope_of(user)
    for tab in ("mine", "waiting"):
        query = select(ExpenseClaim.id).where(
            *_queued(me, tab), ExpenseClaim.id != but, ExpenseClaim.claimant_id != user.id
        )
        if tab == "waiting":
            query = query.where(ExpenseClaim.status == ClaimStatus.MANAGER_APPROVED)
        query = query.where(_checked(me), ExpenseClaim.removed_at.is_(None))
        if found := db.session.scalar(query.order_by(ExpenseClaim.submitted_at, ExpenseClaim.id).limit(1)):
            return found
    return None


def _tabs(status: ClaimStatus, mine: bool):
    if status is ClaimStatus.APPROVED:
        yield "to_pay"
    else:
        yield "waiting"
    if status is ClaimStatus.IN_CHECK and mine:
        yield "mine"


def _queued(me: Scope, tab: str) -> tuple:
    if tab == "mine":
        return (ExpenseClaim.status == ClaimStatus.IN_CHECK, ExpenseClaim.checker_id == me.user_id)
    if tab == "to_pay":
        return (ExpenseClaim.status == ClaimStatus.APPROVED, _checked(me))
    if tab == "paid":
        return (ExpenseClaim.status == ClaimStatus.PAID, _checked(me))
    return (ExpenseClaim.status.in_(WAITING), _checked(me))


def _checked(me: Scope):
    """Of the units that the person checks. Said as a sum, so that the few of a status are read and not all of a unit."""
    return (ExpenseClaim.unit_id + 0).in_(sorted(me.checked))


def _to_approve(user: User) -> tuple:
    me = scope_of(user)
    return (
        ExpenseClaim.status == ClaimStatus.SUBMITTED,
        ExpenseClaim.removed_at.is_(None),
        ExpenseClaim.unit_id.in_(sorted(me.managed)),
        ExpenseClaim.claimant_id != user.id,
    )


def _narrowed(query: Select, filters: Filters) -> Select:
    query = query.where(*filters.counted)
    if filters.status:
        query = query.where(ExpenseClaim.status == filters.status)
    if filters.since:
        query = query.where(ExpenseClaim.period_to >= filters.since)
    if filters.until:
        query = query.where(ExpenseClaim.period_from <= filters.until)
    if filters.claimant:
        people = select(User.id).where(User.name.contains(filters.claimant, autoescape=True))
        query = query.where(ExpenseClaim.claimant_id.in_(people))
    if filters.number:
        query = query.where(ExpenseClaim.number.contains(filters.number.upper(), autoescape=True))
    return query
