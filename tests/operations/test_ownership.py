"""A7.3, A8.1: a customer goes to its next owner whole, and its history says how."""

import datetime as dt

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import Activity, AuditEntry, Customer, CustomerOwnership, CustomerShare, Notification, Opportunity, Stage
from operations import transaction
from operations.ownership import hand_over
from operations.tracking import recount
from policy.following import ActivityKind, ActivityStatus, OpportunityStatus
from policy.tracking import Band, OwnershipReason
from tests.support.factories import neglected_customer, new_activity, new_customer


def told(user) -> list[str]:
    return list(db.session.scalars(select(Notification.event).where(Notification.user_id == user.id)))


def history(customer) -> list[tuple]:
    rows = select(CustomerOwnership).where(CustomerOwnership.customer_id == customer.id).order_by(CustomerOwnership.id)
    return [(row.owner.username, row.gained, row.ended) for row in db.session.scalars(rows)]


def opportunity(customer, owner, **columns) -> Opportunity:
    day, stage = clock.today(), db.session.scalar(select(Stage))
    row = Opportunity(
        customer_id=customer.id,
        owner_id=owner.id,
        unit_id=owner.unit_id,
        name="二期项目",
        stage_id=stage.id,
        stage_since=clock.now(),
        amount=1,
        probability=10,
        first_expected_on=day,
        expected_on=day,
        created_at=clock.now(),
        created_by_id=owner.id,
        **columns,
    )
    db.session.add(row)
    db.session.commit()
    return row


class TestHandOver:
    def test_who_registers_a_customer_owns_it_and_its_clock_starts(self, cast):
        customer = new_customer(cast.sales1)
        assert (customer.owner_id, customer.unit_id) == (cast.sales1.id, cast.sales1.unit_id)
        assert (customer.clock_day, customer.band, customer.pooled_at) == (clock.today(), Band.FRESH, None)
        assert history(customer) == [("sales1", OwnershipReason.REGISTERED, None)]
        assert told(cast.sales1) == []

    def test_a_transfer_takes_open_work_along_and_tells_both(self, cast):
        customer = neglected_customer(cast.sales1, 50)
        running, lost = opportunity(customer, cast.sales1), opportunity(customer, cast.sales1)
        lost.status = OpportunityStatus.LOST
        plan = new_activity(customer, cast.sales1, status=ActivityStatus.PLANNED)
        done = new_activity(customer, cast.sales1)
        with transaction():
            hand_over(customer, cast.east_sales1, OwnershipReason.TRANSFERRED, cast.sales_manager, "搬迁")
        east = cast.east_sales1.id
        assert [row.owner_id == east for row in (customer, running, plan)] == [True] * 3
        assert [row.owner_id == east for row in (lost, done)] == [False] * 2
        assert (customer.unit_id, running.unit_id) == (cast.east_sales1.unit_id,) * 2
        assert (customer.clock_day, customer.band) == (clock.today(), Band.FRESH)
        assert (told(cast.east_sales1), told(cast.sales1)) == (["customer_transferred"], ["customer_taken"])
        assert history(customer) == [
            ("sales1", OwnershipReason.REGISTERED, OwnershipReason.TRANSFERRED),
            ("east_sales1", OwnershipReason.TRANSFERRED, None),
        ]

    def test_a_release_cancels_plans_and_keeps_opportunities_for_the_next_owner(self, cast):
        customer = neglected_customer(cast.sales1, 95)
        running = opportunity(customer, cast.sales1)
        plan = new_activity(customer, cast.sales1, status=ActivityStatus.PLANNED, summary="送方案")
        with transaction():
            hand_over(customer, None, OwnershipReason.RELEASED, None)
        assert (customer.owner_id, customer.band, customer.unit_id) == (None, Band.POOL, cast.sales1.unit_id)
        assert customer.pooled_at is not None
        assert plan.status is ActivityStatus.CANCELLED
        assert plan.summary.startswith("送方案\n")
        assert running.owner_id == cast.sales1.id
        assert (told(cast.sales1), told(cast.sales_manager)) == (["customer_released"],) * 2
        with transaction():
            hand_over(customer, cast.sales2, OwnershipReason.CLAIMED, cast.sales2)
        assert running.owner_id == cast.sales2.id
        assert told(cast.sales2) == []

    def test_what_a_colleague_with_a_share_follows_stays_with_the_colleague(self, cast):
        customer = new_customer(cast.sales1)
        shared = {"customer_id": customer.id, "by_id": cast.sales_manager.id, "from_at": clock.now()}
        share = CustomerShare(user_id=cast.sales2.id, **shared)
        db.session.add(share)
        theirs = opportunity(customer, cast.sales2)
        with transaction():
            hand_over(customer, cast.east_sales1, OwnershipReason.TRANSFERRED, cast.sales_manager)
        assert theirs.owner_id == cast.sales2.id
        assert share.until_at is None
        with transaction():
            hand_over(customer, None, OwnershipReason.GIVEN_UP, cast.sales_manager, "不再经营")
        assert share.until_at is not None

    def test_every_change_of_hands_leaves_one_audit_line(self, cast):
        customer = new_customer(cast.sales1)
        with transaction():
            hand_over(customer, None, OwnershipReason.GIVEN_UP, cast.sales_manager, "不再经营")
        lines = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        assert [(line.verb, line.note) for line in lines] == [("registered", ""), ("given_up", "不再经营")]
        assert lines[1].before == {"owner_id": cast.sales1.id}
        assert lines[1].after["owner_id"] is None


