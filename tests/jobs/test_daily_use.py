"""A3.2, A3.3, A3.5: what runs by itself happens once, also after days without a scheduler."""

import datetime as dt

import pytest
from sqlalchemy import func, select

import clock
from extensions import db
from jobs import watch_travel
from models import Digest, DigestReader, Notification, OutboxMail, UsageLapse
from operations.absences import enter
from operations.digests import draw_due, watch_reading
from operations.usage import close_week, keep_missed, remind_traveller
from policy.dispatch import AbsenceKind
from policy.usage import UsageKind
from queries.usage import falling_short, week_of

DAY = dt.timedelta(days=1)
MONDAY = dt.date(2026, 3, 2)


@pytest.fixture
def at(monkeypatch, cast):
    """``at(day, hour)``: the company's clock stands there; everybody has been here for years."""

    def stand(day, hour=9):
        monkeypatch.setattr(clock, "now", lambda: clock.start_of(day) + dt.timedelta(hours=hour))

    for person in (cast.sales1, cast.sales2, cast.sales_manager):
        person.created_at = clock.start_of(dt.date(2024, 1, 1))
    db.session.commit()
    return stand


def lapses(person) -> list[tuple]:
    rows = select(UsageLapse.kind, UsageLapse.first_on).where(UsageLapse.user_id == person.id)
    return [tuple(row) for row in db.session.execute(rows.order_by(UsageLapse.first_on, UsageLapse.id))]


def told(person, event) -> int:
    rows = select(func.count()).select_from(Notification)
    return db.session.scalar(rows.where(Notification.user_id == person.id, Notification.event == event))


def test_a_week_that_fell_short_is_kept_and_told_once(at, cast):
    at(MONDAY + 7 * DAY)
    assert cast.sales1.id in falling_short(MONDAY)
    assert [close_week(cast.sales1.id, MONDAY) for _ in range(2)] == [True, False]
    assert lapses(cast.sales1) == [(UsageKind.WEEKLY_QUOTA, MONDAY)]
    assert told(cast.sales1, "quota_missed") == 1


def test_a_whole_week_on_leave_asks_for_nothing(at, cast):
    at(MONDAY - 3 * DAY)
    enter(cast.sales1, AbsenceKind.LEAVE, MONDAY, MONDAY + 30 * DAY, cast.sales1)
    at(MONDAY + 7 * DAY)
    assert week_of(cast.sales1, MONDAY).quota == 0
    assert not close_week(cast.sales1.id, MONDAY)


def test_who_travels_is_reminded_before_the_third_day_and_the_lapse_comes_after_it(at, cast):
    at(MONDAY)
    enter(cast.sales1, AbsenceKind.TRAVEL, MONDAY, MONDAY + 6 * DAY, cast.sales_manager, place="成都")
    for place in (1, 2, 2, 3, 3):
        at(MONDAY + place * DAY)
        remind_traveller(cast.sales1.id, clock.today())
        keep_missed(cast.sales1.id, clock.today())
    assert told(cast.sales1, "travel_reminder") == 1
    assert lapses(cast.sales1) == [(UsageKind.TRAVEL_SIGN_IN, MONDAY)]


def test_of_a_trip_entered_late_the_days_before_it_was_entered_are_held_against_nobody(at, cast):
    at(MONDAY + 4 * DAY)
    enter(cast.sales1, AbsenceKind.TRAVEL, MONDAY - 9 * DAY, MONDAY + 9 * DAY, cast.sales_manager, place="成都")
    at(MONDAY + 5 * DAY)
    assert keep_missed(cast.sales1.id, clock.today()) == 0


def test_the_first_watch_reminds_and_holds_nothing_against_who_travelled_before_it(at, cast):
    at(MONDAY)
    enter(cast.sales1, AbsenceKind.TRAVEL, MONDAY, MONDAY + 20 * DAY, cast.sales_manager, place="成都")
    at(MONDAY + 8 * DAY)
    watch_travel.run()
    assert lapses(cast.sales1) == []
    assert told(cast.sales1, "travel_reminder") == 1
    at(MONDAY + 9 * DAY)
    watch_travel.run()
    assert lapses(cast.sales1) == [(UsageKind.TRAVEL_SIGN_IN, MONDAY + 6 * DAY)]


def test_days_without_a_scheduler_are_made_up_without_mailing_twice(at, cast):
    at(MONDAY, 19)
    draw_due()
    at(MONDAY + 3 * DAY, 19)
    for _ in range(2):
        draw_due()
    days = select(Digest.day).where(Digest.unit_id == cast.sales_manager.unit_id).order_by(Digest.day)
    assert list(db.session.scalars(days)) == [MONDAY + place * DAY for place in range(4)]
    mine = Notification.user_id == cast.sales_manager.id
    assert told(cast.sales_manager, "digest_drawn") == 4
    mailed = select(func.count()).select_from(OutboxMail).join(Notification).where(mine)
    assert db.session.scalar(mailed) == 2


def test_an_unread_digest_goes_to_the_assistant_next_working_day_and_is_a_lapse_after_it(at, cast):
    at(MONDAY, 19)
    draw_due()
    for place, hour in ((1, 9), (1, 11), (1, 12), (2, 1), (2, 2)):
        at(MONDAY + place * DAY, hour)
        watch_reading()
    assert told(cast.sales_assistant, "digest_relay") == 1
    assert lapses(cast.sales_manager) == [(UsageKind.DIGEST_READING, MONDAY)]
    reader = select(DigestReader.relay_asked_at).where(DigestReader.user_id == cast.sales_manager.id)
    assert db.session.scalar(reader) == clock.start_of(MONDAY + DAY) + dt.timedelta(hours=11)
