"""The desk's side of a consultation: who waits longest, the answer, and who may give it."""

import datetime as dt

import pytest

import clock
from extensions import db
from models import AuditEntry, Lead, LeadMessage
from operations import consultations
from operations.inquiries import Source
from policy.leads import LeadStatus


@pytest.fixture
def thread(cast):
    """``thread("one")`` is the lead of a visitor who has just asked."""

    def begin(name, **values):
        values = {"words": f"{name} 想了解", "contact": name, **values}
        return consultations.begin(values, Source(f"form:{name}", name), f"key-{name}")

    return begin


def lead_of(lead):
    return db.session.get(Lead, lead.id)


def test_who_waits_longest_stands_first_and_who_was_answered_in_the_other_tab(client, sign_in, cast, thread):
    late, early, done = thread("后来"), thread("先来"), thread("答过")
    early.asked_at = clock.now() - dt.timedelta(hours=2)
    db.session.commit()
    consultations.answer(done.id, "您好", cast.marketing1)
    sign_in(client, "frontdesk1")
    page = client.get("/leads/consultations").text
    assert page.index(f"/leads/{early.id}/consultation") < page.index(f"/leads/{late.id}/consultation")
    assert f"/leads/{done.id}/consultation" not in page
    assert f"/leads/{done.id}/consultation" in client.get("/leads/consultations?tab=answered").text


def test_an_answer_stands_in_the_thread_and_nobody_waits_any_more(client, sign_in, cast, thread):
    lead = thread("赵工")
    sign_in(client, "marketing1")
    answer = client.post(f"/leads/{lead.id}/consultation", data={"body": "您好，请问贵公司在哪里？", "form_key": "k1"})
    assert (answer.status_code, answer.location) == (303, f"/leads/{lead.id}/consultation")
    row = db.session.query(LeadMessage).order_by(LeadMessage.id.desc()).first()
    assert (row.body, row.by_id) == ("您好，请问贵公司在哪里？", cast.marketing1.id)
    assert (lead_of(lead).unread_messages, lead_of(lead).asked_at) == (0, None)
    assert db.session.query(AuditEntry).filter_by(verb="consultation_answered").count() == 1
    client.post(f"/leads/{lead.id}/consultation", data={"body": "您好，请问贵公司在哪里？", "form_key": "k1"})
    assert db.session.query(LeadMessage).count() == 2


def test_an_empty_answer_is_refused_with_the_thread_as_it_is(client, sign_in, cast, thread):
    lead = thread("赵工")
    sign_in(client, "marketing1")
    for hx in (False, True):
        answer = client.post(f"/leads/{lead.id}/consultation", data={"body": " "}, hx=hx)
        assert answer.status_code == 422
        assert "赵工 想了解" in answer.text
    assert lead_of(lead).unread_messages == 1


def test_what_needs_no_answer_can_be_marked_as_read(client, sign_in, cast, thread):
    lead = thread("赵工")
    sign_in(client, "marketing1")
    assert client.post(f"/leads/{lead.id}/consultation/read").status_code == 303
    assert (lead_of(lead).unread_messages, lead_of(lead).asked_at) == (0, None)


def test_reading_and_looking_for_news_leaves_the_visitor_waiting(client, sign_in, cast, thread):
    lead = thread("赵工")
    sign_in(client, "marketing1")
    assert "赵工 想了解" in client.get(f"/leads/{lead.id}/consultation").text
    assert "赵工 想了解" in client.get(f"/leads/{lead.id}/consultation/messages?after=0", hx=True).text
    assert lead_of(lead).unread_messages == 1


def test_the_holder_answers_and_colleagues_of_the_holder_do_not(client, sign_in, cast, thread):
    lead = thread("赵工")
    lead.status, lead.owner_id, lead.unit_id = LeadStatus.ACCEPTED, cast.sales1.id, cast.sales1.unit_id
    for username, expected in (("sales1", 303), ("sales2", 404), ("sales_manager", 403), ("supervisor1", 403)):
        sign_in(client, username)
        answer = client.post(f"/leads/{lead.id}/consultation", data={"body": f"我是 {username}"})
        assert (username, answer.status_code) == (username, expected)
    assert "我是 sales1" in client.get(f"/leads/{lead.id}/consultation").text
    assert 'name="body"' not in client.get(f"/leads/{lead.id}/consultation").text


def test_a_lead_without_a_thread_is_shown_itself(client, sign_in, cast, thread):
    lead = thread("赵工")
    lead.thread_key = None
    sign_in(client, "marketing1")
    assert client.get(f"/leads/{lead.id}/consultation").location == f"/leads/{lead.id}"
    assert client.post(f"/leads/{lead.id}/consultation", data={"body": "您好"}).status_code == 404


def test_other_companies_see_nothing_of_it(client, sign_in, cast, thread):
    lead = thread("赵工")
    sign_in(client, "jv_gm")
    assert client.get(f"/leads/{lead.id}/consultation").status_code == 404
    assert client.get(f"/leads/{lead.id}/consultation/messages").status_code == 404


def test_a_visitor_who_writes_while_an_answer_is_given_still_waits(cast, thread):
    lead = thread("赵工")
    consultations.answer(lead.id, "您好", cast.marketing1)
    consultations.ask(lead.id, "好的")
    assert lead_of(lead).unread_messages == 1
    assert lead_of(lead).asked_at is not None