DAY = dt.timedelta(days=1)


class TestRecount:
    @pytest.fixture
    def customer(self, cast) -> Customer:
        return neglected_customer(cast.sales1, 70, band=Band.ALARM)

    def counted(self, customer) -> tuple:
        with transaction():
            recount(customer)
        return (clock.today() - customer.clock_day).days, customer.band

    def test_a_contact_starts_the_clock_anew(self, cast, customer):
        new_activity(customer, cast.sales1)
        assert self.counted(customer) == (0, Band.FRESH)
        assert clock.day_of(customer.last_contact_at) == clock.today()

    def test_a_contact_recorded_late_counts_for_the_day_it_happened(self, cast, customer):
        new_activity(customer, cast.sales1, starts_at=clock.now() - 40 * DAY)
        assert self.counted(customer) == (40, Band.NOTICE)

    def test_a_future_date_counts_for_the_day_of_the_record(self, cast, customer):
        new_activity(customer, cast.sales1, starts_at=clock.now() + 400 * DAY, recorded_at=clock.now() - 3 * DAY)
        assert self.counted(customer) == (3, Band.FRESH)

    @pytest.mark.parametrize(
        "columns",
        [
            {"kind": ActivityKind.INTERNAL},
            {"status": ActivityStatus.PLANNED},
            {"status": ActivityStatus.CANCELLED},
            {"imported": True},
            {"starts_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)},
        ],
    )
    def test_what_is_no_contact_leaves_the_clock_alone(self, cast, customer, columns):
        new_activity(customer, cast.sales1, **columns)
        assert self.counted(customer) == (70, Band.ALARM)

    def test_a_cancelled_contact_gives_its_days_back(self, cast, customer):
        activity = new_activity(customer, cast.sales1)
        self.counted(customer)
        activity.status = ActivityStatus.CANCELLED
        db.session.commit()
        assert self.counted(customer) == (70, Band.ALARM)

    def test_a_recorded_visit_does_not_turn_away_who_has_the_customer_open(self, cast, customer):
        version = customer.version
        new_activity(customer, cast.sales1)
        self.counted(customer)
        assert db.session.get(Customer, customer.id).version == version

    def test_a_contact_with_a_pooled_customer_leaves_it_in_the_pool(self, cast, customer):
        with transaction():
            hand_over(customer, None, OwnershipReason.RELEASED, None)
        new_activity(customer, cast.sales2)
        self.counted(customer)
        assert customer.band is Band.POOL
        assert customer.last_contact_at is not None

    def test_only_activities_of_this_customer_count(self, cast, customer):
        new_activity(new_customer(cast.sales1), cast.sales1)
        assert self.counted(customer)[0] == 70
        assert db.session.scalar(select(Activity.id)) is not None
