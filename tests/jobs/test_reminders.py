"""A4.3, A6.7: reminders of clocks that run out, each once."""

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import select

import clock
from extensions import db
from jobs import remind_closing_clocks, remind_entry_clocks
from models import Closing, JobRun, Notification, Opportunity, Stage
from policy.entry import CustomerStatus
from policy.following import OpportunityStatus
from tests.support.factories import new_customer

DAY = dt.timedelta(days=1)


def told(user) -> list[str]:
    db.session.expire_all()
    rows = select(Notification.event).where(Notification.user_id == user.id).order_by(Notification.id)
    return list(db.session.scalars(rows))


def again(job) -> None:
    """The same job, as it would run on a day whose run was not done yet."""
    for run in db.session.scalars(select(JobRun)):
        db.session.delete(run)
    db.session.commit()
    job.run()


def entered(cast, status: CustomerStatus, days_left: int):
    customer = new_customer(cast.sales1, status=status)
    customer.entry_due_on = clock.today() + days_left * DAY
    db.session.commit()
    return customer


def test_before_the_day_the_enterer_is_reminded_once(cast):
    entered(cast, CustomerStatus.DRAFT, 2)
    remind_entry_clocks.run()
    again(remind_entry_clocks)
    assert (told(cast.sales1), told(cast.sales_manager)) == (["entry_due_soon"], [])


def test_from_the_day_on_the_reviewers_hear_of_it_too_and_the_enterer_when_the_name_will_be_free(cast):
    customer = entered(cast, CustomerStatus.RETURNED, 0)
    remind_entry_clocks.run()
    again(remind_entry_clocks)
    assert told(cast.sales1) == ["entry_overdue", "name_free_soon"]
    assert [told(person) for person in (cast.sales_manager, cast.sales_assistant)] == [["entry_overdue"]] * 2
    warning = db.session.scalars(select(Notification).where(Notification.event == "name_free_soon")).one()
    assert warning.params["free_on"] == (customer.entry_due_on + 4 * DAY).isoformat()


def test_an_extension_starts_the_reminders_anew(cast):
    customer = entered(cast, CustomerStatus.DRAFT, 1)
    remind_entry_clocks.run()
    customer.entry_due_on += DAY
    db.session.commit()
    again(remind_entry_clocks)
    assert told(cast.sales1) == ["entry_due_soon"] * 2


def test_what_was_submitted_is_the_reviewers_to_finish(cast):
    entered(cast, CustomerStatus.SUBMITTED, 1)
    entered(cast, CustomerStatus.APPROVED, 1)
    remind_entry_clocks.run()
    assert (told(cast.sales1), told(cast.sales_manager)) == ([], ["review_due_soon"])


@pytest.fixture
def opportunity(cast):
    day, stage = clock.today(), db.session.scalar(select(Stage))
    customer = new_customer(cast.sales1)
    row = Opportunity(
        customer_id=customer.id,
        owner_id=cast.sales1.id,
        unit_id=cast.sales1.unit_id,
        name="二期项目",
        stage_id=stage.id,
        stage_since=clock.now(),
        amount=Decimal(1),
        probability=10,
        first_expected_on=day,
        expected_on=day,
        created_at=clock.now(),
        created_by_id=cast.sales1.id,
    )
    db.session.add(row)
    db.session.commit()
    return row


def close(opportunity, days_ago: int, **columns) -> None:
    when = clock.now() - days_ago * DAY
    opportunity.status = OpportunityStatus.WON
    result = {"status": OpportunityStatus.WON, "result_on": clock.day_of(when), "due_on": clock.day_of(when) + DAY}
    db.session.add(
        Closing(opportunity_id=opportunity.id, closed_at=when, closed_by_id=opportunity.owner_id, **result, **columns)
    )
    db.session.commit()


def test_a_closing_of_yesterday_that_nobody_decided_about_is_brought_up_once(cast, opportunity):
    close(opportunity, 1)
    remind_closing_clocks.run()
    again(remind_closing_clocks)
    assert [told(person) for person in (cast.sales_manager, cast.sales_assistant)] == [["closing_unconfirmed"]] * 2
    assert told(cast.sales1) == []


@pytest.mark.parametrize(
    ("days_ago", "column"),
    [(0, None), (2, "confirmed_at"), (2, "sent_back_at")],
    ids=["today", "confirmed", "sent back"],
)
def test_what_needs_no_decision_is_not_brought_up(cast, opportunity, days_ago, column):
    close(opportunity, days_ago, **({column: clock.now()} if column else {}))
    remind_closing_clocks.run()
    assert told(cast.sales_manager) == []


@pytest.mark.parametrize(("days_ago", "reminded"), [(0, 0), (1, 1), (7, 1), (8, 0)])
def test_the_owner_is_reminded_of_a_signing_date_that_passed(cast, opportunity, days_ago, reminded):
    opportunity.expected_on = clock.today() - days_ago * DAY
    db.session.commit()
    remind_closing_clocks.run()
    again(remind_closing_clocks)
    assert told(cast.sales1) == ["expected_date_passed"] * reminded
