"""A10: reports that are sent by themselves, once per order and period, to each with the own numbers."""

import datetime as dt

import pytest
from sqlalchemy import func, select

import clock
from extensions import db
from jobs import send_reports
from models import JobRun, Notification, OutboxMail, ReportOrder, ReportSending, Unit, UserRole
from operations import Refused
from operations.outbox import compose
from operations.report_orders import order, switch
from policy.figures import FigureKind, Report, Rhythm
from policy.roles import Role
from queries.report_orders import due_of
from tests.support.kept_figures import keep

MONDAY = dt.date(2026, 11, 9)
DAY = dt.timedelta(days=1)
WEEKLY, MONTHLY = Rhythm.WEEKLY, Rhythm.MONTHLY


@pytest.fixture
def morning(monkeypatch, cast):
    """``morning(day)`` is that day, and the job has run."""

    def on(day: dt.date, run: bool = True):
        monkeypatch.setattr(clock, "now", lambda: clock.start_of(day) + dt.timedelta(hours=9))
        if run:
            send_reports.run()

    on(MONDAY - 4 * DAY, run=False)
    return on


@pytest.fixture
def ordered(morning, cast):
    unit = db.session.get(Unit, cast.sales1.unit_id)
    return order(unit, Report.RESULTS, WEEKLY, Role.DIRECT_SALES, cast.salesmgmt_manager)


def told(person) -> list[str]:
    rows = select(Notification.url).where(Notification.user_id == person.id, Notification.event == "report_sent")
    return list(db.session.scalars(rows.order_by(Notification.id)))


def test_when_a_report_is_due():
    assert due_of(WEEKLY, dt.date(2026, 11, 12)) == due_of(WEEKLY, MONDAY)
    assert due_of(WEEKLY, MONDAY).month == "2026-11"
    assert due_of(WEEKLY, dt.date(2026, 6, 1)).month == "2026-05"
    # The first of January is a holiday; the month of October begins with a whole week of them.
    assert due_of(MONTHLY, dt.date(2026, 10, 5)).period == "2026-08"
    assert due_of(MONTHLY, dt.date(2026, 11, 2)).on == dt.date(2026, 11, 2)


def test_it_comes_on_monday_and_once_whatever_was_missed(morning, ordered, cast):
    morning(MONDAY - DAY)
    assert told(cast.sales1) == []
    morning(MONDAY + 2 * DAY)
    for run in db.session.scalars(select(JobRun)):
        db.session.delete(run)
    db.session.commit()
    morning(MONDAY + 2 * DAY)
    morning(MONDAY + 3 * DAY)
    assert told(cast.sales1) == ["/reports/results?period=2026-11"]
    assert told(cast.east_sales1) == []
    assert db.session.scalar(select(func.count()).select_from(ReportSending)) == 1
    mails = (
        select(func.count()).select_from(OutboxMail).join(Notification).where(Notification.user_id == cast.sales1.id)
    )
    assert db.session.scalar(mails) == 1
    morning(MONDAY + 28 * DAY)
    assert len(told(cast.sales1)) == 2


def test_two_orders_that_name_the_same_person_tell_them_once(morning, ordered, cast):
    top = db.session.scalars(select(Unit).where(Unit.parent_id.is_(None))).one()
    order(top, Report.RESULTS, WEEKLY, Role.DIRECT_SALES, cast.salesmgmt_manager)
    morning(MONDAY)
    assert len(told(cast.sales1)) == len(told(cast.east_sales1)) == 1


def test_the_mail_has_the_numbers_of_its_reader_in_their_language(morning, ordered, cast):
    keep(FigureKind.CONTRACTS, "2026-11", cast.sales1, 2, "450000")
    keep(FigureKind.CONTRACTS, "2026-11", cast.sales2, 2, "111111")
    cast.sales1.language = "en"
    db.session.commit()
    morning(MONDAY)
    notice = db.session.scalars(select(Notification).where(Notification.user_id == cast.sales1.id)).one()
    cast.sales1.email = "one@example.com"
    text = compose(notice, cast.sales1).get_content()
    assert "450,000.00" in text
    assert "111,111" not in text
    assert "/reports/results?period=2026-11" in text
    cast.sales1.language = "zh_Hans_CN"
    assert "450,000.00" in compose(notice, cast.sales1).get_content()
    for row in db.session.scalars(select(UserRole).where(UserRole.user_id == cast.sales1.id)):
        db.session.delete(row)
    db.session.commit()
    assert "450,000.00" not in compose(notice, cast.sales1).get_content()


def test_who_left_and_who_may_not_read_hears_nothing(morning, ordered, cast):
    cast.sales2.active = False
    db.session.commit()
    top = db.session.scalars(select(Unit).where(Unit.parent_id.is_(None))).one()
    with pytest.raises(Refused):
        order(top, Report.FUNNEL, WEEKLY, Role.FINANCE, cast.salesmgmt_manager)
    db.session.add(
        ReportOrder(report=Report.FUNNEL, rhythm=WEEKLY, role=Role.FINANCE, unit_id=top.id, by_id=1, at=ordered.at)
    )
    db.session.commit()
    morning(MONDAY)
    assert (told(cast.sales2), told(cast.finance1)) == ([], [])


def test_switched_off_it_is_not_sent_and_on_again_from_then(morning, ordered, cast):
    switch(ordered.id, ordered.version, False, cast.salesmgmt_manager)
    morning(MONDAY)
    switch(ordered.id, ordered.version, True, cast.salesmgmt_manager)
    morning(MONDAY + DAY)
    assert told(cast.sales1) == []
    morning(MONDAY + 7 * DAY)
    assert len(told(cast.sales1)) == 1


def test_the_page_orders_switches_and_shows(client, sign_in, cast):
    sign_in(client, "east_gm")
    form = {"report": "results", "rhythm": "monthly", "role": "direct_sales", "unit_id": cast.east_gm.unit_id}
    assert client.post("/reports/orders", data=form).status_code == 303
    assert client.post("/reports/orders", data=form).status_code == 422
    assert client.post("/reports/orders", data=form | {"unit_id": cast.sales1.unit_id}).status_code == 422
    row = db.session.scalars(select(ReportOrder)).one()
    assert client.post(f"/reports/orders/{row.id}/switch", data={"version": row.version}).status_code == 303
    db.session.refresh(row)
    assert not row.active
    assert client.post(f"/reports/orders/{row.id}/switch", data={"version": 1, "active": "y"}).status_code == 422
    sign_in(client, "jv_gm")
    assert client.post(f"/reports/orders/{row.id}/switch", data={"version": row.version}).status_code == 404
