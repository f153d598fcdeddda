"""A session that ends while somebody writes: sign in again, come back, and what was typed is still there."""

from sqlalchemy import update

import clock
from extensions import db
from models import SignIn
from tests.support.browser import PASSWORD, READY

NOTE = "客户确认了二期范围，预算三十万，下周给正式方案"


def end_all_sessions(site):
    with site.app.app_context():
        db.session.execute(update(SignIn).values(ended_at=clock.now()))
        db.session.commit()


def sign_in_again(page, username):
    page.wait_for_url("**/login?next=*")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.locator("main form button[type=submit]").first.click()


def test_an_activity_written_while_the_session_ended_is_put_back_after_signing_in(visit, site):
    page = visit("sales1").page("/activities/new")
    page.wait_for_selector(READY, state="attached")
    page.fill("[name=summary]", NOTE)
    end_all_sessions(site)
    page.locator("#activity-form button[type=submit]").click()
    sign_in_again(page, "sales1")
    page.wait_for_url("**/activities/new")
    assert page.input_value("[name=summary]") == NOTE
    assert page.locator(".kept").is_visible()


def test_a_session_cookie_that_is_gone_altogether_loses_nothing_either(visit, site):
    visitor = visit("sales1")
    page = visitor.page("/activities/new")
    page.wait_for_selector(READY, state="attached")
    page.fill("[name=summary]", NOTE)
    visitor.context.clear_cookies(name=site.app.config["SESSION_COOKIE_NAME"])
    page.locator("#activity-form button[type=submit]").click()
    sign_in_again(page, "sales1")
    page.wait_for_url("**/activities/new")
    assert page.input_value("[name=summary]") == NOTE


def test_a_plain_form_comes_back_too(visit, site):
    page = visit("sales1").page("/profile")
    page.fill("[name=phone]", "139 1234 5678")
    end_all_sessions(site)
    page.locator("main form button[type=submit]").first.click()
    sign_in_again(page, "sales1")
    page.wait_for_url("**/profile")
    assert page.input_value("[name=phone]") == "139 1234 5678"


def test_what_one_person_typed_is_never_offered_to_another(visit, site):
    page = visit("sales1").page("/profile")
    page.fill("[name=phone]", "139 1234 5678")
    end_all_sessions(site)
    page.locator("main form button[type=submit]").first.click()
    sign_in_again(page, "sales2")
    page.wait_for_url("**/profile")
    assert page.input_value("[name=phone]") != "139 1234 5678"
    assert page.locator(".kept").count() == 0


def test_a_server_that_breaks_leaves_the_form_as_it_was_and_says_so(visit):
    visitor = visit("sales1")
    page = visitor.page("/activities/new")
    page.wait_for_selector(READY, state="attached")
    page.fill("[name=summary]", NOTE)
    visitor.context.route("**/activities/new", lambda route: route.abort())
    page.locator("#activity-form button[type=submit]").click()
    page.wait_for_selector("#toasts .message")
    assert page.input_value("[name=summary]") == NOTE
    visitor.complaints.clear()
