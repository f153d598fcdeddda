"""A month of work for the ranking: customers approved, opportunities, visits, spread over the days of October 2026."""

import datetime as dt
import itertools
from decimal import Decimal

import clock
from extensions import db
from models import Customer, CustomerOwnership, ParameterValue, User
from tests.support.factories import new_activity, new_customer, new_opportunity

FIRST = dt.date(2026, 10, 9)
DRAWN = dt.date(2026, 11, 2)
_phones = itertools.count(10_000_000)
_names = itertools.count(1)


def set_numbers(**numbers) -> None:
    """Policy parameters in force from long ago."""
    then = dt.date(2020, 1, 1)
    for name, value in numbers.items():
        db.session.add(ParameterValue(name=name, value=str(value), valid_from=then, set_at=clock.now(), reason="试行"))
    db.session.commit()


def entered(owner: User, moment: dt.datetime, **columns) -> Customer:
    """A customer entered and approved at that moment."""
    columns = {"approved_at": moment, "phone": f"021 {next(_phones)}", **columns}
    columns.setdefault("name", f"杭州远见第{next(_names)}自动化设备有限公司")
    customer = new_customer(owner, **columns)
    customer.created_at = moment
    running = db.session.query(CustomerOwnership).filter_by(customer_id=customer.id, until_at=None).one()
    running.from_at = moment
    db.session.commit()
    return customer


def worked(owner: User, customers: int, opportunities: int = 1, visits: int = 0, first: dt.date = FIRST) -> list:
    """What a person did in a month, an hour apart; the opportunities are for the first customer."""
    morning = clock.start_of(first) + dt.timedelta(hours=9)
    made = [entered(owner, morning + dt.timedelta(hours=step)) for step in range(customers)]
    for step in range(opportunities):
        moment = morning + dt.timedelta(hours=step, minutes=30)
        deal = {"name": f"排产系统{step}期", "amount": Decimal(10_000 * (step + 1))}
        new_opportunity(made[0], owner, created_at=moment, **deal)
    for step in range(visits):
        moment = morning + dt.timedelta(days=step, minutes=5)
        new_activity(made[0], owner, starts_at=moment, recorded_at=moment)
    return made
