"""A7: the tracking clock cannot be gamed, limit by grade, and who stays although nobody was in contact."""

import datetime as dt

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import (
    Activity,
    Conflict,
    Customer,
    ExpectedDateChange,
    ParameterValue,
    PoolRelease,
    Stage,
    StageChange,
    TrackingNotice,
)
from operations import Refused, activities
from operations.pool import release
from operations.tracking import recount, scan
from policy.entry import Grade
from policy.following import ActivityKind, ActivityStatus, OpportunityStatus
from policy.tracking import Band, release_problems
from queries.pool import overdue_ids
from queries.tracking import release_facts
from tests.support.factories import neglected_customer, new_activity, new_opportunity

DAY = dt.timedelta(days=1)


def values(customer, **changed):
    done = {"kind": ActivityKind.VISIT, "status": ActivityStatus.DONE, "starts_at": clock.now()}
    said = {"summary": "演示了排产模块", "effect": "同意试点", "progress": "进入选型", "key_value": "预算八十万"}
    return {**done, **said, "customer_id": customer.id, **changed}


def quiet(customer) -> int:
    """Days that the clock has run."""
    db.session.refresh(customer)
    return (clock.today() - customer.clock_day).days


def codes(deed, *args) -> list[str]:
    with pytest.raises(Refused) as refusal:
        deed(*args)
    return [problem.code for problem in refusal.value.problems if problem.blocks]


def parameter(name: str, value: int) -> None:
    row = ParameterValue(name=name, value=str(value), valid_from=clock.today() - 300 * DAY, set_at=clock.now())
    db.session.add(row)
    db.session.commit()


def alarmed(customer, days: int = 35) -> Customer:
    row = TrackingNotice(customer_id=customer.id, owner_id=customer.owner_id, band=Band.ALARM)
    row.clock_day, row.noticed_at = customer.clock_day, clock.now() - days * DAY
    db.session.add(row)
    db.session.commit()
    return customer


@pytest.fixture
def customer(cast):
    return neglected_customer(cast.sales1, 50)


class TestWhatResetsTheClock:
    def test_a_contact_counts_for_when_it_happened_however_late_it_is_recorded(self, cast, customer):
        activities.create(cast.sales1, values(customer, starts_at=clock.now() - 20 * DAY))
        assert quiet(customer) == 20

    def test_an_old_visit_recorded_late_does_not_bring_the_release_forward(self, cast, customer):
        activities.create(cast.sales1, values(customer, starts_at=clock.now() - 200 * DAY))
        assert quiet(customer) == 50

    def test_nothing_is_done_in_the_future(self, cast, customer):
        assert codes(activities.create, cast.sales1, values(customer, starts_at=clock.now() + DAY)) == [
            "done_in_future"
        ]
        assert quiet(customer) == 50

    def test_a_day_moved_forward_afterwards_counts_for_no_later_than_its_record(self, cast, customer):
        visit = new_activity(customer, cast.sales1, starts_at=clock.now() - 30 * DAY)
        visit.recorded_at = clock.now() - 29 * DAY
        db.session.commit()
        activities.change(visit.id, cast.sales1, values(customer, starts_at=clock.now()))
        assert quiet(customer) == 29

    @pytest.mark.parametrize(
        "columns", [{"imported": True}, {"kind": ActivityKind.INTERNAL}, {"status": ActivityStatus.PLANNED}]
    )
    def test_what_was_imported_planned_or_reached_nobody_counts_for_nothing(self, cast, customer, columns):
        new_activity(customer, cast.sales1, **columns)
        recount(customer)
        assert quiet(customer) == 50

    def test_cancelling_takes_the_reset_back_to_the_contact_before(self, cast, customer):
        activities.create(cast.sales1, values(customer, starts_at=clock.now() - 10 * DAY))
        last = activities.create(cast.sales1, values(customer))
        assert quiet(customer) == 0
        activities.cancel(last.id, cast.sales1, "记错了")
        assert quiet(customer) == 10

    def test_who_was_never_contacted_counts_from_the_day_it_was_given(self, customer):
        assert (customer.last_contact_at, quiet(customer)) == (None, 50)

    def test_a_contact_on_the_opportunity_is_one_with_the_customer(self, cast, customer):
        opportunity = new_opportunity(customer, cast.sales1)
        activities.create(cast.sales1, values(customer, opportunity_id=opportunity.id))
        assert quiet(customer) == 0

    def test_an_activity_of_no_customer_touches_no_clock(self, cast, customer):
        new_activity(customer, cast.sales1).customer_id = None
        db.session.commit()
        recount(customer)
        assert quiet(customer) == 50


