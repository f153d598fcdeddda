"""A7, night by night in company time: bands, notices before releases, missed nights, and nothing twice."""

import datetime as dt

import pytest
from sqlalchemy import func, select

import clock
from extensions import db
from jobs import anchor_proofs, commit_sampling_seeds, release_overdue_customers, sweep, tracking_scan
from models import Customer, JobRun, Notification, PoolRelease, TrackingNotice
from operations import transaction
from operations.tracking import recount
from policy.entry import CustomerStatus
from policy.tracking import Band
from queries.timetable import TIMETABLE
from tests.support.factories import neglected_customer, new_activity, new_customer

SECOND, DAY = dt.timedelta(seconds=1), dt.timedelta(days=1)


@pytest.fixture
def at(monkeypatch):
    """``at(moment)`` makes it that moment for everybody who asks the clock."""
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def day(at):
    """``day(n)`` makes it half past midnight, company time, n days after today."""
    start = clock.start_of(clock.today())
    return lambda n: at(start + n * DAY + dt.timedelta(minutes=30))


def night() -> None:
    tracking_scan.run()
    release_overdue_customers.run()


def band(customer) -> Band:
    db.session.expire_all()
    return db.session.get(Customer, customer.id).band


def noticed(customer) -> list[tuple[Band, dt.date]]:
    rows = select(TrackingNotice).where(TrackingNotice.customer_id == customer.id).order_by(TrackingNotice.id)
    return [(row.band, clock.day_of(row.noticed_at)) for row in db.session.scalars(rows)]


def told(user) -> list[str]:
    rows = select(Notification.event).where(Notification.user_id == user.id).order_by(Notification.id)
    return list(db.session.scalars(rows))


def releases() -> int:
    return db.session.scalar(select(func.count(PoolRelease.id)))


@pytest.mark.parametrize(("days", "before", "after"), [(30, Band.FRESH, Band.NOTICE), (60, Band.NOTICE, Band.ALARM)])
def test_a_band_begins_with_the_company_day_and_not_a_second_earlier(cast, at, days, before, after):
    customer = new_customer(cast.sales1)
    midnight = clock.start_of(customer.clock_day + days * DAY)
    at(midnight - SECOND)
    tracking_scan.run()
    assert band(customer) is before
    at(midnight)
    tracking_scan.run()
    assert band(customer) is after


@pytest.mark.parametrize(("past_midnight", "leaves"), [(-1, False), (0, True)])
def test_a_customer_leaves_with_the_ninetieth_company_day(cast, at, past_midnight, leaves):
    customer = new_customer(cast.sales1)
    at(clock.start_of(customer.clock_day + 60 * DAY))
    tracking_scan.run()
    at(clock.start_of(customer.clock_day + 90 * DAY) + past_midnight * SECOND)
    release_overdue_customers.run()
    assert releases() == leaves


def test_ninety_nights_in_a_row(cast, day):
    customer = new_customer(cast.sales1)
    for n in (29, 30, 31, 59, 60, 61, 89):
        day(n)
        night()
    begun = customer.clock_day
    assert noticed(customer) == [(Band.NOTICE, begun + 30 * DAY), (Band.ALARM, begun + 60 * DAY)]
    assert (told(cast.sales1), releases()) == (["tracking_alarm"], 0)
    day(90)
    night()
    assert (told(cast.sales1), told(cast.sales_manager)) == (
        ["tracking_alarm", "customer_released"],
        ["customer_released"],
    )
    assert (releases(), band(customer)) == (1, Band.POOL)


def test_after_missed_nights_the_notice_comes_first_and_the_release_the_day_after(cast, day):
    customer = new_customer(cast.sales1)
    begun = customer.clock_day
    day(100)
    night()
    assert noticed(customer) == [(Band.NOTICE, begun + 100 * DAY), (Band.ALARM, begun + 100 * DAY)]
    assert (releases(), told(cast.sales1)) == (0, ["tracking_alarm"])
    day(101)
    night()
    assert releases() == 1


