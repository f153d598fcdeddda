"""Urgent events over HTTP (A3.3): who leads and who assists them is told at once, by mail too, and answers once."""

import pytest
from sqlalchemy import select

from extensions import db
from models import AuditEntry, Notification, OutboxMail, UrgentEvent
from operations import Refused, Stale
from operations import urgent_events as verbs
from tests.support.factories import new_customer
from tests.support.opportunities import asked

WORDS = "客户产线停了，要求今天派人"


def told(event):
    rows = select(Notification.user_id).where(Notification.event == event).order_by(Notification.user_id)
    return list(db.session.scalars(rows))


def the_event():
    return db.session.scalars(select(UrgentEvent)).one()


def test_it_is_raised_from_a_customer_and_reaches_manager_and_assistant_by_mail_too(client, sign_in, cast):
    customer = new_customer(cast.sales1)
    sign_in(client, "sales1")
    assert f'href="/urgent/new?customer_id={customer.id}"' in client.get(f"/customers/{customer.id}").text
    assert customer.name in client.get(f"/urgent/new?customer_id={customer.id}").text
    data = {"words": WORDS, "customer_id": customer.id, "form_key": "once-only"}
    answer = client.post("/urgent/new", data=data)
    event = the_event()
    assert (answer.status_code, answer.location) == (303, f"/urgent/{event.id}")
    assert client.post("/urgent/new", data=data).location == f"/urgent/{event.id}"
    assert told("urgent_raised") == sorted([cast.sales_manager.id, cast.sales_assistant.id])
    assert db.session.query(OutboxMail).count() == 2
    assert cast.sales_manager.name in client.get(f"/urgent/{event.id}").text
    assert "/urgent?state=open" in sign_in(client, "sales_manager").get("/").text


def test_who_was_told_answers_once_and_who_raised_it_hears(client, sign_in, cast):
    event, _names = verbs.raise_event(cast.sales1, WORDS)
    data = {"answer": "已派服务一到现场", "version": event.version}
    assert sign_in(client, "sales1").post(f"/urgent/{event.id}", data=data).status_code == 403
    assert sign_in(client, "sales2").get(f"/urgent/{event.id}").status_code == 404
    sign_in(client, "sales_assistant")
    empty = client.post(f"/urgent/{event.id}", data={**data, "answer": " "})
    assert empty.status_code == 422
    assert 'data-code="no_answer"' in empty.text
    assert client.post(f"/urgent/{event.id}", data=data).status_code == 303
    late = sign_in(client, "sales_manager").post(f"/urgent/{event.id}", data=data)
    assert late.status_code == 422
    assert "已派服务一到现场" in late.text
    event = the_event()
    assert event.handled_by_id == cast.sales_assistant.id
    assert told("urgent_handled") == [cast.sales1.id]
    deeds = select(AuditEntry.verb).where(AuditEntry.subject_type == "urgent_events").order_by(AuditEntry.id)
    assert list(db.session.scalars(deeds)) == ["urgent_raised", "urgent_handled"]


def test_a_managers_own_event_goes_to_the_next_above(cast):
    verbs.raise_event(cast.sales_manager, WORDS)
    assert cast.sales_manager.id not in told("urgent_raised")
    assert cast.sales_assistant.id not in told("urgent_raised")
    assert told("urgent_raised")


def test_nothing_is_raised_without_words_or_about_a_customer_one_may_not_know(client, sign_in, cast):
    other = new_customer(cast.jv_sales1)
    sign_in(client, "sales1")
    assert client.get(f"/urgent/new?customer_id={other.id}").status_code == 404
    data = {"words": WORDS, "customer_id": other.id}
    assert client.post("/urgent/new", data=data).status_code == 404
    refused = client.post("/urgent/new", data={"words": "  "}, hx=True)
    assert refused.status_code == 422
    assert 'data-code="no_words"' in refused.text
    assert db.session.query(UrgentEvent).count() == 0


def test_who_may_not_know_the_customer_reads_the_words_alone(cast, client, sign_in):
    customer = new_customer(cast.east_sales1)
    verbs.raise_event(cast.sales1, WORDS, customer.id)
    page = sign_in(client, "sales_manager").get("/urgent").text
    assert WORDS in page
    assert customer.name not in page


def test_of_two_answers_the_second_is_told(cast):
    event, _names = verbs.raise_event(cast.sales1, WORDS)
    version = event.version
    verbs.handle(event.id, version, "已派人", cast.sales_manager)
    with pytest.raises((Stale, Refused)):
        verbs.handle(event.id, version, "我也派了", cast.sales_assistant)
    assert the_event().answer == "已派人"


def test_the_list_asks_little_however_long(client, sign_in, cast):
    customer = new_customer(cast.sales1)
    sign_in(client, "sales_manager")
    for _ in range(5):
        verbs.raise_event(cast.sales1, WORDS, customer.id)
    with asked() as queries:
        page = client.get("/urgent?state=open")
    assert page.text.count(WORDS) == 5
    assert len(queries) <= 12, queries
    assert WORDS not in client.get("/urgent?state=answered").text
