"""The front door: who comes in, who does not, and what each is told."""

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import AuditEntry, SignIn, User
from seeds.cast import create_cast  # noqa: F401
from tests.support.hostile import TEXTS

PASSWORD = "xianlu-demo"
NEXT = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example/",
    "https:evil.example",
    "javascript:alert(1)",
    "\thttps://evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    " //evil.example",
    "data:text/html,x",
    "evil.example",
    "\u2028//evil.example",
    "%2f%2fevil.example",
]


def enter(client, username="sales1", password=PASSWORD, **more):
    return client.post("/login", data={"username": username, "password": password, **more})


@pytest.mark.parametrize("typed", ["sales1", " Sales1 ", "ＳＡＬＥＳ1"])
def test_who_knows_the_password_comes_in(client, cast, typed):
    answer = enter(client, typed)
    assert (answer.status_code, answer.location) == (303, "/")
    assert client.get("/profile").status_code == 200
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.verb, entry.by_id, entry.subject_id) == ("signed_in", cast.sales1.id, cast.sales1.id)
    assert cast.sales1.last_sign_in_at is not None
    assert cast.sales1.version == 1


def test_one_is_taken_back_to_where_one_was(client, cast):
    asked = client.get("/profile?a=1")
    page = client.get(asked.location)
    assert 'value="/profile?a=1"' in page.text
    assert enter(client, next="/profile?a=1").location == "/profile?a=1"
    assert client.get("/login?next=/password").location == "/password"


@pytest.mark.parametrize("target", NEXT)
def test_nobody_is_sent_to_another_site(client, cast, target):
    assert enter(client, next=target).location == "/"
    assert client.get("/login", query_string={"next": target}).location == "/"


def refusal(answer):
    """What the page says, without what changes with every answer."""
    start = answer.text.index('class="problems"')
    return answer.status_code, answer.text[start : answer.text.index("</section>", start)]


def test_an_unknown_name_a_wrong_password_and_a_closed_account_get_the_same_answer(client, cast):
    cast.sales2.active = False
    wrong = refusal(enter(client, password="not this one"))
    assert wrong[0] == 422
    assert refusal(enter(client, "nobody-of-this-name")) == wrong
    assert refusal(enter(client, "sales2")) == wrong
    assert enter(client, password=PASSWORD * 100).status_code == 422
    assert client.get("/profile").status_code == 302
    assert db.session.scalar(select(AuditEntry)) is None


def test_an_unknown_name_costs_one_hash_as_a_known_one_does(client, cast, monkeypatch):
    counted = []
    for name in ("burn", "matches"):
        real = getattr(__import__("passwords"), name)
        monkeypatch.setattr(f"operations.sessions.{name}", lambda *a, real=real: counted.append(1) or real(*a))
    for username in ("sales1", "nobody-of-this-name"):
        counted.clear()
        enter(client, username, "not this one")
        assert len(counted) == 1


@pytest.mark.parametrize("text", TEXTS)
def test_whatever_is_typed_gets_a_clear_answer(client, cast, text):
    assert enter(client, text, "x").status_code == 422
    assert enter(client, "sales1", text).status_code in {422}


def test_the_demo_password_opens_nothing_outside_demo_mode(client, cast, application, monkeypatch):
    page = client.get("/login")
    assert "finance1" in page.text
    monkeypatch.setitem(application.config, "DEMO", False)
    assert "finance1" not in client.get("/login").text
    assert enter(client).status_code == 422
    assert enter(client, "nobody-of-this-name").status_code == 422