def test_a_contact_on_the_last_day_keeps_the_customer(cast, day):
    customer = new_customer(cast.sales1)
    for n in (60, 89):
        day(n)
        night()
    new_activity(customer, cast.sales1)
    with transaction():
        recount(customer)
    day(90)
    night()
    assert (releases(), band(customer)) == (0, Band.FRESH)


def test_a_night_rings_once_for_all_its_mails(cast, day, monkeypatch):
    for _ in range(3):
        new_customer(cast.sales1)
    day(60)
    tracking_scan.run()
    rung = []
    monkeypatch.setattr("operations.queue.enqueue", rung.append)
    day(90)
    release_overdue_customers.run()
    assert (releases(), rung) == (3, ["jobs.send_outbox.run"])


def test_a_new_run_of_the_clock_is_noticed_anew(cast, day):
    customer = new_customer(cast.sales1)
    day(60)
    night()
    new_activity(customer, cast.sales1)
    with transaction():
        recount(customer)
    day(120)
    night()
    assert [found for found, _ in noticed(customer)] == [Band.NOTICE, Band.ALARM] * 2
    assert told(cast.sales1) == ["tracking_alarm"] * 2


def test_only_approved_customers_with_an_owner_are_tracked(cast):
    draft = neglected_customer(cast.sales1, 200, status=CustomerStatus.DRAFT)
    tracking_scan.run()
    assert (band(draft), noticed(draft)) == (Band.FRESH, [])


def test_many_alarms_of_one_owner_are_one_sentence(cast):
    for _ in range(6):
        neglected_customer(cast.sales1, 61)
    neglected_customer(cast.sales2, 61)
    tracking_scan.run()
    assert (told(cast.sales1), told(cast.sales2)) == (["tracking_alarms"], ["tracking_alarm"])


class TestRuns:
    def test_a_day_is_done_once_however_often_it_is_rung(self, cast):
        customer = neglected_customer(cast.sales1, 65)
        tracking_scan.run()
        customer.band = Band.FRESH
        db.session.commit()
        tracking_scan.run()
        assert band(customer) is Band.FRESH
        assert db.session.scalars(select(JobRun.outcome)).one()["alarmed"] == 1

    def test_what_went_wrong_is_written_down_told_to_the_administrator_and_done_again_later(
        self, cast, monkeypatch, at
    ):
        neglected_customer(cast.sales1, 65)
        with monkeypatch.context() as broken:
            broken.setattr(tracking_scan, "scan", lambda: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                tracking_scan.run()
        run = db.session.scalars(select(JobRun)).one()
        assert run.error == "ZeroDivisionError: division by zero"
        assert told(cast.admin) == ["job_failed"]
        at(clock.now() + dt.timedelta(minutes=11))
        tracking_scan.run()
        db.session.expire_all()
        assert (run.error, run.outcome["alarmed"]) == ("", 1)

    def test_a_scan_that_died_before_it_alerted_is_made_up(self, cast, monkeypatch, at):
        neglected_customer(cast.sales1, 65)
        with monkeypatch.context() as broken:
            broken.setattr("operations.tracking._alert", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                tracking_scan.run()
        assert told(cast.sales1) == []
        at(clock.now() + dt.timedelta(minutes=11))
        tracking_scan.run()
        assert told(cast.sales1) == ["tracking_alarm"]

    def test_the_sweep_rings_for_a_missed_day_once_its_hour_has_come(self, cast, valkey, at):
        at(clock.start_of(clock.today()) + dt.timedelta(minutes=20))
        sweep.run()
        first = {"jobs.tracking_scan.run", "jobs.anchor_proofs.run", "jobs.commit_sampling_seeds.run"}
        assert set(rung(valkey)) == first
        for job in (tracking_scan, anchor_proofs, commit_sampling_seeds):
            job.run()
        valkey.client.flushall()
        sweep.run()
        assert rung(valkey) == []
        at(clock.start_of(clock.today()) + dt.timedelta(hours=9))
        sweep.run()
        hour = dt.time(9)
        daily = {job.path for job in TIMETABLE.values() if not job.every and dt.time(job.hour, job.minute) <= hour}
        assert set(rung(valkey)) == daily - first


def rung(valkey) -> list[str]:
    from extensions import queue

    return [job.func_name for job in queue.rq.jobs]
