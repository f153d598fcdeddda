"""Two people at two screens: a visitor asks, marketing answers, and both see it without loading the page again."""

import secrets

from blueprints.inquiries.keys import hashed
from operations import consultations
from operations.inquiries import Source
from tests.support.browser import NARROW, axe, too_wide


def ask(site, words):
    """The address of a thread that a visitor has just begun."""
    token = secrets.token_urlsafe(24)
    with site.app.app_context():
        consultations.begin({"words": words}, Source(f"talk:{token}", token), hashed(token))
    return f"/inquire/consultation/{token}?lang=en"


def test_an_answer_reaches_the_visitor_by_itself_and_a_half_typed_message_stays(visit, site):
    visitor, desk = visit(viewport=NARROW), visit("marketing1")
    page = visitor.page(ask(site, "Does it plan several plants?"))
    page.fill("#message [name=body]", "And what does")
    answering = desk.page("/leads/consultations")
    answering.locator("main th a").last.click()
    assert "Does it plan several plants?" in answering.inner_text(".talk")
    answering.fill("#answer [name=body]", "It does: up to twenty.")
    answering.locator("#answer [type=submit]").click()
    page.locator(".talk-message", has_text="up to twenty").wait_for()
    assert page.input_value("#message [name=body]") == "And what does"
    page.fill("#message [name=body]", "Thank you")
    page.locator("#message [type=submit]").click()
    page.locator(".talk-own", has_text="Thank you").wait_for()
    assert page.locator(".talk-message").count() == 3
    assert (too_wide(page), too_wide(answering)) == (0, 0)
    assert visitor.complaints + desk.complaints == []
    assert [*axe(page), *axe(answering)] == []
