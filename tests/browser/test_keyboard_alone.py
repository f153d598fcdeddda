"""The two deeds of every day without a mouse: recording an activity, and deciding about a line at the finance desk."""

import pytest

from policy.expenses import ClaimStatus
from tests.conftest import Cast
from tests.support.expenses import claim_in
from tests.support.screens import Screen

FAR = 60
"""So many times somebody presses Tab before giving up."""


def walk_to(page, selector: str) -> None:
    """Press Tab until the focus is there."""
    for _ in range(FAR):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached within {FAR} steps")


def write(page, selector: str, text: str) -> None:
    walk_to(page, selector)
    page.keyboard.insert_text(text)


@pytest.fixture
def claim(site):
    """A claim that waits for the finance desk: (id, ids of its lines)."""
    with site.app.app_context():
        claim = claim_in(ClaimStatus.MANAGER_APPROVED, Cast())
        return claim.id, [line.id for line in claim.lines]


def test_an_activity_is_recorded_with_one_key_and_the_tabulator(visit, site):
    screen = Screen(visit("sales1"), path=f"/customers/{site.ids['hq']['customers']}").ready()
    page = screen.page
    page.keyboard.press("a")
    screen.sees("dialog[open] #new-activity")
    walk_to(page, "dialog [name=customer_id]")
    page.keyboard.press("ArrowDown")
    screen.sees("dialog [name=contacts]")
    write(page, "dialog [name=summary]", "电话确认了到货时间")
    write(page, "dialog [name=effect]", "同意分批交付")
    walk_to(page, "dialog form#new-activity [type=submit]")
    page.keyboard.press("Enter")
    screen.sees(".message-success")
    screen.sees("#activities", "电话确认了到货时间")


def test_escape_leaves_the_quick_form_and_the_focus_returns_to_the_page(visit):
    screen = Screen(visit("sales1"), path="/customers").ready()
    screen.page.keyboard.press("a")
    screen.sees("dialog[open] #new-activity")
    screen.page.keyboard.press("Escape")
    screen.sees("dialog[open]", times=0)
    walk_to(screen.page, "main a")


def test_a_claim_is_taken_checked_and_approved_without_a_mouse(visit, claim):
    claim_id, lines = claim
    screen = Screen(visit("finance1"), path=f"/expenses/desk/{claim_id}").ready()
    page = screen.page
    walk_to(page, "form[action$='/check'] [type=submit]")
    page.keyboard.press("Enter")
    screen.sees("form.verdict")
    walk_to(page, f"form.verdict[action$='/lines/{lines[0]}/acceptance'] [type=submit]")
    page.keyboard.press("Enter")
    screen.sees(f"form.verdict[action$='/lines/{lines[1]}/acceptance']")
    write(page, "[name=accepted_amount]", "40")
    write(page, "[name=verdict_reason]", "超出标准")
    walk_to(page, "[formaction$='/cut']")
    page.keyboard.press("Space")
    screen.sees("form[action$='/finish']")
    walk_to(page, "form[action$='/finish'] [type=submit]")
    page.keyboard.press("Enter")
    screen.sees("form[action$='/finish']", times=0)
    screen.sees(".mark-good")


def test_one_letter_accepts_a_line_and_no_letter_does_while_a_reason_is_written(visit, claim):
    claim_id, lines = claim
    screen = Screen(visit("finance1"), path=f"/expenses/desk/{claim_id}").ready()
    screen.send("form[action$='/check']")
    screen.sees(f"form.verdict[action$='/lines/{lines[0]}/acceptance']")
    screen.page.focus("[name=verdict_reason]")
    screen.page.keyboard.type("xyz")
    screen.sees(f"form.verdict[action$='/lines/{lines[0]}/acceptance']")
    assert screen.page.input_value("[name=verdict_reason]") == "xyz"
    screen.page.locator("h1").click()
    screen.page.keyboard.press("y")
    screen.sees(f"form.verdict[action$='/lines/{lines[1]}/acceptance']")
