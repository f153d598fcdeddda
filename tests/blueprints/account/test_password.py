"""One's own password: changed by who knows it, strong enough, and forced after an administrator gave it."""

import pytest
from sqlalchemy import select

from extensions import db
from models import AuditEntry
from passwords import matches
from tests.support.hostile import TEXTS

OLD = "xianlu-demo"
NEW = "red kite over the river"


def change(client, present=OLD, password=NEW, repeated=None, **more):
    return client.post(
        "/password", data={"present": present, "password": password, "repeated": repeated or password}, **more
    )


def test_a_new_password_ends_every_other_session_and_keeps_this_one(app, client, sign_in, cast):
    other = app.test_client()
    sign_in(other, "sales1")
    sign_in(client, "sales1")
    assert change(client).location == "/"
    assert client.get("/profile").status_code == 200
    assert other.get("/profile").status_code == 302
    assert matches(cast.sales1.password_hash, NEW)
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.verb, entry.before, entry.after) == ("changed_password", {}, {})


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password_short"),
        ("aaaaaaaaaaaa", "password_repeated"),
        ("my sales1 secret", "password_username"),
        (OLD, "password_known"),
        ("XIANLU-demo", "password_known"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(client, sign_in, cast, password, code):
    sign_in(client, "sales1")
    answer = change(client, password=password)
    assert answer.status_code == 422
    assert f'data-code="{code}"' in answer.text
    assert f'value="{password}"' not in answer.text
    assert matches(cast.sales1.password_hash, OLD)


def test_the_old_one_again_is_refused(client, sign_in, cast):
    sign_in(client, "sales1")
    change(client)
    assert 'data-code="password_same"' in change(client, present=NEW, password=NEW).text


def test_who_does_not_know_the_present_password_changes_nothing(client, sign_in, cast):
    sign_in(client, "sales1")
    for _ in range(10):
        answer = change(client, present="wrong")
        assert answer.status_code == 422
    assert 'data-code="wrong_password"' in answer.text
    assert change(client).status_code == 429
    assert matches(cast.sales1.password_hash, OLD)


@pytest.mark.parametrize("text", TEXTS)
def test_odd_texts_get_a_clear_answer(client, sign_in, cast, text):
    sign_in(client, "sales1")
    assert change(client, present=text).status_code == 422
    assert change(client, password=NEW, repeated=text or " ").status_code == 422


def test_a_password_may_hold_any_characters(client, sign_in, cast):
    sign_in(client, "sales1")
    odd = "  先录先得 <b>{{7*7}}</b>\u202e😀 "
    assert change(client, password=odd).status_code == 303
    assert client.post("/login", data={"username": "sales1", "password": odd}).status_code == 303


class TestForcedChange:
    @pytest.fixture(autouse=True)
    def _first_password(self, client, sign_in, cast):
        cast.sales1.must_change_password = True
        sign_in(client, "sales1")

    @pytest.mark.parametrize("page", ["/", "/customers", "/profile", "/policy", "/admin", "/nothing-here"])
    def test_every_page_leads_there_first(self, client, page):
        expected = 404 if page == "/nothing-here" else 303
        answer = client.get(page)
        if answer.status_code != 404:
            assert (answer.status_code, answer.location) == (expected, "/password")
        assert client.get("/profile", hx=True).headers["HX-Redirect"] == "/password"

    def test_nothing_can_be_done_by_posting_either(self, client, cast):
        assert client.post("/profile", data={"version": 1, "phone": "010 6505 2255"}).location == "/password"
        assert cast.sales1.phone == ""

    def test_language_and_signing_out_still_work(self, client, cast):
        client.post("/language", data={"language": "en"})
        assert cast.sales1.language == "en"
        assert client.post("/logout").location == "/login"

    def test_afterwards_everything_is_open(self, client, cast):
        assert client.get("/password").status_code == 200
        change(client)
        assert not cast.sales1.must_change_password
        assert client.get("/profile").status_code == 200
