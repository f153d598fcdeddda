"""The handover's page: who may open it, what it shows, one submit, and what became of it."""

import pytest
from sqlalchemy import event, select

from extensions import db
from jobs import carry_out_handovers
from models import Customer, Handover, Notification
from operations.people import deactivate
from tests.support.factories import new_claim, new_customer


@pytest.fixture
def url(cast):
    return f"/people/{cast.sales1.id}/handover"


@pytest.fixture
def customers(cast):
    return [new_customer(cast.sales1) for _ in range(3)]


def test_a_manager_hands_everything_over_with_one_submit(client, sign_in, cast, customers, url):
    page = sign_in(client, "sales_manager").get(url)
    assert "Customers" in page.text or "客户" in page.text
    answer = client.post(url, data={"to": cast.sales2.id, "reason": "离职"})
    assert (answer.status_code, answer.location) == (303, url)
    db.session.rollback()
    assert {one.owner_id for one in db.session.scalars(select(Customer))} == {cast.sales2.id}
    assert cast.sales2.name in client.get(url).text


def test_the_same_form_sent_twice_is_one_handover(client, sign_in, cast, customers, url):
    sign_in(client, "sales_manager")
    for _ in range(2):
        client.post(url, data={"to": cast.sales2.id, "reason": "离职", "form_key": "k" * 20})
    assert len(db.session.scalars(select(Handover)).all()) == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "no_receiver"),
        ({"reason": "离职"}, "no_receiver"),
        ({"to": "2147483648", "reason": "离职"}, ""),
        ({"to": "x", "reason": "离职"}, ""),
    ],
)
def test_what_is_missing_or_malformed_comes_back_with_the_form(client, sign_in, cast, customers, url, fields, said):
    answer = sign_in(client, "sales_manager").post(url, data=fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert db.session.scalars(select(Handover)).all() == []


def test_nobody_of_another_company_is_offered_or_taken(client, sign_in, cast, customers, url):
    page = sign_in(client, "president").get(url).text
    assert cast.jv_sales1.name not in page
    assert client.post(url, data={"to": cast.jv_sales1.id, "reason": "离职"}).status_code == 422


@pytest.mark.parametrize(
    ("username", "status"),
    [("sales_manager", 200), ("president", 200), ("east_gm", 403), ("jv_gm", 404), ("sales2", 403), ("admin", 403)],
)
def test_only_who_leads_the_person_opens_it(client, sign_in, url, username, status):
    assert sign_in(client, username).get(url).status_code == status


def test_after_the_account_is_closed_the_manager_is_led_there(client, sign_in, cast, customers, url):
    deactivate(cast.sales1.id, None, cast.admin)
    assert db.session.scalars(select(Notification.url).where(Notification.event == "person_left")).all() == [url]
    sign_in(client, "sales_manager")
    assert cast.sales1.name in client.get("/people?who=gone").text
    assert client.post(url, data={"to": cast.sales2.id, "reason": "离职"}).status_code == 303
    assert cast.sales1.name not in client.get("/people?who=gone").text


def test_a_large_one_says_how_far_it_is_and_is_not_begun_twice(client, sign_in, cast, customers, url, monkeypatch):
    monkeypatch.setattr("operations.handovers.SMALL", 1)
    sign_in(client, "sales_manager")
    fields = {"to": cast.sales2.id, "reason": "离职"}
    assert client.post(url, data=fields).status_code == 303
    page = client.get(url, hx=True).text
    assert 'hx-trigger="every 3s"' in page
    assert "<form" not in page
    assert client.post(url, data=fields).status_code == 422
    carry_out_handovers.run()
    page = client.get(url).text
    assert cast.sales2.name in page
    assert "every 3s" not in page


def test_the_own_claims_are_named_and_stay(client, sign_in, cast, customers, url):
    claim = new_claim(cast.sales1)
    sign_in(client, "sales_manager").post(url, data={"to": cast.sales2.id, "reason": "离职"})
    assert "A3.4" in client.get(url).text
    db.session.refresh(claim)
    assert claim.claimant_id == cast.sales1.id


def test_a_manager_who_leaves_is_told_who_decides_instead(client, sign_in, cast):
    page = sign_in(client, "president").get(f"/people/{cast.sales_manager.id}/handover").text
    assert cast.salesmgmt_manager.name in page


def test_the_pages_cost_few_queries(client, sign_in, customers, url):
    sign_in(client, "sales_manager")
    for page in (url, "/people"):
        counted = []
        event.listen(db.engine, "before_cursor_execute", lambda *args, into=counted: into.append(args[2]))
        assert client.get(page).status_code == 200
        assert len(counted) <= 14, counted
