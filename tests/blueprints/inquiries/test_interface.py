"""POST /api/inquiries: a company's own website hands in what its form took; once, with a key, and with clear errors."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest

import clock
from extensions import db
from models import ApiKey, Lead
from operations.api_keys import create_key, revoke_key
from operations.inquiries import Source, take
from policy.inquiries import LONGEST_BODY
from policy.leads import LeadChannel


@pytest.fixture
def key(cast):
    return create_key("公司网站", cast.admin)[1]


def hand_in(client, key, name="form-1", body=None, **options):
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": name}
    if not options:
        options["json"] = {"phone": "13900139000", "words": "排产"} if body is None else body
    return client.post("/api/inquiries", headers={k: v for k, v in headers.items() if v}, csrf=False, **options)


def leads():
    return db.session.query(Lead).all()


def test_an_inquiry_becomes_a_lead_and_sent_again_it_stays_one(client, key, cast):
    answers = [hand_in(client, key) for _ in range(3)]
    assert [(answer.status_code, answer.json) for answer in answers] == [(201, {"status": "received"})] * 3
    [lead] = leads()
    assert (lead.phone, lead.words, lead.unit_id) == ("139 0013 9000", "排产", cast.unit("hq").id)
    assert lead.source_key == f"api:{db.session.query(ApiKey).one().id}:form-1"
    assert db.session.query(ApiKey).one().last_used_on == clock.today()


def test_the_same_key_with_other_content_is_a_conflict(client, key):
    hand_in(client, key)
    answer = hand_in(client, key, body={"phone": "13900139001"})
    assert answer.status_code == 409
    assert answer.json["message"]
    assert len(leads()) == 1


def test_every_field_of_a_lead_can_be_said(client, key):
    body = {
        "company": "苏州精工有限公司",
        "contact": "赵工",
        "title": "厂长",
        "phone": "0512 6234 5678",
        "email": "zhao@example.com",
        "province": "江苏省",
        "city": "苏州",
        "industry": "manufacturing",
        "need": "排产",
        "words": "想了解",
    }
    assert hand_in(client, key, body=body).status_code == 201
    [lead] = leads()
    assert {name: getattr(lead, name) for name in body} == {**body, "city": "苏州市"}


@pytest.mark.parametrize("given", ["", "wrong", "xl_" + "a" * 43])
def test_without_a_valid_key_nothing_is_taken(client, key, given):
    answer = hand_in(client, given)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert leads() == []


def test_a_revoked_key_opens_nothing(client, key, cast):
    revoke_key(db.session.query(ApiKey).one().id, cast.admin)
    assert hand_in(client, key).status_code == 401


@pytest.mark.parametrize("name", ["", "x" * 81, "a\x7f"])
def test_without_an_idempotency_key_nothing_is_taken(client, key, name):
    answer = hand_in(client, key, name)
    assert answer.status_code == 400
    assert "Idempotency-Key" in answer.json["message"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"words": "排产"}, "phone"),
        ({"phone": "13900139000", "email": "no mail"}, "email"),
        ({"phone": "13900139000", "province": "Atlantis"}, "province"),
        ({"phone": "13900139000", "industry": "magic"}, "industry"),
        ({"phone": "13900139000", "words": "x" * 4001}, "words"),
        ({"phone": "13900139000", "status": "converted"}, "status"),
        ({"phone": "13900139000", "owner_id": "1"}, "owner_id"),
    ],
)
def test_what_cannot_be_taken_is_named_field_by_field(client, key, body, field):
    answer = hand_in(client, key, body=body)
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == [field]
    assert leads() == []


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"data": "{", "content_type": "application/json"}, 400),
        ({"data": b"\xff\xfe", "content_type": "application/json"}, 400),
        ({"data": "[" * 60000, "content_type": "application/json"}, 400),
        ({"json": ["13900139000"]}, 422),
        ({"json": {"phone": 13900139000}}, 422),
        ({"json": {"phone": "13900139000", "words": "x" * LONGEST_BODY}}, 413),
        ({"data": "phone=13900139000", "content_type": "application/x-www-form-urlencoded"}, 400),
    ],
)
def test_what_is_no_inquiry_gets_a_json_answer_that_says_so(client, key, sent, status):
    answer = hand_in(client, key, **sent)
    assert (answer.status_code, answer.mimetype) == (status, "application/json")
    assert answer.json["message"]
    assert leads() == []


def test_half_a_character_is_replaced_and_breaks_nothing(client, key):
    half = b'{"phone": "13900139000", "words": "a\\ud83d\\u0000b"}'
    assert hand_in(client, key, data=half, content_type="application/json").status_code == 201
    assert leads()[0].words == "a?b"


def test_the_errors_are_said_in_the_language_of_who_asks(client, key):
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "a", "Accept-Language": "en"}
    answer = client.post("/api/inquiries", headers=headers, json={}, csrf=False)
    assert answer.json["errors"]["phone"] == ["Without a phone number or a mail address nobody can answer."]


def test_of_a_thousand_in_a_minute_from_one_address_some_are_stored_and_the_rest_is_told_when_to_come_again(
    client, key
):
    answers = [hand_in(client, key, f"form-{number}") for number in range(1000)]
    taken = [answer for answer in answers if answer.status_code == 201]
    late = [answer for answer in answers if answer.status_code == 429]
    assert len(taken) + len(late) == 1000
    assert 20 <= len(taken) == len(leads()) <= 60
    assert all(1 <= int(answer.headers["Retry-After"]) <= 61 for answer in late)
    assert late[0].json["message"]


def test_the_day_of_the_last_use_is_kept(client, key):
    row = db.session.query(ApiKey).one()
    row.last_used_on = clock.today() - dt.timedelta(days=3)
    hand_in(client, key)
    assert db.session.query(ApiKey).one().last_used_on == clock.today()


def test_the_same_inquiry_sent_twenty_times_at_once_comes_in_once(app, cast):
    source = Source("api:1:form-1", "digest")

    def send(_number):
        with app.app_context():
            return take(LeadChannel.WEBSITE, {"phone": "139 0013 9000"}, source).id

    with ThreadPoolExecutor(10) as threads:
        assert len(set(threads.map(send, range(20)))) == 1
    assert len(leads()) == 1
