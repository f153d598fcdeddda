"""A list answers while one types, keeps its filters in the address, and comes back whole with the Back button."""

from tests.support.browser import READY


def test_typing_a_name_narrows_the_list_and_back_brings_it_again(visit):
    page = visit("sales_manager").page("/customers")
    page.wait_for_selector(READY, state="attached")
    search = page.locator("main input[type=search]")
    with page.expect_response(lambda answer: "q=" in answer.url):
        search.press_sequentially("可见性hq", delay=20)
    page.wait_for_url("**q=*")
    assert page.locator("main tbody tr").count() == 1
    page.locator("main tbody a").first.click()
    page.wait_for_url("**/customers/*")
    page.go_back()
    page.wait_for_selector("main tbody tr")
    assert page.locator("h1").count() == 1
    assert page.locator("main input[type=search]").input_value() == "可见性hq"


def test_keys_lead_to_search_rows_and_the_quick_sheet(visit):
    page = visit("sales1").page("/customers")
    page.wait_for_selector(READY, state="attached")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    assert "/customers/" in page.evaluate("document.activeElement.href")
    page.keyboard.press("a")
    page.wait_for_selector("#sheet[open]")
    assert page.evaluate("document.activeElement.closest('#sheet') !== null")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.wait_for_selector("#keys[open]")
