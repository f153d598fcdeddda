"""The visitor's side of a consultation: a secret address, one thread, and somebody who hears of it."""

import datetime as dt

import pytest

import clock
from blueprints.inquiries.keys import hashed, new_key
from extensions import db
from models import Lead, LeadMessage, Notification
from operations import consultations
from policy.leads import LeadChannel, LeadStatus


@pytest.fixture
def begin(app, client, cast):
    """``begin(words=…)`` asks a first question; the address of the thread comes back."""

    def ask(form_key="", **fields):
        with app.test_request_context():
            form_key = form_key or new_key(clock.now() - dt.timedelta(seconds=30))
        form = {"form_key": form_key, "words": "你们做排产系统吗？", **fields}
        return client.post("/inquire/consultation", data=form, csrf=False)

    return ask


@pytest.fixture
def thread(begin):
    return begin().location


def lead():
    return db.session.query(Lead).one()


def messages():
    return [row.body for row in db.session.query(LeadMessage).order_by(LeadMessage.id)]


def say(client, thread, body, **options):
    return client.post(thread, data={"body": body}, csrf=False, **options)


def test_a_question_begins_a_thread_that_only_its_address_opens(client, thread):
    token = thread.rpartition("/")[2]
    assert (lead().channel, lead().words) == (LeadChannel.CONSULTATION, "你们做排产系统吗？")
    assert lead().thread_key == hashed(token)
    assert token not in lead().thread_key
    assert "你们做排产系统吗？" in client.get(thread).text
    assert client.get(thread[:-1]).status_code == 404
    assert client.get(f"/inquire/consultation/{lead().thread_key}").status_code == 404


def test_the_page_of_a_thread_is_kept_from_search_engines_caches_and_other_sites(client, thread):
    for path in (thread, f"{thread}/messages?after=0"):
        headers = client.get(path).headers
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in headers["X-Robots-Tag"]
        assert "no-store" in headers["Cache-Control"]


def test_the_same_first_question_sent_twice_leads_to_the_same_thread(app, begin):
    with app.test_request_context():
        key = new_key(clock.now() - dt.timedelta(seconds=30))
    assert begin(form_key=key).location == begin(form_key=key).location
    assert messages() == ["你们做排产系统吗？"]
    assert begin(form_key=key, words="别的").status_code == 409


def test_a_consultation_needs_a_question_and_nothing_else(begin):
    assert begin(words=" ").status_code == 422
    assert begin(homepage="spam").location == "/inquire/thanks"
    assert db.session.query(Lead).count() == 0


def test_marketing_hears_of_a_new_thread_once_however_much_is_written(client, thread, cast):
    for number in range(3):
        say(client, thread, f"还有第 {number} 个问题")
    told = db.session.query(Notification).all()
    assert {(notice.user_id, notice.event) for notice in told} == {
        (cast.marketing1.id, "consultation_begun"),
        (cast.frontdesk1.id, "consultation_begun"),
    }
    assert len(told) == 2
    assert lead().unread_messages == 4
    assert lead().asked_at is not None


def test_a_message_sent_twice_is_one_message(client, thread):
    say(client, thread, "在吗")
    say(client, thread, "在吗")
    assert messages() == ["你们做排产系统吗？", "在吗"]
    assert say(client, thread, "  ").status_code == 422


def test_the_visitor_sees_the_answer_by_looking_again_and_reading_writes_nothing(client, thread, cast):
    first = db.session.query(LeadMessage).one()
    consultations.answer(lead().id, "做的，请留个电话。", cast.marketing1)
    news = client.get(f"{thread}/messages?after={first.id}&looks=5", hx=True).text
    assert "做的，请留个电话。" in news
    assert cast.marketing1.name not in news
    assert "delay:4s" in news
    quiet = client.get(f"{thread}/messages?after={first.id + 1}&looks=2", hx=True).text
    assert "做的" not in quiet
    assert "delay:32s" in quiet
    assert "hx-get" not in client.get(f"{thread}/messages?after={first.id + 1}&looks=500", hx=True).text
    assert lead().unread_messages == 0


