"""The first page of every role: what needs the person now, each number a way to its records."""

import datetime as dt
import re

import pytest
from sqlalchemy import event

import clock
from extensions import db
from jobs import tracking_scan
from models import ParameterValue
from operations.people import deactivate
from policy.entry import CustomerStatus, Grade
from policy.following import ActivityStatus
from seeds.cast import PEOPLE
from tests.support.customers import submitted
from tests.support.factories import neglected_customer, new_activity, new_customer
from tests.support.leads import held_lead

DAY = dt.timedelta(days=1)


def numbers(page: str) -> dict[str, str]:
    stats = re.findall(r'class="stat[^"]*" href="([^"]+)">.*?<span class="stat-value">([^<]+)<', page)
    return {url.replace("&amp;", "&"): value for url, value in stats}


def questions():
    """From now on counted: ``questions()()`` gives what the database was asked since."""
    sent = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: sent.append(args[2]))
    return lambda: [line for line in sent if line.startswith(("SELECT", "WITH"))]


@pytest.mark.parametrize("username", [person[0] for person in PEOPLE])
def test_everybody_has_one_and_it_costs_few_queries(client, sign_in, cast, username):
    neglected_customer(cast.sales1, 70)
    tracking_scan.run()
    sign_in(client, username)
    counted = questions()
    answer = client.get("/")
    assert answer.status_code == 200
    assert len(counted()) <= 12, counted()


def test_a_lead_that_waits_stands_there_and_is_taken_on_at_once(client, sign_in, cast):
    neglected_customer(cast.sales1, 70)
    tracking_scan.run()
    lead = held_lead(cast.sales1)
    assert f'href="/leads/{lead.id}"' not in sign_in(client, "sales2").get("/").text
    sign_in(client, "sales1")
    counted = questions()
    page = client.get("/").text
    assert len(counted()) <= 12, counted()
    assert f'action="/leads/{lead.id}/acceptance"' in page
    client.post(f"/leads/{lead.id}/acceptance", data={"version": lead.version})
    assert f'href="/leads/{lead.id}#following"' in client.get("/").text


def test_who_leaves_first_stands_first_with_a_way_to_record_a_contact(client, sign_in, cast):
    later, sooner = neglected_customer(cast.sales1, 70), neglected_customer(cast.sales1, 85)
    neglected_customer(cast.sales2, 88)
    tracking_scan.run()
    page = sign_in(client, "sales1").get("/").text
    assert page.index(sooner.name) < page.index(later.name)
    assert f'href="/activities/new?customer_id={sooner.id}"' in page
    assert numbers(page)["/customers?tab=mine&band=alarm&sort=quiet"] == "2"


def test_days_left_are_counted_by_the_limit_of_the_grade(client, sign_in, cast):
    for name, value in (("release_days_a", 180), ("release_days_d", 72)):
        row = ParameterValue(name=name, value=str(value), valid_from=clock.today(), set_at=clock.now())
        db.session.add(row)
    db.session.commit()
    key, common, small = (
        neglected_customer(cast.sales1, days, grade=grade)
        for days, grade in ((88, Grade.A), (85, Grade.C), (70, Grade.D))
    )
    tracking_scan.run()
    page = sign_in(client, "sales1").get("/").text
    assert page.index(small.name) < page.index(common.name) < page.index(key.name)
    page = client.get(f"/customers/{key.id}").text
    assert "92" in page


def test_a_manager_is_told_of_people_who_left_something_behind(client, sign_in, cast):
    new_customer(cast.sales1)
    assert "/people?who=gone" not in numbers(sign_in(client, "sales_manager").get("/").text)
    deactivate(cast.sales1.id, None, cast.admin)
    assert numbers(client.get("/").text)["/people?who=gone"] == "1"
    assert "/people?who=gone" not in numbers(sign_in(client, "east_gm").get("/").text)


def test_a_manager_sees_who_leaves_the_own_units(client, sign_in, cast):
    customer = neglected_customer(cast.sales1, 85)
    neglected_customer(cast.east_sales1, 88)
    tracking_scan.run()
    page = sign_in(client, "sales_manager").get("/").text
    assert customer.name in page
    assert numbers(page)["/customers?tab=unit&band=alarm&sort=quiet"] == "1"


def test_plans_and_next_steps_stand_there_until_they_are_taken(client, sign_in, cast):
    customer = new_customer(cast.sales1)
    new_activity(customer, cast.sales1, next_step="送合同草案", next_step_on=clock.today(), starts_at=clock.now() - DAY)
    plan = new_activity(
        new_customer(cast.sales1), cast.sales1, status=ActivityStatus.PLANNED, starts_at=clock.now() - 2 * DAY
    )
    page = sign_in(client, "sales1").get("/").text
    assert "送合同草案" in page
    assert f"/activities/{plan.id}/completion" in page
    assert numbers(page)["#today"] == "1"
    new_activity(customer, cast.sales1)
    assert "送合同草案" not in client.get("/").text


def test_tomorrow_is_not_today(client, sign_in, cast):
    customer = new_customer(cast.sales1)
    new_activity(customer, cast.sales1, next_step="明天再说", next_step_on=clock.today() + DAY)
    tomorrow = clock.start_of(clock.today() + DAY)
    new_activity(customer, cast.sales1, status=ActivityStatus.PLANNED, starts_at=tomorrow)
    assert "明天再说" not in sign_in(client, "sales1").get("/").text


def test_drafts_and_reviews_open_their_records(client, sign_in, cast):
    new_customer(cast.sales1, status=CustomerStatus.DRAFT)
    submitted(cast.sales1)
    assert numbers(sign_in(client, "sales1").get("/").text)["/customers?tab=mine&status=draft"] == "1"
    assert numbers(sign_in(client, "sales_manager").get("/").text)["/approvals"] == "1"
