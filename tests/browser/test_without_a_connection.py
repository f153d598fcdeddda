"""An expense written where there is no connection is kept on the phone and sent once when there is one again."""

import datetime as dt
import re

from sqlalchemy import select

import clock
from extensions import db
from models import ExpenseLine
from tests.support.browser import NARROW, READY


def amounts(site) -> list[str]:
    with site.app.app_context():
        rows = select(ExpenseLine).where(ExpenseLine.description == "门口打车")
        return [f"{line.amount:.2f}" for line in db.session.scalars(rows)]


def write(page, amount: str):
    page.fill("[name=amount]", amount)
    page.fill("[name=description]", "门口打车")
    page.locator("[name=rests_on][value='']").check()
    page.set_input_files("[name=file]", {"name": "小票.txt", "mimeType": "text/plain", "buffer": "收据".encode()})
    page.locator("#quick-form button[type=submit]").click()


def kept(visit, amount: str):
    """A visitor without a connection, and the page on which an expense waits for it."""
    visitor = visit("sales1", viewport=NARROW)
    page = visitor.page("/expenses/quick")
    page.wait_for_selector(READY, state="attached")
    visitor.context.set_offline(True)
    write(page, amount)
    page.wait_for_selector("#waiting-drafts li")
    return visitor, page


def test_what_was_written_without_a_connection_is_sent_once_when_it_is_back(visit, site):
    visitor, page = kept(visit, "41.70")
    assert page.input_value("[name=amount]") == ""
    assert amounts(site) == []
    visitor.context.set_offline(False)
    page.wait_for_selector("#waiting-drafts", state="hidden")
    assert amounts(site) == ["41.70"]
    page.reload()
    page.wait_for_selector("#quick-form")
    assert amounts(site) == ["41.70"]


def test_what_is_refused_comes_back_with_what_was_typed(visit, site):
    page = visit("sales1", viewport=NARROW).page("/expenses/quick")
    page.wait_for_selector(READY, state="attached")
    write(page, "0")
    page.wait_for_selector("[aria-invalid=true]")
    assert page.input_value("[name=amount]") == "0"
    assert page.evaluate("document.querySelector('[name=file]').files.length") == 1
    assert page.input_value("[name=description]") == "门口打车"


def test_a_draft_that_is_opened_stays_kept_until_it_has_arrived(visit, site):
    visitor, page = kept(visit, "52.30")
    page.locator("#waiting-drafts li button").first.click()
    assert page.input_value("[name=amount]") == "52.30"
    page.fill("[name=amount]", "53.40")
    page.locator("#quick-form button[type=submit]").click()
    page.wait_for_function("document.querySelector('[name=amount]').value === ''")
    assert page.locator("#waiting-drafts li").count() == 1
    visitor.context.set_offline(False)
    page.wait_for_selector("#waiting-drafts", state="hidden")
    assert amounts(site)[-1:] == ["53.40"]
    assert "52.30" not in amounts(site)


def test_the_moment_of_a_visit_is_that_of_the_company_wherever_the_device_thinks_it_is(visit):
    page = visit("sales1", viewport=NARROW, timezone_id="America/New_York").page("/expenses/quick")
    page.wait_for_selector(READY, state="attached")
    page.focus("[name=amount]")
    shown = dt.datetime.fromisoformat(page.input_value("[name=starts_at]"))
    assert abs(shown - clock.local(clock.now()).replace(tzinfo=None)) < dt.timedelta(minutes=3)


def test_a_page_whose_token_ran_out_sends_all_the_same(visit, site):
    page = visit("sales1", viewport=NARROW).page("/expenses/quick")
    page.wait_for_selector(READY, state="attached")
    page.evaluate("document.querySelectorAll('[name=csrf_token]').forEach((field) => { field.value = 'stale' })")
    write(page, "61.20")
    page.wait_for_url(re.compile(r"/expenses/\d+"))
    assert "61.20" in amounts(site)