class TestThrottle:
    def test_after_ten_failures_the_account_waits_and_is_told_until_when(self, client, cast):
        for _ in range(10):
            assert enter(client, password="wrong").status_code == 422
        answer = enter(client)
        assert answer.status_code == 429
        assert 0 < int(answer.headers["Retry-After"]) <= 900
        assert "15 分钟" in answer.text or "15 minutes" in answer.text
        assert enter(client, "sales2").status_code == 303

    def test_unknown_accounts_wait_alike(self, client, cast):
        for _ in range(10):
            enter(client, "nobody-of-this-name")
        assert enter(client, "nobody-of-this-name").status_code == 429

    def test_spelling_the_name_differently_gives_no_new_tries(self, client, cast):
        for _ in range(5):
            enter(client, password="wrong")
            enter(client, " ＳＡＬＥＳ1", password="wrong")
        assert enter(client).status_code == 429

    def test_an_address_that_tries_many_accounts_waits(self, client, cast):
        for number in range(100):
            enter(client, f"nobody{number}")
        assert enter(client).status_code == 429

    def test_success_does_not_count(self, client, cast):
        for _ in range(15):
            assert enter(client).status_code == 303

    def test_it_holds_while_the_server_of_the_counters_is_away(self, client, cast, application):
        from extensions import limiter

        limiter._storage_dead = False
        kept, limiter._limiter.storage = limiter._limiter.storage, Unreachable()
        try:
            for _ in range(10):
                assert enter(client, password="wrong").status_code == 422
            assert enter(client).status_code == 429
        finally:
            limiter._limiter.storage, limiter._storage_dead = kept, False


class Unreachable:
    """Counters that nobody keeps."""

    def __getattr__(self, name):
        raise ConnectionError(name)


class TestSessions:
    def test_a_cookie_kept_from_before_signing_out_opens_nothing(self, client, cast):
        enter(client)
        kept = client.get_cookie("xianlu").value
        assert client.post("/logout").location == "/login"
        assert client.get("/profile").status_code == 302
        client.set_cookie("xianlu", kept)
        assert client.get("/profile").status_code == 302

    def test_signing_out_here_leaves_the_other_device_alone(self, app, client, cast):
        other = app.test_client()
        enter(client)
        enter(other)
        client.post("/logout")
        assert other.get("/profile").status_code == 200
        other.post("/profile/sessions/end")
        assert other.get("/profile").status_code == 302

    def test_signing_out_everywhere_ends_every_session(self, app, client, cast):
        other = app.test_client()
        enter(client)
        enter(other)
        client.post("/profile/sessions/end")
        assert other.get("/profile").status_code == 302
        assert db.session.scalar(select(SignIn).where(SignIn.ended_at.is_(None))) is None

    def test_a_session_ends_by_itself_however_busy(self, client, cast, monkeypatch):
        enter(client)
        later = clock.now() + clock.dt.timedelta(days=8)
        monkeypatch.setattr(clock, "now", lambda: later)
        assert client.get("/profile").status_code == 302

    def test_a_session_that_rests_ends(self, client, cast, application, monkeypatch):
        enter(client)
        assert "Expires=" in client.get("/profile").headers["Set-Cookie"]
        monkeypatch.setitem(application.config, "PERMANENT_SESSION_LIFETIME", -1)
        assert client.get("/profile").status_code == 302

    def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(self, client, cast):
        cookie = enter(client).headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie

    def test_deactivated_in_mid_session_one_is_out_at_the_next_request(self, client, cast):
        enter(client)
        cast.sales1.active = False
        assert client.get("/profile").status_code == 302
        assert client.get("/profile", hx=True).status_code == 401

    def test_signing_out_needs_a_post_with_its_token(self, client, cast):
        enter(client)
        assert client.get("/logout").status_code == 405
        assert client.post("/logout", csrf=False).status_code == 400
        assert client.get("/profile").status_code == 200

    def test_who_is_out_already_may_sign_out(self, client, cast):
        assert client.post("/logout").location == "/login"


class TestLanguage:
    def test_a_stranger_chooses_for_this_browser(self, client, cast):
        answer = client.post("/language", data={"language": "en", "next": "/login"})
        assert (answer.status_code, answer.location) == (303, "/login")
        assert 'lang="en"' in client.get("/login").text

    def test_a_person_chooses_for_good(self, app, client, sign_in, cast):
        sign_in(client, "sales1").post("/language", data={"language": "en"})
        assert 'lang="en"' in sign_in(app.test_client(), "sales1").get("/profile").text
        assert cast.sales1.version == 1

    @pytest.mark.parametrize("choice", ["", "fr", "../../etc", "en\0", "<b>"])
    def test_an_unknown_language_changes_nothing(self, client, sign_in, cast, choice):
        sign_in(client, "sales1").post("/language", data={"language": choice, "next": "//evil.example"})
        assert db.session.get(User, cast.sales1.id).language == "zh_Hans_CN"
