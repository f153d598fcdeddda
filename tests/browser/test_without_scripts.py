"""Every page works as plain forms: signing in and out, languages, colours, the menu on a telephone."""

from tests.support.browser import NARROW


def test_somebody_without_scripts_signs_in_changes_language_and_colours_and_signs_out(visit):
    visitor = visit(java_script_enabled=False)
    page = visitor.sign_in("implementer1")
    assert page.url == f"{visitor.site.url}/"
    assert page.get_attribute("html", "lang") == "zh-Hans-CN"
    page.click("button[name=language]")
    assert page.get_attribute("html", "lang") == "en"
    page.click("button[name=theme]")
    page.click("button[name=theme]")
    assert page.get_attribute("html", "data-bs-theme") == "dark"
    page.click("[popovertarget=me]")
    page.get_by_role("button", name="Sign out").click()
    page.goto("/customers")
    assert "/login" in page.url


def test_the_menu_opens_on_a_telephone_without_scripts(visit):
    page = visit("sales2", viewport=NARROW, java_script_enabled=False).page("/")
    assert not page.locator("#menu").is_visible()
    page.click("[popovertarget=menu]")
    page.locator("#menu").get_by_role("link", name="客户", exact=True).click()
    assert page.url.endswith("/customers")


def test_the_system_decides_about_light_and_dark_until_somebody_chooses(visit):
    page = visit(color_scheme="dark", java_script_enabled=False).page("/login")
    background = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    assert background == "rgb(18, 24, 23)"