class TestLimitsByGrade:
    def test_each_grade_leaves_by_its_own_limit_and_the_numbers_are_kept(self, cast):
        parameter("release_days_a", 120)
        parameter("release_days_d", 70)
        gone = [alarmed(neglected_customer(cast.sales1, 100, grade=grade)) for grade in Grade]
        assert list(overdue_ids(clock.today())) == [customer.id for customer in gone[1:]]
        assert codes(release, gone[0].id) == ["in_contact"]
        assert release(gone[3].id).limit_days == 70
        assert release(gone[1].id).limit_days == 90

    def test_the_notices_follow_the_limit_of_the_grade(self, cast):
        parameter("release_days_d", 40)
        short, common = (neglected_customer(cast.sales1, 45, grade=grade) for grade in (Grade.D, Grade.C))
        list(scan())
        db.session.expire_all()
        assert (short.band, common.band) == (Band.ALARM, Band.NOTICE)
        assert db.session.scalars(select(PoolRelease)).all() == []


class TestWhoStays:
    @pytest.fixture
    def due(self, cast):
        return alarmed(neglected_customer(cast.sales1, 95))

    @pytest.fixture
    def open_(self, cast, due):
        parameter("opportunity_exempts", 1)
        return new_opportunity(due, cast.sales1)

    def stays(self, due) -> bool:
        """The list of who is due and the rule under the lock say the same."""
        listed = due.id in list(overdue_ids(clock.today()))
        found = {problem.code for problem in release_problems(release_facts(due, clock.today()))}
        assert listed == (not found)
        assert found <= {"moving", "disputed"}
        if found:
            assert set(codes(release, due.id)) == found
        else:
            release(due.id)
        return bool(found)

    def test_an_open_opportunity_keeps_nobody_unless_the_parameter_says_so(self, cast, due):
        opportunity = new_opportunity(due, cast.sales1)
        self.moved(opportunity, 1)
        assert not self.stays(due)

    def test_that_there_is_one_keeps_nobody(self, due, open_):
        assert not self.stays(due)

    def moved(self, opportunity, days: int) -> None:
        stage = db.session.scalars(select(Stage).order_by(Stage.position)).first()
        change = StageChange(opportunity_id=opportunity.id, from_stage_id=stage.id, to_stage_id=stage.id, note="")
        change.at, change.by_id = clock.now() - days * DAY, opportunity.owner_id
        db.session.add(change)
        db.session.commit()

    @pytest.mark.parametrize(("days", "stays"), [(29, True), (32, False)])
    def test_it_stays_while_the_stage_moves(self, due, open_, days, stays):
        self.moved(open_, days)
        assert self.stays(due) == stays

    def test_it_stays_while_the_expected_date_is_looked_after(self, due, open_):
        change = ExpectedDateChange(opportunity_id=open_.id, from_on=clock.today(), to_on=clock.today(), reason="推迟")
        change.at, change.by_id = clock.now(), open_.owner_id
        db.session.add(change)
        db.session.commit()
        assert self.stays(due)

    @pytest.mark.parametrize(
        ("columns", "stays"),
        [
            ({}, True),
            ({"imported": True}, False),
            ({"status": ActivityStatus.PLANNED}, False),
            ({"status": ActivityStatus.CANCELLED}, False),
        ],
    )
    def test_it_stays_while_something_is_done_on_it(self, cast, due, open_, columns, stays):
        work = {"kind": ActivityKind.INTERNAL, "opportunity_id": open_.id, **columns}
        new_activity(due, cast.sales1, **work)
        assert self.stays(due) == stays

    def test_a_closed_one_never_keeps_it(self, due, open_):
        self.moved(open_, 1)
        open_.status = OpportunityStatus.LOST
        db.session.commit()
        assert not self.stays(due)

    def test_nobody_wins_a_conflict_by_waiting(self, cast, due):
        conflict = Conflict(customer_id=due.id, opened_at=clock.now(), opened_by_id=cast.sales2.id)
        db.session.add(conflict)
        db.session.commit()
        assert self.stays(due)
        conflict.closed_at = clock.now()
        db.session.commit()
        assert not self.stays(due)


def test_a_release_closes_open_plans_with_a_word(cast):
    customer = alarmed(neglected_customer(cast.sales1, 95))
    plan = new_activity(customer, cast.sales1, status=ActivityStatus.PLANNED, starts_at=clock.now() + DAY)
    release(customer.id)
    db.session.refresh(plan)
    assert plan.status is ActivityStatus.CANCELLED
    assert plan.summary
    assert db.session.scalars(select(Activity.status)).all() == [ActivityStatus.CANCELLED]
