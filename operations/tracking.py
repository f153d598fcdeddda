"""The tracking clock: of one customer after a contact, and of all of them every night (A7)."""

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_, case, exists, func, insert, literal, select, update
from sqlalchemy.exc import IntegrityError

import clock
import queries.tracking
from extensions import db
from models import Customer, TrackingNotice
from operations import locked, notify, transaction
from policy import tracking
from policy.entry import CustomerStatus
from policy.tracking import Band, GradedLimits


def recount(customer: Customer) -> None:
    """Set last contact, clock day and band from the done contact activities; joins the running transaction.

    Called whenever an activity is done, changed or cancelled. It leaves ``version`` alone: a recorded visit must not
    turn away whoever has the customer's form open.
    """
    with transaction():
        customer = locked(Customer, customer.id)
        latest = queries.tracking.last_contact(customer.id)
        values = {"last_contact_at": latest}
        if customer.owner_id is not None:
            values |= _clock(customer, latest)
        db.session.execute(update(Customer.__table__).where(Customer.__table__.c.id == customer.id).values(values))
        db.session.refresh(customer, list(values))


def _clock(customer: Customer, latest) -> dict:
    owned_on = clock.day_of(customer.owned_since or customer.created_at)
    day = tracking.clock_day(owned_on, clock.day_of(latest) if latest else None)
    today = clock.today()
    limits = queries.tracking.limits(today).of(customer.grade)
    return {"clock_day": day, "band": tracking.band(day, today, limits)}


WINDOW = 20_000
SINGLE_ALARMS = 5
"""Up to so many new alarms an owner hears of one by one; of more in a single sentence that opens the list."""


def scan() -> Iterator[dict[str, int]]:
    """Set every customer's band and write down who passed into one; then alert the owners. Yields what each step did.

    In windows of ids, each a transaction of three statements: cheap at a million customers, and others may write in
    between. What a killed scan left undone, or a missed night, the next one makes up.
    """
    today = clock.today()
    limits = queries.tracking.limits(today)
    last = db.session.scalar(select(func.max(Customer.id))) or 0
    for first in range(1, last + 1, WINDOW):
        yield _look_at(Customer.id.between(first, first + WINDOW - 1), limits, today)
    for owner_id in queries.tracking.untold_owners():
        yield {"alerted": _alert(owner_id, limits, today)}


def _look_at(window: ColumnElement[bool], limits: GradedLimits, today: dt.date) -> dict[str, int]:
    try:
        return _look(window, limits, today)
    except IntegrityError:
        # Another scan wrote the same notices at the same moment; now they are seen.
        return _look(window, limits, today)


def _look(window: ColumnElement[bool], limits: GradedLimits, today: dt.date) -> dict[str, int]:
    tracked = and_(window, Customer.owner_id.is_not(None), Customer.status == CustomerStatus.APPROVED)
    alarm, notice = (queries.tracking.reached(limits, band, today) for band in (Band.ALARM, Band.NOTICE))
    kind = Customer.band.type
    found = case(
        (alarm, literal(Band.ALARM, kind)), (notice, literal(Band.NOTICE, kind)), else_=literal(Band.FRESH, kind)
    )
    with transaction():
        change = update(Customer).where(tracked, Customer.band != found).values(band=found)
        moved = db.session.execute(change.execution_options(synchronize_session=False)).rowcount
        return {
            "moved": moved,
            "noticed": _write_down(Band.NOTICE, and_(tracked, notice)),
            "alarmed": _write_down(Band.ALARM, and_(tracked, alarm)),
        }


def _write_down(band: Band, reached: ColumnElement[bool]) -> int:
    """The dated notice, once per band, owner and run of the clock."""
    kind, now = TrackingNotice.band.type, clock.now()
    known = exists().where(
        TrackingNotice.customer_id == Customer.id,
        TrackingNotice.owner_id == Customer.owner_id,
        TrackingNotice.band == band,
        TrackingNotice.clock_day == Customer.clock_day,
    )
    columns = ["customer_id", "owner_id", "clock_day", "band", "noticed_at"]
    moment = literal(now, TrackingNotice.noticed_at.type)
    rows = select(Customer.id, Customer.owner_id, Customer.clock_day, literal(band, kind), moment).where(
        reached, ~known
    )
    written = insert(TrackingNotice.__table__).from_select(columns, rows)
    return db.session.execute(written, execution_options={"preserve_rowcount": True}).rowcount


def _alert(owner_id: int, limits: GradedLimits, today: dt.date) -> int:
    """Tell one owner of the new alarms (A7.2), once each."""
    with transaction():
        count, latest = queries.tracking.count_untold(owner_id)
        if count > SINGLE_ALARMS:
            key = f"tracking_alarms:{today}:{latest}"
            notify(owner_id, "tracking_alarms", "/customers?tab=mine&band=alarm&sort=quiet", key=key, count=count)
        else:
            for alarm in queries.tracking.untold_alarms(owner_id):
                _alert_of(alarm, limits, today)
        told = update(TrackingNotice).where(*queries.tracking.untold(), TrackingNotice.owner_id == owner_id)
        db.session.execute(told.values(told_at=clock.now()).execution_options(synchronize_session=False))
        return count


def _alert_of(alarm, limits: GradedLimits, today: dt.date) -> None:
    leaves_on = limits.of(alarm.grade).leaves_on(alarm.clock_day)
    notify(
        alarm.owner_id,
        "tracking_alarm",
        f"/customers/{alarm.customer_id}",
        key=f"tracking_alarm:{alarm.customer_id}:{alarm.clock_day}",
        customer=alarm.name,
        days=(today - alarm.clock_day).days,
        leaves_on=max(leaves_on, today + dt.timedelta(days=tracking.GRACE_DAYS)),
    )
