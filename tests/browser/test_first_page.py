"""The first page is ready within three seconds although the CDN cannot be reached, and no later page waits for it."""

import time

import pytest

from tests.support.browser import CDN, READY

FIRST_PAGE_SECONDS = 3
FIRST_VISIT_REQUESTS = 6
FIRST_VISIT_BYTES = 60_000
LATER_PAGE_BYTES = 20_000


def ready_after(page, path: str) -> float:
    began = time.monotonic()
    page.goto(path)
    page.wait_for_selector(READY, state="attached")
    return time.monotonic() - began


@pytest.fixture
def silent_cdn(visit):
    """Somebody whose way out swallows everything: the CDN never answers; ``asked`` keeps the requests."""
    visitor = visit()
    visitor.asked = []
    visitor.context.route(CDN, lambda route: visitor.asked.append(route.request.url))
    return visitor


def test_a_silent_cdn_delays_the_first_page_by_a_second_and_later_pages_not_at_all(silent_cdn):
    page = silent_cdn.context.new_page()
    assert ready_after(page, "/login") < FIRST_PAGE_SECONDS
    assert page.get_attribute("html", "data-ready") == "local"
    later = ready_after(page, "/policy")
    assert later < 1
    assert len(silent_cdn.asked) == 1


def test_a_refusing_cdn_is_given_up_at_once(visit):
    page = visit().context.new_page()
    assert ready_after(page, "/login") < FIRST_PAGE_SECONDS
    assert page.get_attribute("html", "data-ready") == "local"


def test_the_cdn_is_taken_when_it_answers_with_the_right_bytes(visit):
    visitor = visit()
    served = []
    local = (visitor.site.app.static_folder + "/vendor/htmx.min.js", {"Access-Control-Allow-Origin": "*"})
    visitor.context.route(
        CDN, lambda route: (served.append(route.request.url), route.fulfill(path=local[0], headers=local[1]))
    )
    page = visitor.context.new_page()
    ready_after(page, "/login")
    assert page.get_attribute("html", "data-ready") == "cdn"
    assert served


def test_a_cdn_that_was_tampered_with_is_refused(visit):
    visitor = visit()
    bad = {"body": "window.tampered = true", "content_type": "text/javascript"}
    visitor.context.route(CDN, lambda route: route.fulfill(headers={"Access-Control-Allow-Origin": "*"}, **bad))
    page = visitor.context.new_page()
    ready_after(page, "/login")
    assert page.get_attribute("html", "data-ready") == "local"
    assert page.evaluate("window.tampered") is None
    visitor.complaints.clear()


def weigh(visitor, page, path: str) -> tuple[int, int]:
    """How many answers a page needed, and their bytes on the wire."""
    session = visitor.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes, answered = [], []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    session.on("Network.responseReceived", lambda event: answered.append(event["response"]["url"]))
    page.goto(path, wait_until="networkidle")
    page.wait_for_selector(READY, state="attached")
    session.detach()
    return len([url for url in answered if url.startswith("http")]), sum(sizes)


def test_a_first_visit_is_light_and_a_later_page_lighter(visit):
    visitor = visit("sales1")
    page = visitor.context.new_page()
    requests, size = weigh(visitor, page, "/customers")
    assert requests <= FIRST_VISIT_REQUESTS
    assert size <= FIRST_VISIT_BYTES
    _, size = weigh(visitor, page, "/opportunities")
    assert size <= LATER_PAGE_BYTES
