"""What the tracking clock reads (A7): limits in force, the last contact, the alarm that was written down."""

import datetime as dt

from sqlalchemy import case, func, literal_column, select

import clock
from extensions import db
from models import Activity, Customer, TrackingNotice
from policy.entry import CustomerStatus
from policy.following import CONTACT_KINDS, ActivityStatus
from policy.tracking import Band, Limits, ReleaseFacts
from queries import parameters


def limits(on: dt.date | None = None) -> Limits:
    """The limits in force on a company day (default: today)."""
    return Limits(
        notice=int(parameters.value("notice_days", on)),
        alarm=int(parameters.value("alarm_days", on)),
        release=int(parameters.value("release_days", on)),
    )


def last_contact(customer_id: int) -> dt.datetime | None:
    """The latest moment that a done contact activity of the customer counts for; imported ones count for nothing."""
    counts_for = case((Activity.starts_at < Activity.recorded_at, Activity.starts_at), else_=Activity.recorded_at)
    latest = db.session.scalar(
        select(func.max(counts_for)).where(
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


def release_facts(customer: Customer, today: dt.date) -> ReleaseFacts:
    """What the release rule is given."""
    return ReleaseFacts(
        owned=customer.owner_id is not None,
        approved=customer.status == CustomerStatus.APPROVED,
        clock_day=customer.clock_day,
        alarm_on=alarm_day(customer),
        today=today,
        limits=limits(today),
    )


def untold_owners() -> list[int]:
    """The owners who have not been told yet of an alarm that was written down."""
    return list(db.session.scalars(_untold(TrackingNotice.owner_id).distinct().order_by(TrackingNotice.owner_id)))


def count_untold(owner_id: int) -> tuple[int, int]:
    """How many alarms this owner has not been told of, and the id of the latest of them."""
    counted = _untold(func.count(), func.max(TrackingNotice.id)).where(TrackingNotice.owner_id == owner_id)
    return tuple(db.session.execute(counted).one())


def untold_alarms(owner_id: int) -> list:
    """The alarms (id, customer_id, owner_id, clock_day, name) that this owner has not been told of."""
    columns = (
        TrackingNotice.id,
        TrackingNotice.customer_id,
        TrackingNotice.owner_id,
        TrackingNotice.clock_day,
        Customer.name,
    )
    rows = _untold(*columns).join(Customer, Customer.id == TrackingNotice.customer_id)
    return list(db.session.execute(rows.where(TrackingNotice.owner_id == owner_id).order_by(TrackingNotice.id)))


def untold() -> tuple:
    """The condition of an alarm that its owner has not been told of, in the words of its partial index."""
    return TrackingNotice.told_at.is_(None), literal_column("tracking_notices.band = 'alarm'")


def _untold(*columns):
    return select(*columns).where(*untold())
