"""What people type stays text: markup, htmx attributes and template syntax show as they were typed, and nothing of it runs."""

import datetime as dt

import pytest

import clock
from tests.support.browser import NARROW, too_wide
from tests.support.papers import number_of, text_of
from tests.support.screens import (
    Screen,
    act,
    approve_claim,
    approve_customer,
    begin_claim,
    decide_line,
    download,
    enter_line,
    keep_line,
    record_visit,
    register_customer,
    register_opportunity,
    take_from_desk,
)

MARKUP = "<img src=x onerror=alert(1)>"
FIRING = '<button hx-post="/logout" hx-trigger="load">'
TEMPLATE = "{{7*7}}"
HOSTILE = f"{MARKUP}{FIRING}{TEMPLATE}"
NAME = f"昆山{HOSTILE}有限公司"
FILE = {"name": f"{MARKUP}{TEMPLATE}.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}
ALIVE = "img[src=x], main [hx-post='/logout'], [onerror]"


@pytest.fixture
def person(visit):
    """``person("sales1")``: a screen at 390 pixels. Whatever asks for /x or signs out by itself is gathered in ``fired``."""
    fired = []

    def arrive(username: str) -> Screen:
        visitor = visit(username, viewport=NARROW)
        screen = Screen(visitor, path="/")
        visitor.context.on("request", lambda request: fired.append(request.url) if ran(request.url) else None)
        screen.page.on("dialog", lambda dialog: (fired.append(dialog.message), dialog.dismiss()))
        return screen

    yield arrive
    assert fired == []


def ran(url: str) -> bool:
    return url.endswith(("/logout", "/x"))


def shown_as_text(screen: Screen, path: str, *texts: str) -> None:
    """The page says it, literally; no element came of it; it fits the telephone."""
    screen.open(path)
    for text in texts:
        screen.sees("body", text)
    assert screen.page.locator(ALIVE).count() == 0, path
    assert too_wide(screen.page) == 0, path


def test_markup_in_names_texts_and_files_shows_as_text_wherever_it_is_read(site, person):
    sales, manager, finance = person("sales1"), person("sales_manager"), person("finance1")
    customer = register_customer(sales, NAME)
    shown_as_text(manager, "/approvals", NAME)
    shown_as_text(manager, f"/customers/{customer}/review", NAME)
    approve_customer(manager, NAME)
    texts = dict.fromkeys(("summary", "effect", "progress", "key_value", "next_step"), f"周敏说 {HOSTILE}")
    visit = record_visit(sales, customer, **texts)
    day = clock.today() + dt.timedelta(days=30)
    opportunity = register_opportunity(sales, customer, f"项目 {HOSTILE}", day.isoformat())
    claim = begin_claim(sales, f"拜访 {HOSTILE}")
    said = {"description": f"晚餐 {HOSTILE}", "progress": f"立项 {HOSTILE}", "key_value": f"预算三十万 {HOSTILE}"}
    enter_line(sales, "entertainment", amount="321", customer_id=str(customer), activity_id=str(visit), **said)
    assert sales.page.locator(ALIVE).count() == 0
    keep_line(sales, claim, FILE)
    act(sales, f"/expenses/{claim}", "submission")

    for path in ("/customers", f"/customers/{customer}", f"/search?q={TEMPLATE}", f"/customers/{customer}/history"):
        shown_as_text(sales, path, NAME)
    for path in ("/activities", f"/activities/{visit}", f"/customers/{customer}", "/activities/new"):
        shown_as_text(sales, path, NAME)
    for path in ("/opportunities", f"/opportunities/{opportunity}", "/opportunities/board"):
        shown_as_text(sales, path, f"项目 {HOSTILE}", NAME)
    shown_as_text(sales, f"/expenses/{claim}", *said.values(), FILE["name"], NAME)
    shown_as_text(sales, "/expenses", f"拜访 {HOSTILE}")
    shown_as_text(sales, "/notifications", NAME)
    shown_as_text(sales, "/")

    number = number_of(site, claim)
    approve_claim(manager, claim, number)
    take_from_desk(finance, claim, number)
    shown_as_text(finance, f"/expenses/desk/{claim}", *said.values(), NAME, f"周敏说 {HOSTILE}", FILE["name"])
    decide_line(finance, 0, "cut", accepted_amount="300", verdict_reason=HOSTILE)
    shown_as_text(finance, "/expenses/desk?tab=mine", f"拜访 {HOSTILE}")
    shown_as_text(sales, f"/expenses/{claim}", f"¥300.00 {HOSTILE}")
    paper = text_of(download(sales, "a[href$='/document.pdf']"))
    assert TEMPLATE in paper
    assert "onerror=alert(1)" in paper
    shown_as_text(person("admin"), "/admin/audit")
