"""A7.3: released once and for cause, claimed by exactly one, within limit and cool-off, whoever races."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

import clock
from extensions import db
from models import Customer, CustomerOwnership, ParameterValue, PoolRelease, TrackingNotice, User
from operations import Refused, transaction
from operations.ownership import hand_over
from operations.pool import assign, claim, give_up, release
from policy.entry import CustomerStatus
from policy.tracking import Band, OwnershipReason
from tests.support.factories import neglected_customer, new_customer

DAY = dt.timedelta(days=1)


def warned(customer, days: int) -> Customer:
    db.session.add(
        TrackingNotice(
            customer_id=customer.id,
            owner_id=customer.owner_id,
            band=Band.ALARM,
            clock_day=customer.clock_day,
            noticed_at=clock.now() - days * DAY,
        )
    )
    db.session.commit()
    return customer


def in_pool(owner) -> Customer:
    customer = neglected_customer(owner, 95)
    release(warned(customer, 35).id)
    return customer


def codes(deed, *args) -> list[str]:
    with pytest.raises(Refused) as refusal:
        deed(*args)
    return [problem.code for problem in refusal.value.problems]


def parameter(name: str, value: int) -> None:
    row = ParameterValue(name=name, value=str(value), valid_from=clock.today() - DAY, set_at=clock.now())
    db.session.add(row)
    db.session.commit()


def at_once(app, deed, calls: list[tuple]) -> list[str]:
    """Every call in a thread of its own with a session of its own; "won" or the codes of its refusal."""

    def one(call):
        with app.app_context():
            customer_id, user_id = call
            try:
                deed(customer_id, db.session.get(User, user_id))
            except Refused as refusal:
                return ",".join(problem.code for problem in refusal.problems)
            finally:
                db.session.remove()
            return "won"

    db.session.commit()
    with ThreadPoolExecutor(12) as threads:
        return list(threads.map(one, calls))


class TestRelease:
    def test_the_clock_sends_a_neglected_customer_away_and_keeps_the_numbers(self, cast):
        customer = in_pool(cast.sales1)
        row = db.session.scalars(select(PoolRelease)).one()
        assert (row.days, row.limit_days, row.by_id) == (95, 90, None)
        assert row.former_owner_id == cast.sales1.id
        assert customer.owner_id is None

    def test_it_happens_once(self, cast):
        customer = in_pool(cast.sales1)
        assert codes(release, customer.id) == ["pooled"]
        assert db.session.scalar(select(func.count(PoolRelease.id))) == 1

    def test_contact_in_time_or_a_missing_warning_keeps_it(self, cast):
        assert codes(release, warned(neglected_customer(cast.sales1, 89), 29).id) == ["in_contact"]
        assert codes(release, neglected_customer(cast.sales1, 200).id) == ["not_warned"]
        assert codes(release, warned(neglected_customer(cast.sales1, 200), 0).id) == ["not_warned"]
        draft = neglected_customer(cast.sales1, 200, status=CustomerStatus.DRAFT)
        assert codes(release, warned(draft, 5).id) == ["not_approved"]

    def test_the_limit_is_the_one_in_force(self, cast):
        parameter("release_days", 120)
        assert codes(release, warned(neglected_customer(cast.sales1, 119), 29).id) == ["in_contact"]
        assert release(warned(neglected_customer(cast.sales1, 120), 29).id).limit_days == 120

    def test_a_manager_gives_up_with_a_reason_and_only_in_the_own_units(self, cast):
        customer = new_customer(cast.sales1)
        assert codes(give_up, customer.id, cast.sales_manager, " ") == ["no_reason"]
        assert codes(give_up, customer.id, cast.east_gm, "理由") == ["not_allowed"]
        assert codes(give_up, customer.id, cast.sales2, "理由") == ["not_allowed"]
        assert give_up(customer.id, cast.sales_manager, "客户已注销").by_id == cast.sales_manager.id
        assert db.session.scalars(select(CustomerOwnership.ended)).all() == [OwnershipReason.RELEASED]

    def test_the_owner_may_give_up_too(self, cast):
        customer = new_customer(cast.sales1)
        give_up(customer.id, cast.sales1, "没有需求")
        assert db.session.scalars(select(CustomerOwnership.ended)).all() == [OwnershipReason.GIVEN_UP]


class TestClaim:
    def test_a_colleague_claims_it(self, cast):
        customer = in_pool(cast.sales1)
        claim(customer.id, cast.sales2)
        assert (customer.owner_id, customer.band, customer.clock_day) == (cast.sales2.id, Band.FRESH, clock.today())

    def test_a_second_click_changes_nothing(self, cast):
        customer = in_pool(cast.sales1)
        claim(customer.id, cast.sales2)
        claim(customer.id, cast.sales2)
        assert db.session.scalar(select(func.count(CustomerOwnership.id))) == 2

    def test_the_second_of_two_hears_who_was_faster(self, cast):
        customer = in_pool(cast.sales1)
        claim(customer.id, cast.sales2)
        assert codes(claim, customer.id, cast.east_sales1) == ["just_claimed"]

    def test_every_former_owner_waits_not_only_the_last(self, cast):
        customer = in_pool(cast.sales1)
        claim(customer.id, cast.sales2)
        give_up(customer.id, cast.sales2, "没有需求")
        assert codes(claim, customer.id, cast.sales1) == ["cooling"]
        assert codes(claim, customer.id, cast.sales2) == ["cooling"]
        for row in db.session.scalars(select(CustomerOwnership)):
            row.until_at -= 30 * DAY
        db.session.commit()
        claim(customer.id, cast.sales1)

    def test_only_sellers_claim_and_only_in_their_own_company(self, cast):
        customer = in_pool(cast.sales1)
        assert codes(claim, customer.id, cast.sales_manager) == ["not_selling"]
        assert codes(claim, customer.id, cast.jv_sales1) == ["other_company"]

    def test_the_limit_counts_what_was_claimed_and_is_still_held(self, cast):
        parameter("pool_claim_limit", 1)
        new_customer(cast.sales2)
        first, second = in_pool(cast.sales1), in_pool(cast.sales1)
        claim(first.id, cast.sales2)
        assert codes(claim, second.id, cast.sales2) == ["limit"]
        give_up(first.id, cast.sales2, "没有需求")
        claim(second.id, cast.sales2)

    def test_the_limit_of_a_day_counts_what_was_claimed_today_and_given_up_again(self, cast):
        parameter("pool_daily_limit", 1)
        first, second = in_pool(cast.sales1), in_pool(cast.sales1)
        claim(first.id, cast.sales2)
        give_up(first.id, cast.sales2, "没有需求")
        assert codes(claim, second.id, cast.sales2) == ["daily_limit"]
        for row in db.session.scalars(select(CustomerOwnership).where(CustomerOwnership.owner_id == cast.sales2.id)):
            row.from_at -= DAY
        db.session.commit()
        claim(second.id, cast.sales2)

    def test_two_claims_of_one_person_at_once_do_not_pass_the_limit_of_the_day(self, app, cast):
        parameter("pool_daily_limit", 2)
        pooled = [in_pool(cast.sales1).id for _ in range(6)]
        answers = at_once(app, claim, [(customer_id, cast.sales2.id) for customer_id in pooled])
        assert sorted(answers) == ["daily_limit"] * 4 + ["won"] * 2

    def test_of_many_at_once_exactly_one_wins_each_customer(self, app, cast):
        parameter("pool_daily_limit", 50)
        rivals = [cast.sales2, cast.channel1, cast.east_sales1]
        pooled = [in_pool(cast.sales1).id for _ in range(12)]
        calls = [(customer_id, rival.id) for customer_id in pooled for rival in rivals]
        answers = at_once(app, claim, calls)
        for start in range(0, len(calls), len(rivals)):
            assert sorted(answers[start : start + 3]) == ["just_claimed", "just_claimed", "won"]
        running = select(func.count(CustomerOwnership.id)).where(CustomerOwnership.until_at.is_(None))
        assert db.session.scalar(running) == 12

    def test_two_claims_of_one_person_at_once_do_not_pass_the_limit(self, app, cast):
        parameter("pool_claim_limit", 3)
        pooled = [in_pool(cast.sales1).id for _ in range(12)]
        answers = at_once(app, claim, [(customer_id, cast.sales2.id) for customer_id in pooled])
        assert sorted(answers) == ["limit"] * 9 + ["won"] * 3

    def test_a_release_and_a_transfer_at_once_leave_one_owner_at_most(self, app, cast):
        customers = [warned(neglected_customer(cast.sales1, 95), 35) for _ in range(8)]

        def either(customer_id, user):
            if user.username == "sales2":
                with transaction():
                    hand_over(db.session.get(Customer, customer_id), user, OwnershipReason.TRANSFERRED, None)
            else:
                release(customer_id)

        at_once(app, either, [(c.id, u.id) for c in customers for u in (cast.sales1, cast.sales2)])
        for customer in customers:
            db.session.refresh(customer)
            assert customer.owner_id == cast.sales2.id
            running = select(func.count(CustomerOwnership.id)).where(
                CustomerOwnership.customer_id == customer.id, CustomerOwnership.until_at.is_(None)
            )
            assert db.session.scalar(running) == 1


class TestAssign:
    def test_a_manager_gives_it_to_a_subordinate_who_hears_of_it(self, cast):
        customer = in_pool(cast.sales1)
        assign(customer.id, cast.sales2, cast.sales_manager, "请跟进")
        assert customer.owner_id == cast.sales2.id

    def test_nobody_assigns_to_others_people_or_to_who_does_not_sell(self, cast):
        customer = in_pool(cast.sales1)
        assert codes(assign, customer.id, cast.channel1, cast.sales_manager) == ["not_subordinate"]
        assert codes(assign, customer.id, cast.sales_assistant, cast.sales_manager) == ["not_selling"]
