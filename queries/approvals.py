"""The one inbox: what waits for this person, for those whom they assist, below them, and what they sent."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, or_, select
from sqlalchemy.orm import defer, joinedload, selectinload

import clock
from access import visible
from extensions import db
from models import Approval, ApprovalBarred, ApprovalStep, Unit, User
from policy.approvals import ApprovalKind, ApprovalState, StepState
from policy.seats import Seat
from queries.pages import Page, keyset
from queries.seats import names_in, stood_for
from scopes import scope_of

OPEN = ApprovalStep.state == StepState.OPEN
ROW = (
    *(ApprovalStep.id, ApprovalStep.role, ApprovalStep.unit_id, ApprovalStep.state, ApprovalStep.clause),
    *(ApprovalStep.opened_at, ApprovalStep.due_at, Approval.id.label("approval_id"), Approval.kind, Approval.title),
    *(Approval.plain, Approval.fingerprint, User.name.label("person"), Unit.name.label("unit")),
)
"""What the inbox shows of a step; never the contents, which are long."""
SIZE = 30
"""So many rows has a page of the inbox, beside what is decided on pages of its own."""


@dataclass(frozen=True)
class Filters:
    """What narrows the inbox; absent means everything."""

    kind: ApprovalKind | None = None
    unit: Unit | None = None
    overdue: bool = False


@dataclass(frozen=True)
class Reach:
    """The seats through which a person meets steps: their own, those whom they stand in for today, whom they assist."""

    own: frozenset[Seat]
    deputised: dict[int, frozenset[Seat]] = field(default_factory=dict)
    assisted: dict[int, frozenset[Seat]] = field(default_factory=dict)


def reach_of(user: User) -> Reach:
    """The seats that open the inbox to this person."""
    return Reach(scope_of(user).seats, *stood_for(user))


def to_decide(user: User) -> Select:
    """The steps that wait for this person's decision: in their seats, as deputy, or as assistant who may decide."""
    rows, sides = _to_decide(user)
    return rows.where(or_(*sides)) if sides else rows.where(false())


def _to_decide(user: User) -> tuple[Select, list[ColumnElement[bool]]]:
    reach = reach_of(user)
    helped = [and_(side, ApprovalStep.assistants) for side in _sides(_all(reach.assisted) - reach.own)]
    return _open_to(user), [*_sides(reach.own | _all(reach.deputised)), *helped]


def _to_prepare(user: User) -> tuple[Select, list[ColumnElement[bool]]]:
    reach = reach_of(user)
    seats = _all(reach.assisted) - reach.own - _all(reach.deputised)
    return _open_to(user).where(~ApprovalStep.assistants), _sides(seats)


def _below(user: User) -> tuple[Select, list[ColumnElement[bool]]]:
    me = scope_of(user)
    managed = Approval.unit_id.in_(sorted(me.managed)) if me.managed else false()
    walked = OPEN, ApprovalStep.due_at.is_not(None)
    return select(ApprovalStep).join(Approval).where(*walked, Approval.state == ApprovalState.PENDING, managed), []


def _open_to(user: User) -> Select:
    barred = exists().where(ApprovalBarred.approval_id == Approval.id, ApprovalBarred.user_id == user.id)
    return select(ApprovalStep).join(Approval).where(OPEN, ~barred)


def _sides(seats: Collection[Seat]) -> list[ColumnElement[bool]]:
    """One condition per seat, so that each is walked along the index."""
    return [
        and_(ApprovalStep.role == seat.role, ApprovalStep.unit_id == seat.unit_id, OPEN)
        for seat in sorted(seats, key=lambda seat: (seat.role.value, seat.unit_id))
    ]


def _all(seats: dict[int, frozenset[Seat]]) -> frozenset[Seat]:
    return frozenset().union(*seats.values())


TABS = {"decide": _to_decide, "prepare": _to_prepare, "below": _below}


def waiting(user: User, tab: str, filters: Filters, after: str = "", before: str = "") -> Page:
    """One page of steps that wait, the most urgent first (due first, then the longest waiting), in the columns ``ROW``."""
    rows, sides = TABS[tab](user)
    if tab != "below" and not sides:
        rows = rows.where(false())
    rows = rows.join(User, User.id == Approval.requested_by_id).join(Unit, Unit.id == Approval.unit_id)
    rows = _narrowed(rows, filters).with_only_columns(*ROW)
    cursors = {"after": after, "before": before, "descending": False, "size": SIZE}
    return keyset(rows, ApprovalStep.due_at, ApprovalStep.id, sides=sides, **cursors)


def next_for(user: User, approval: Approval, filters: Filters) -> int | None:
    """The approval that waits for the person after this one, in the order of the inbox; beginning again at its end."""
    due = max((step.due_at for step in approval.steps if step.due_at), default=approval.requested_at)
    rows = _narrowed(to_decide(user), filters).where(Approval.id != approval.id)
    later = case((ApprovalStep.due_at >= due, 0), else_=1)
    return db.session.scalar(
        rows.with_only_columns(Approval.id).order_by(later, ApprovalStep.due_at, ApprovalStep.id).limit(1)
    )


def titles_of(user: User, ids: Collection[int]) -> dict[int, str]:
    """What these approvals are called, as far as the person may know of them."""
    rows = visible(Approval, user).where(Approval.id.in_(sorted(ids))).with_only_columns(Approval.id, Approval.title)
    return dict(db.session.execute(rows).tuples().all())


def sent(user: User, state: ApprovalState | None, filters: Filters, after: str = "", before: str = "") -> Page:
    """One page of what the person asked for, the latest first, with its steps: where it hangs."""
    rows = select(Approval).where(Approval.requested_by_id == user.id)
    rows = rows.where(Approval.state == state) if state else rows
    rows = rows.where(Approval.kind == filters.kind) if filters.kind else rows
    steps = selectinload(Approval.steps).options(joinedload(ApprovalStep.unit), joinedload(ApprovalStep.by))
    rows = rows.options(steps, defer(Approval.content), defer(Approval.before))
    return keyset(rows, Approval.id, Approval.id, after=after, before=before, size=SIZE)


def _narrowed(rows: Select, filters: Filters) -> Select:
    if filters.kind:
        rows = rows.where(Approval.kind == filters.kind)
    if filters.unit:
        units = select(Unit.id).where(Unit.path.startswith(filters.unit.path))
        rows = rows.where(Approval.unit_id.in_(units))
    return rows.where(ApprovalStep.due_at < clock.now()) if filters.overdue else rows


def unit_of(unit_id: int) -> Unit | None:
    """The unit to which the inbox is narrowed, with all below it."""
    return db.session.get(Unit, unit_id)


def whom(steps: Iterable[ApprovalStep]) -> dict[Seat, str]:
    """The names of who sits in the seats that steps ask."""
    return names_in({Seat(step.role, step.unit_id) for step in steps if step.state is StepState.OPEN})


def overdue_ids() -> list[int]:
    """The open steps that should have been decided by now and of which not everybody has heard."""
    rows = select(ApprovalStep.id).where(OPEN, ApprovalStep.due_at <= clock.now(), ApprovalStep.told_level < 2)
    return list(db.session.scalars(rows.order_by(ApprovalStep.due_at, ApprovalStep.id)))


def open_ids() -> list[int]:
    """All steps that somebody is asked for, the oldest first."""
    return list(db.session.scalars(select(ApprovalStep.id).where(OPEN).order_by(ApprovalStep.id)))