@pytest.mark.parametrize("odd", ["after=x", "after=-1", "after=99999999999999999999", "looks=x", "looks=-5", ""])
def test_an_odd_look_is_a_look(client, thread, odd):
    assert client.get(f"{thread}/messages?{odd}", hx=True).status_code == 200


def test_contact_data_can_be_left_at_any_time_and_never_overwrites_what_is_known(client, thread):
    before = lead().version
    left = {"contact": "赵工", "company": "苏州精工有限公司", "phone": "13900139000", "email": ""}
    assert client.post(f"{thread}/contact", data=left, csrf=False).status_code == 303
    assert (lead().contact, lead().phone, lead().name_key) == ("赵工", "139 0013 9000", "苏州精工有限公司")
    assert lead().version > before
    client.post(f"{thread}/contact", data={**left, "phone": "13900139001"}, csrf=False)
    assert lead().phone == "139 0013 9000"
    assert "139 0013 9001" in messages()[-1]
    assert client.post(f"{thread}/contact", data={"contact": "赵工"}, csrf=False).status_code == 422


def test_writing_on_does_not_make_a_form_at_the_desk_stale(client, thread):
    before = lead().version
    say(client, thread, "还在吗")
    assert lead().version == before


def test_after_the_dispatch_the_holder_hears_of_it_once_until_somebody_answers(client, thread, cast):
    row = lead()
    row.status, row.owner_id = LeadStatus.ACCEPTED, cast.sales1.id
    say(client, thread, "第一句")
    say(client, thread, "第二句")
    told = db.session.query(Notification).filter_by(event="consultation_asked")
    assert [notice.user_id for notice in told] == [cast.sales1.id]
    consultations.answer(lead().id, "您好", cast.sales1)
    say(client, thread, "第三句")
    assert told.count() == 2


def test_after_the_end_a_message_still_lands_and_marketing_hears_of_it(client, thread, cast):
    lead().status = LeadStatus.INVALID
    assert say(client, thread, "我还在等").status_code == 303
    assert messages()[-1] == "我还在等"
    told = db.session.query(Notification).filter_by(event="consultation_asked")
    assert {notice.user_id for notice in told} == {cast.marketing1.id, cast.frontdesk1.id}


def test_when_the_holder_has_left_marketing_hears_of_it(client, thread, cast):
    row = lead()
    row.status, row.owner_id, cast.sales1.active = LeadStatus.ACCEPTED, cast.sales1.id, False
    say(client, thread, "有人吗")
    told = db.session.query(Notification).filter_by(event="consultation_asked")
    assert {notice.user_id for notice in told} == {cast.marketing1.id, cast.frontdesk1.id}


def test_by_htmx_the_talk_alone_comes_back_with_an_empty_field(client, thread):
    answer = say(client, thread, "在吗", hx=True)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "在吗" in answer.text
    assert "在吗</textarea>" not in answer.text
    refused = say(client, thread, "x" * 5000, hx=True)
    assert refused.status_code == 422
    assert "x" * 5000 in refused.text


def test_hostile_words_stay_words(client, thread):
    say(client, thread, '<script>alert(1)</script><b hx-post="/logout">')
    page = client.get(thread).text
    assert "<script>alert(1)" not in page
    assert '<b hx-post="/logout">' not in page


def test_who_writes_too_fast_is_told_to_wait_and_keeps_what_was_typed(client, thread):
    answers = [say(client, thread, f"第{number}句") for number in range(45)]
    late = answers[-1]
    assert late.status_code == 429
    assert int(late.headers["Retry-After"]) >= 1
    assert "第44句" in late.text
    assert "data-error" in say(client, thread, "再来", hx=True).text


def test_what_breaks_is_noted_without_the_secret_of_the_thread(client, thread, application, monkeypatch, caplog):
    monkeypatch.setitem(application.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setattr("blueprints.inquiries.consultations.thread_of_visitor", lambda _key: 1 / 0)
    assert client.get(thread).status_code == 500
    assert "/inquire/consultation/… failed" in caplog.text
    assert thread.rpartition("/")[2] not in caplog.text
