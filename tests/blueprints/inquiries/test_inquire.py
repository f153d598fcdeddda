"""The public form: it asks little, takes everybody once, and tells nothing."""

import datetime as dt
import re

import pytest

import clock
from blueprints.inquiries.keys import new_key
from config import Misconfigured, origins
from extensions import db
from models import AuditEntry, Lead, LeadStep, Notification, ParameterValue
from policy.leads import LeadChannel, LeadStatus
from tests.support.hostile import TEXTS


@pytest.fixture
def filled(app, cast):
    """``filled(phone=…)`` is the form as a person sends it, half a minute after it was opened."""

    def fill(opened_before=30, **fields):
        with app.test_request_context():
            key = new_key(clock.now() - dt.timedelta(seconds=opened_before))
        return {"form_key": key, "phone": "13900139000", **fields}

    return fill


def leads():
    return db.session.query(Lead).order_by(Lead.id).all()


def send(client, form, **options):
    return client.post("/inquire", data=form, csrf=False, **options)


def test_a_number_alone_becomes_a_lead_of_headquarters_to_be_screened(client, cast, filled):
    answer = send(client, filled(phone="139 0013-9000"))
    assert (answer.status_code, answer.location) == (303, "/inquire/thanks")
    [lead] = leads()
    assert (lead.phone, lead.channel, lead.status) == ("139 0013 9000", LeadChannel.WEBSITE, LeadStatus.NEW)
    assert (lead.unit_id, lead.taken_by_id) == (cast.unit("hq").id, None)
    assert lead.due_at > lead.arrived_at
    assert db.session.query(LeadStep).filter_by(lead_id=lead.id, by_id=None).count() == 1
    assert db.session.query(AuditEntry).filter_by(verb="lead_arrived", subject_id=lead.id).count() == 1


def test_the_words_of_the_customer_stay_as_they_were_written(client, cast, filled):
    words = "想了解排产系统\n预算大约三十万 <b>急</b>"
    send(client, filled(contact="赵工", company="苏州精工有限公司", email="zhao@example.com", city="苏州", words=words))
    [lead] = leads()
    assert lead.words == words
    assert (lead.contact, lead.company, lead.province, lead.city) == ("赵工", "苏州精工有限公司", "江苏省", "苏州市")
    assert lead.name_key


def test_marketing_is_told_once(client, cast, filled):
    form = filled(company="苏州精工有限公司")
    send(client, form)
    send(client, form)
    told = db.session.query(Notification).filter_by(event="lead_registered").all()
    assert {notice.user_id for notice in told} == {cast.marketing1.id, cast.frontdesk1.id}
    assert {notice.url for notice in told} == {f"/leads/{leads()[0].id}"}
    assert told[0].params["who"] == "苏州精工有限公司"


def test_a_strange_number_is_kept_as_it_was_given(client, filled):
    send(client, filled(phone="总机 转 803"))
    assert leads()[0].phone == "总机 转 803"


def test_without_a_way_to_answer_the_form_comes_back_as_it_was_typed(client, filled):
    answer = send(client, filled(phone="", words="请联系我"))
    assert answer.status_code == 422
    assert "请联系我" in answer.text
    assert "没有电话也没有邮箱" in answer.text
    assert "A5<" not in answer.text
    assert leads() == []


def test_the_same_form_sent_twice_is_one_inquiry_and_says_thank_you_twice(client, filled):
    form = filled(words="排产")
    assert [send(client, form).location for _ in range(3)] == ["/inquire/thanks"] * 3
    assert len(leads()) == 1


def test_the_same_form_with_other_content_is_refused_and_can_be_sent_as_a_new_one(client, filled, monkeypatch):
    form = filled(words="排产")
    send(client, form)
    again = send(client, {**form, "words": "仓储"})
    assert again.status_code == 409
    assert "仓储" in again.text
    assert len(leads()) == 1
    key = re.search(r'name="form_key"[^>]*value="([^"]+)"', again.text)[1]
    later = clock.now() + dt.timedelta(seconds=10)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert send(client, {**form, "form_key": key, "words": "仓储"}).status_code == 303
    assert [lead.words for lead in leads()] == ["排产", "仓储"]


def test_a_program_that_fills_every_field_is_thanked_and_nothing_is_kept(client, filled):
    answer = send(client, filled(homepage="https://spam.example", words="buy"))
    assert (answer.status_code, answer.location) == (303, "/inquire/thanks")
    assert leads() == []


@pytest.mark.parametrize("seconds", [0, 1, 25 * 3600])
def test_too_fast_or_too_old_is_asked_once_more_and_nothing_typed_is_lost(client, filled, seconds):
    answer = send(client, filled(opened_before=seconds, words="排产"))
    assert answer.status_code == 422
    assert "排产" in answer.text
    assert leads() == []


def test_a_forged_key_is_not_taken(client, filled):
    for key in ("", "x", "WyJhIiwxXQ.aaaa", "a" * 5000):
        assert send(client, {**filled(), "form_key": key}).status_code == 422
    assert leads() == []


