"""A8.1: every night the names of records that were not submitted in time are freed, once, to the next in line."""

import datetime as dt

from sqlalchemy import select

import clock
from extensions import db
from jobs import free_lapsed_names
from models import Customer, JobRun, NextInLine, Notification
from operations.next_in_line import stand_in_line
from policy.entry import CustomerStatus
from tests.support.customers import draft, submitted

DAY = dt.timedelta(days=1)


def overdue(customer, days: int) -> Customer:
    customer.entry_due_on = clock.today() - days * DAY
    db.session.commit()
    return customer


def run_again() -> dict:
    for run in db.session.scalars(select(JobRun)):
        db.session.delete(run)
    db.session.commit()
    free_lapsed_names.run()
    db.session.expire_all()
    return db.session.scalars(select(JobRun)).one().outcome


def test_only_what_is_due_lapses_and_a_second_run_finds_nothing_more(cast):
    due, early, waits = (
        overdue(draft(cast.sales1), 4),
        overdue(draft(cast.sales1), 3),
        overdue(submitted(cast.sales1), 9),
    )
    assert run_again()["freed"] == 1
    assert [one.status for one in (due, early, waits)] == [
        CustomerStatus.LAPSED,
        CustomerStatus.DRAFT,
        CustomerStatus.SUBMITTED,
    ]
    assert not run_again().get("freed")


def test_a_name_that_was_kept_in_vain_is_passed_on_and_in_the_end_free(cast):
    customer = overdue(draft(cast.sales1), 4)
    wishes = [stand_in_line(user, customer.name).id for user in (cast.sales2, cast.jv_sales1)]
    run_again()
    for wish_id in wishes:
        wish = db.session.get(NextInLine, wish_id)
        assert wish.reserved_until > clock.now() + 1.9 * DAY
        wish.reserved_until = clock.now() - DAY
        db.session.commit()
        run_again()
    told = select(Notification.user_id).where(Notification.event == "name_free").order_by(Notification.id)
    assert list(db.session.scalars(told)) == [cast.sales2.id, cast.jv_sales1.id]
    assert db.session.query(NextInLine).filter_by(ended_at=None).count() == 0
