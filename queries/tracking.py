"""What the tracking clock reads (A7): limits in force, the last contact, the alarm that was written down."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, literal_column, select, union_all

import clock
from extensions import db
from models import (
    Activity,
    Conflict,
    Customer,
    ExpectedDateChange,
    Opportunity,
    StageChange,
    TrackingNotice,
)
from policy.entry import CustomerStatus
from policy.following import CONTACT_KINDS, ActivityStatus, OpportunityStatus
from policy.problems import Problem
from policy.tracking import GRADED, Band, GradedLimits, ReleaseFacts, moving_since, release_problems
from queries import parameters
from queries.conflicts import running_on

LIMITS = ("notice_days", "alarm_days", "release_days", *GRADED)
EXEMPTION = ("opportunity_exempts", "opportunity_moves_days")
COUNTS_FOR = case((Activity.starts_at < Activity.recorded_at, Activity.starts_at), else_=Activity.recorded_at)
"""The moment that a done activity counts for: when it happened, but never later than when it was recorded."""


def limits(on: dt.date | None = None) -> GradedLimits:
    """The limits in force on a company day (default: today)."""
    return limits_of(parameters.values(*LIMITS, on=on))


def limits_of(values: Mapping[str, int | Decimal]) -> GradedLimits:
    """The limits that these parameter values make together; of those of single grades 0 means the common one."""
    own = {grade: int(values[name]) for name, grade in GRADED.items() if values[name]}
    return GradedLimits(int(values["notice_days"]), int(values["alarm_days"]), int(values["release_days"]), own)


def reached(limits: GradedLimits, band: Band, today: dt.date) -> ColumnElement[bool]:
    """Whose clock has reached the band today. One comparison where all grades agree; else an index still finds the
    latest of the cut-off days, and only what it finds is compared with that of its grade."""
    days = limits.cut_offs(band, today)
    latest = max(days.values())
    if min(days.values()) == latest:
        return Customer.clock_day <= latest
    own = case(*((Customer.grade == grade, literal(day, Customer.clock_day.type)) for grade, day in days.items()))
    return and_(Customer.clock_day <= latest, Customer.clock_day <= own)


def last_contact(customer_id: int) -> dt.datetime | None:
    """The latest moment that a done contact activity of the customer counts for; imported ones count for nothing."""
    latest = db.session.scalar(
        select(func.max(COUNTS_FOR)).where(
            Activity.customer_id == customer_id,
            Activity.status == ActivityStatus.DONE,
            Activity.kind.in_(CONTACT_KINDS),
            Activity.recorded_at.is_not(None),
            Activity.imported.is_(False),
        )
    )
    return None if latest is None else min(latest, clock.now())


def alarm_day(customer: Customer) -> dt.date | None:
    """The company day on which the alarm of the present owner and run of the clock was written down."""
    noticed = db.session.scalar(
        select(TrackingNotice.noticed_at).where(
            TrackingNotice.customer_id == customer.id,
            TrackingNotice.owner_id == customer.owner_id,
            TrackingNotice.band == Band.ALARM,
            TrackingNotice.clock_day == customer.clock_day,
        )
    )
    return None if noticed is None else clock.day_of(noticed)


def moved_on(customer_id: int) -> dt.date | None:
    """The last company day on which an open opportunity of the customer moved: its stage or expected date changed, or
    something was done on it; None when none is open or none ever moved. That one was registered moves nothing."""
    latest = db.session.scalar(select(func.max(_movements(Opportunity.customer_id == customer_id).c.at)))
    return None if latest is None else clock.day_of(min(latest, clock.now()))


def moving(since: dt.date) -> ColumnElement[bool]:
    """Which customers have an open opportunity that has moved since the day; the same question asked of many."""
    moves = _movements(Opportunity.customer_id == Customer.id, Customer)
    return exists().where(moves.c.at >= clock.start_of(since)).correlate(Customer)


def _movements(whose: ColumnElement[bool], *outside: type):
    """When what happened to open opportunities; each of the three by the index of its opportunity."""
    moves = (
        (StageChange.at, StageChange.opportunity_id, StageChange.from_stage_id.is_not(None)),
        (ExpectedDateChange.at, ExpectedDateChange.opportunity_id, ExpectedDateChange.opportunity_id.is_not(None)),
        (
            COUNTS_FOR,
            Activity.opportunity_id,
            and_(
                Activity.status == ActivityStatus.DONE,
                Activity.recorded_at.is_not(None),
                Activity.imported.is_(False),
            ),
        ),
    )
    found = [
        select(at.label("at"))
        .join(Opportunity, Opportunity.id == opportunity_id)
        .where(whose, Opportunity.status == OpportunityStatus.OPEN, counts)
        .correlate(*outside)
        for at, opportunity_id, counts in moves
    ]
    return union_all(*found).subquery()


def disputed(today: dt.date) -> ColumnElement[bool]:
    """Which customers a conflict runs about on a day (A8); few do, so they are listed once rather than asked of everybody."""
    return Customer.id.in_(select(Conflict.customer_id).where(running_on(today)))


def held_back(today: dt.date, values: Mapping[str, int | Decimal] | None = None) -> ColumnElement[bool]:
    """Which customers stay however long nobody was in contact with them: what ``release_problems`` says, for many."""
    values = values or parameters.values(*EXEMPTION, on=today)
    if not values["opportunity_exempts"]:
        return disputed(today)
    return disputed(today) | moving(moving_since(today, int(values["opportunity_moves_days"])))


def release_facts(customer: Customer, today: dt.date) -> ReleaseFacts:
    """What the release rule is given."""
    values = parameters.values(*LIMITS, *EXEMPTION, on=today)
    exempts = bool(values["opportunity_exempts"])
    return ReleaseFacts(
        owned=customer.owner_id is not None,
        approved=customer.status == CustomerStatus.APPROVED,
        clock_day=customer.clock_day,
        alarm_on=alarm_day(customer),
        today=today,
        limits=limits_of(values).of(customer.grade),
        exempts=exempts,
        moved_on=moved_on(customer.id) if exempts else None,
        moves_days=int(values["opportunity_moves_days"]),
        disputed=db.session.scalar(select(disputed(today)).where(Customer.id == customer.id)),
    )


def kept_by(customer: Customer, in_force: GradedLimits) -> list[Problem]:
    """Why a customer whose days are over is still with its owner; empty when they are not over."""
    today = clock.today()
    tracked = customer.owner_id is not None and customer.status is CustomerStatus.APPROVED
    if not tracked or in_force.of(customer.grade).days_left(customer.clock_day, today) > 0:
        return []
    return list(release_problems(release_facts(customer, today)))


def untold_owners() -> list[int]:
    """The owners who have not been told yet of an alarm that was written down."""
    return list(db.session.scalars(_untold(TrackingNotice.owner_id).distinct().order_by(TrackingNotice.owner_id)))


def count_untold(owner_id: int) -> tuple[int, int]:
    """How many alarms this owner has not been told of, and the id of the latest of them."""
    counted = _untold(func.count(), func.max(TrackingNotice.id)).where(TrackingNotice.owner_id == owner_id)
    return tuple(db.session.execute(counted).one())


def untold_alarms(owner_id: int) -> list:
    """The alarms (id, customer_id, owner_id, clock_day, name, grade) that this owner has not been told of."""
    columns = (
        TrackingNotice.id,
        TrackingNotice.customer_id,
        TrackingNotice.owner_id,
        TrackingNotice.clock_day,
        Customer.name,
        Customer.grade,
    )
    rows = _untold(*columns).join(Customer, Customer.id == TrackingNotice.customer_id)
    return list(db.session.execute(rows.where(TrackingNotice.owner_id == owner_id).order_by(TrackingNotice.id)))


def untold() -> tuple:
    """The condition of an alarm that its owner has not been told of, in the words of its partial index."""
    return TrackingNotice.told_at.is_(None), literal_column("tracking_notices.band = 'alarm'")


def _untold(*columns):
    return select(*columns).where(*untold())