def test_who_is_known_gets_the_same_thanks_as_a_stranger(client, filled):
    pages = []
    for _ in range(2):
        answer = send(client, filled(company="可见性有限公司"))
        pages.append((answer.status_code, answer.location, client.get(answer.location).text))
    assert pages[0] == pages[1]


@pytest.mark.parametrize("text", TEXTS)
def test_hostile_text_stays_text(client, filled, text):
    answer = send(client, filled(words=text, contact=text[:100], company=text[:200]))
    assert answer.status_code in {303, 422}
    assert "<script>alert" not in answer.text
    assert "<img src=x" not in answer.text


def test_a_signed_in_person_asks_as_any_visitor(client, sign_in, cast, filled):
    sign_in(client, "sales1")
    send(client, filled())
    assert leads()[0].taken_by_id is None


@pytest.mark.parametrize(("lang", "said"), [("en", "Your inquiry"), ("zh", "您的咨询"), ("xx", "您的咨询")])
def test_the_page_speaks_the_language_that_the_address_or_the_browser_asks_for(client, cast, lang, said):
    assert said in client.get(f"/inquire?lang={lang}").text
    assert "Your inquiry" in client.get("/inquire", headers={"Accept-Language": "en"}).text


def test_the_form_needs_no_cookie_and_sets_none(client, cast, filled):
    assert "Set-Cookie" not in client.get("/inquire").headers
    assert "Set-Cookie" not in send(client, filled()).headers


def test_only_allowed_sites_may_show_the_form_inside_their_pages_and_only_this_form(app, client, cast, filled):
    app.config["INQUIRY_EMBED_ORIGINS"] = ["https://www.example.com", "https://example.cn"]
    try:
        inside = client.get("/inquire?embed=1")
        sent = send(client, filled(phone=""), query_string={"embed": "1"})
        outside = [client.get(path) for path in ("/inquire", "/inquire/consultation?embed=1", "/login?embed=1")]
    finally:
        app.config["INQUIRY_EMBED_ORIGINS"] = []
    for answer in (inside, sent):
        assert (
            "frame-ancestors https://www.example.com https://example.cn;" in answer.headers["Content-Security-Policy"]
        )
        assert "X-Frame-Options" not in answer.headers
    for answer in (*outside, client.get("/inquire?embed=1")):
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    ("given", "sites"),
    [
        ("", []),
        (" https://Www.Example.com/ ,http://localhost:8080", ["https://www.example.com", "http://localhost:8080"]),
        ("https://*.example.cn", ["https://*.example.cn"]),
    ],
)
def test_allowed_sites_are_named_by_their_origin(given, sites):
    assert origins(given) == sites


@pytest.mark.parametrize("given", ["*", "example.com", "https://a.cn/page", "https://a.cn; script-src *", "'self'"])
def test_what_is_no_site_is_refused_at_the_start(given):
    with pytest.raises(Misconfigured):
        origins(given)


def test_the_surplus_from_one_address_is_told_to_wait_and_nothing_typed_is_lost(client, cast, filled):
    answers = [send(client, filled(words=f"第{number}次")) for number in range(45)]
    waiting = [answer for answer in answers if answer.status_code == 429]
    assert len(leads()) == 45 - len(waiting) == sum(answer.status_code == 303 for answer in answers)
    assert 1 <= int(waiting[0].headers["Retry-After"]) <= 61
    assert "第44次" in answers[-1].text
    assert "请等待" in answers[-1].text
    assert send(client, filled(), environ_base={"REMOTE_ADDR": "10.9.8.7"}).status_code == 303


@pytest.mark.parametrize(
    "other",
    [
        {"environ_base": {"REMOTE_ADDR": "2001:db8:1:2:ffff::7"}},
        {"headers": {"X-Forwarded-For": "10.9.8.7"}, "environ_base": {"REMOTE_ADDR": "2001:db8:1:2::1"}},
    ],
)
def test_another_address_of_the_same_network_or_a_claimed_one_is_no_other_visitor(client, cast, filled, other):
    row = ParameterValue(name="inquiries_per_minute", value="1", valid_from=clock.today(), set_at=clock.now())
    db.session.add(row)
    send(client, filled(), environ_base={"REMOTE_ADDR": "2001:db8:1:2::1"})
    assert send(client, filled(), **other).status_code == 429
    assert send(client, filled(), environ_base={"REMOTE_ADDR": "2001:db8:1:3::1"}).status_code == 303


def test_how_many_are_taken_per_minute_is_a_policy_parameter(client, cast, filled):
    row = ParameterValue(name="inquiries_per_minute", value="2", valid_from=clock.today(), set_at=clock.now())
    row.reason = "安静的网站"
    db.session.add(row)
    answers = [send(client, filled(words=str(number))).status_code for number in range(8)]
    assert answers.count(429) >= 4
    assert answers[:2] == [303, 303]
