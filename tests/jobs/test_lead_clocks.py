"""A5, A12.3: limits of leads that pass, told once per rung, and lapses kept once, whatever the scheduler did."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

import clock
from extensions import db
from jobs import find_lead_lapses, watch_lead_clocks
from models import JobRun, LeadDispatch, LeadLapse, LeadStep, Notification
from operations import lead_clocks, leads
from operations.jobs import Running
from policy.dispatch import DispatchEnd
from policy.leads import InvalidReason, LapseKind, LeadDeed, LeadStatus
from queries.lead_clocks import Ladders
from tests.support.leads import arrived_lead, held_lead

INSTANT = dt.timedelta(microseconds=1)
MONDAY = dt.datetime(2026, 11, 23, tzinfo=clock.COMPANY_ZONE)
LATE, UNRECORDED = LapseKind.LATE, LapseKind.UNRECORDED


@pytest.fixture
def at(monkeypatch):
    """``at(days, hour, minute)`` sets the clock: company time, counted from Monday 2026-11-23."""

    def set_to(days, hour, minute=0, after=dt.timedelta()):
        moment = (MONDAY + dt.timedelta(days=days, hours=hour, minutes=minute)).astimezone(dt.UTC) + after
        monkeypatch.setattr(clock, "now", lambda: moment)
        return moment

    set_to(0, 10)
    return set_to


@pytest.fixture
def lead(cast, at):
    """Came in on Monday at ten: to be screened by two; business hears at six, sales management on Tuesday at one."""
    return arrived_lead(cast.unit("marketing"))


def told(*people) -> list[list[str]]:
    db.session.expire_all()
    rows = select(Notification.event).where(Notification.event.like("lead_%_late%")).order_by(Notification.id)
    return [list(db.session.scalars(rows.where(Notification.user_id == person.id))) for person in people]


SCREENING, FOLLOWUP = "lead_screening_late", "lead_followup_late"


class TestTheLadder:
    def test_stands_in_working_hours(self, at, lead):
        assert Ladders().rungs(lead.due_at) == (at(0, 14), at(0, 18), at(1, 13))

    def test_is_told_rung_by_rung_at_its_very_moment(self, cast, at, lead):
        ladder = (cast.marketing1, cast.frontdesk1, cast.business_manager, cast.salesmgmt_manager)
        for moment, heard in (
            ((0, 14, 0, -INSTANT), [0, 0, 0, 0]),
            ((0, 14), [1, 1, 0, 0]),
            ((0, 18, 0, -INSTANT), [1, 1, 0, 0]),
            ((0, 18), [1, 1, 1, 0]),
            ((1, 13, 0, -INSTANT), [1, 1, 1, 0]),
            ((1, 13), [1, 1, 1, 1]),
            ((9, 13), [1, 1, 1, 1]),
        ):
            at(*moment)
            watch_lead_clocks.run()
            watch_lead_clocks.run()
            assert told(*ladder) == [[SCREENING] * number for number in heard], moment

    def test_after_days_without_a_scheduler_each_rung_hears_once(self, cast, at, lead):
        at(4, 11)
        watch_lead_clocks.run()
        assert told(cast.marketing1, cast.business_manager, cast.salesmgmt_manager, cast.president) == [
            [SCREENING],
            [SCREENING],
            [SCREENING],
            [],
        ]
        assert lead.told_level == 3
        counted = db.session.scalar(select(JobRun.outcome).where(JobRun.job == "watch_lead_clocks"))
        assert counted == {"runs": 1, "leads": 1, "told": 4}

    def test_of_two_that_look_at_once_one_tells(self, app, cast, at, lead):
        at(4, 11)
        lead_id = lead.id
        db.session.commit()

        def tell(_):
            with app.app_context():
                try:
                    return lead_clocks.tell(lead_id)
                finally:
                    db.session.remove()

        with ThreadPoolExecutor(8) as pool:
            assert sorted(pool.map(tell, range(8)), key=str) == [4, *[None] * 7]
        assert told(cast.marketing1) == [[SCREENING]]

    def test_a_form_that_was_open_is_not_stale_by_it(self, cast, at, lead):
        shown = lead.version
        at(0, 15)
        watch_lead_clocks.run()
        leads.screen(lead.id, cast.marketing1, shown)
        step = db.session.scalar(select(LeadStep).where(LeadStep.deed == LeadDeed.SCREENED))
        assert (lead.told_level, step.details) == (0, {"told": 1})

    def test_the_next_step_climbs_a_ladder_of_its_own(self, cast, at, lead):
        at(1, 13)
        watch_lead_clocks.run()
        leads.screen(lead.id, cast.marketing1)
        at(2, 13)
        watch_lead_clocks.run()
        assert told(cast.business_assistant, cast.business_manager) == [
            ["lead_filtering_late"],
            [SCREENING, "lead_filtering_late"],
        ]

    def test_nobody_hears_of_a_lead_that_has_ended(self, cast, at, lead):
        leads.discard(lead.id, cast.marketing1, InvalidReason.ADVERTISING)
        at(4, 11)
        watch_lead_clocks.run()
        assert told(cast.marketing1, cast.salesmgmt_manager) == [[], []]

    def test_of_a_follow_up_the_receiver_hears_then_the_own_manager(self, cast, at):
        lead = held_lead(cast.sales1)
        at(2, 16)
        assert lead.due_at == clock.now()
        watch_lead_clocks.run()
        at(3, 11)
        watch_lead_clocks.run()
        at(3, 15)
        watch_lead_clocks.run()
        assert told(cast.sales1, cast.sales_manager, cast.salesmgmt_manager) == [
            [FOLLOWUP],
            ["lead_followup_late_of"],
            ["lead_followup_late_of"],
        ]

    def test_in_a_joint_venture_its_own_people_hear_and_at_the_top_headquarters(self, cast, at):
        arrived_lead(cast.unit("jv"))
        at(4, 11)
        watch_lead_clocks.run()
        assert told(cast.jv_gm, cast.salesmgmt_manager, cast.marketing1, cast.business_manager) == [
            [SCREENING],
            [SCREENING],
            [],
            [],
        ]


@pytest.fixture
def held(cast, at):
    """Dispatched to sales1 on Monday at ten: to be followed up by Wednesday at four, twice that by Monday at one."""
    lead = held_lead(cast.sales1)
    return db.session.scalar(select(LeadDispatch).where(LeadDispatch.lead_id == lead.id))


def kept() -> list[tuple]:
    db.session.expire_all()
    rows = select(LeadLapse.kind, LeadLapse.user_id).order_by(LeadLapse.id)
    return [tuple(row) for row in db.session.execute(rows)]


def found() -> int:
    return sum(counted["lapses"] for counted in lead_clocks.find_lapses())


class TestLapses:
    def test_are_kept_once_however_often_the_job_runs_and_whoever_runs_it(self, cast, at, held):
        limit = held.due_at
        at(3, 7, 30)
        find_lead_lapses.run()
        find_lead_lapses.run()
        found()
        lapse = db.session.scalars(select(LeadLapse)).one()
        assert (lapse.kind, lapse.user_id, lapse.due_at, lapse.limit_hours) == (LATE, cast.sales1.id, limit, 24)
        assert lapse.found_on == clock.today()

    def test_are_counted_one_by_one_so_that_a_long_run_is_seen_to_live(self, at, held, monkeypatch):
        beats = []
        monkeypatch.setattr(Running, "beat", lambda self, **counted: beats.append(counted))
        held_lead(held.user)
        at(3, 7, 30)
        find_lead_lapses.run()
        assert beats == [{"lapses": 1}, {"lapses": 1}]

    def test_wait_for_the_limit(self, at, held):
        at(2, 16)
        found()
        assert kept() == []

    def test_of_a_lead_without_any_record_come_when_the_limit_has_passed_twice(self, cast, at, held):
        at(3, 7, 30)
        found()
        at(7, 13)
        found()
        assert kept() == [(LATE, cast.sales1.id)]
        at(7, 13, 0, INSTANT)
        found()
        assert kept() == [(LATE, cast.sales1.id), (UNRECORDED, cast.sales1.id)]

    def test_that_a_week_without_runs_left_open_are_found_by_the_next(self, cast, at, held):
        held.followed_up_at = at(2, 17)
        db.session.commit()
        at(11, 7, 30)
        find_lead_lapses.run()
        assert kept() == [(LATE, cast.sales1.id)]

    def test_judge_each_dispatch_of_a_lead_by_its_own_times(self, cast, at, held):
        held.ended_at, held.ended = at(1, 10), DispatchEnd.HANDED_OVER
        db.session.flush()
        mine = {"lead_id": held.lead_id, "user_id": cast.sales2.id}
        db.session.add(LeadDispatch(**mine, at=held.ended_at, due_at=at(3, 16)))
        db.session.commit()
        at(4, 7, 30)
        found()
        assert kept() == [(LATE, cast.sales2.id)]

    def test_of_what_turned_out_to_be_no_lead_are_no_missing_record(self, cast, at, held):
        held.ended_at, held.ended = at(2, 17), DispatchEnd.GIVEN_BACK
        held.lead.status = LeadStatus.INVALID
        db.session.commit()
        at(9, 9)
        assert [found(), found()] == [1, 0]
        assert kept() == [(LATE, cast.sales1.id)]

    def test_of_a_conversion_without_a_record_are_kept(self, cast, at, held):
        held.ended_at, held.ended = at(0, 11), DispatchEnd.CONVERTED
        db.session.commit()
        assert [found(), found()] == [1, 0]
        assert kept() == [(UNRECORDED, cast.sales1.id)]
