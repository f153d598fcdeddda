"""The foundations themselves: sign-in state, error pages, headers, ids in URLs, and the queue that may be away."""

import pytest
from flask import abort
from sqlalchemy import select

from access import public, requires
from extensions import db, queue
from models import User
from policy.permissions import Permission


@pytest.fixture(scope="session")
def doors(application):
    """A few doors that do nothing but show what every door has."""
    if "doors" not in application.view_functions:
        application._got_first_request = False
        application.add_url_rule(
            "/-/private", "doors", requires(Permission.USE)(lambda: "private"), methods=["GET", "POST"]
        )
        application.add_url_rule("/-/broken", "broken", public(lambda: 1 / 0))
        application.add_url_rule("/-/number/<int:number>", "number", public(lambda number: str(number)))
        application.add_url_rule("/-/stop/<int:code>", "stop", public(lambda code: abort(code)))


def test_the_process_says_that_it_lives_and_that_it_can_work(client):
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json == {"status": "degraded", "database": "ok", "queue": "down"}


def test_with_a_server_to_ring_the_product_is_ready(client, valkey):
    assert client.get("/readyz").json["status"] == "ok"


@pytest.mark.usefixtures("doors")
class TestSignInState:
    def test_a_stranger_is_sent_to_sign_in_and_back(self, client):
        answer = client.get("/-/private?a=1")
        assert (answer.status_code, answer.location) == (302, "/login?next=%2F-%2Fprivate%3Fa%3D1")

    def test_htmx_is_told_to_go_there_itself_and_never_elsewhere(self, client):
        answer = client.get("/-/private", hx=True, headers={"HX-Current-URL": "https://evil.example/customers?q=x"})
        assert answer.status_code == 401
        assert answer.headers["HX-Redirect"] == "/login?next=%2Fcustomers%3Fq%3Dx"

    def test_who_signed_in_comes_in(self, client, sign_in):
        assert sign_in(client, "sales1").get("/-/private").text == "private"

    def test_signing_out_everywhere_bites_at_once(self, client, sign_in, cast):
        sign_in(client, "sales1")
        cast.sales1.session_epoch += 1
        assert client.get("/-/private").status_code == 302

    def test_a_deactivated_person_is_out_at_once(self, client, sign_in, cast):
        sign_in(client, "sales1")
        cast.sales1.active = False
        assert client.get("/-/private").status_code == 302

    def test_two_people_do_not_mix(self, app, sign_in):
        one, two = app.test_client(), app.test_client()
        sign_in(one, "sales1")
        assert (one.get("/-/private").status_code, two.get("/-/private").status_code) == (200, 302)


@pytest.mark.usefixtures("doors")
class TestErrorPages:
    @pytest.mark.parametrize("code", [400, 403, 404, 409, 413, 422, 429, 500, 503])
    def test_a_page_for_people_and_a_fragment_for_htmx(self, client, code):
        page, fragment = client.get(f"/-/stop/{code}"), client.get(f"/-/stop/{code}", hx=True)
        assert page.status_code == fragment.status_code == code
        assert "<html" in page.text
        assert "<html" not in fragment.text

    def test_what_breaks_is_answered_and_noted(self, client, application, monkeypatch, caplog):
        monkeypatch.setitem(application.config, "TESTING", False)
        monkeypatch.setitem(application.config, "PROPAGATE_EXCEPTIONS", False)
        answer = client.get("/-/broken")
        assert answer.status_code == 500
        assert "ZeroDivisionError" in caplog.text
        assert "ZeroDivisionError" not in answer.text

    def test_a_missing_token_is_refused(self, client, sign_in):
        sign_in(client, "sales1")
        assert client.post("/-/private").status_code == 200
        answer = client.post("/-/private", csrf=False)
        assert answer.status_code == 400
        assert "nonce-" in answer.headers["Content-Security-Policy"]

    def test_a_huge_form_is_refused(self, client, sign_in):
        sign_in(client, "sales1")
        assert client.post("/-/private", data={"text": "x" * 2_000_000}, csrf=False).status_code == 413

    def test_a_method_that_is_not_there(self, client):
        answer = client.delete("/healthz")
        assert answer.status_code == 405
        assert "GET" in answer.headers["Allow"]


@pytest.mark.usefixtures("doors")
@pytest.mark.parametrize("number", ["２", "-1", "1.0", "2147483648", "99999999999999999999", "1e3", "0x1"])
def test_an_odd_id_is_simply_not_found(client, number):
    assert client.get(f"/-/number/{number}").status_code == 404


def test_every_answer_is_shielded(client):
    answer = client.get("/healthz")
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert {"HX-Request", "Cookie", "Accept-Language"} <= set(answer.vary.as_set(preserve_casing=True))


def test_a_ring_that_nobody_hears_does_no_harm(app):
    assert queue.enqueue("jobs.nothing.run", 1) is False


def test_the_same_ring_waits_once(valkey):
    assert queue.enqueue("jobs.nothing.run", 1, job_id="nothing:1:1")
    assert queue.enqueue("jobs.nothing.run", 1, job_id="nothing:1:1")
    assert queue.rq.job_ids == ["nothing-1-1"]


def test_a_job_takes_ids_only(app):
    with pytest.raises(TypeError):
        queue.enqueue("jobs.nothing.run", object())


def test_the_database_keeps_its_promises(app, cast):
    cast.sales1.unit_id = 999_999
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        db.session.flush()
    db.session.rollback()


def test_between_tests_the_cast_is_as_it_was(cast):
    assert cast.sales1.name == "王磊"
    assert db.session.scalar(select(User).where(~User.active)) is None
