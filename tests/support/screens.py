"""The deeds of the signature job as people do them on their screens: by the names of form fields, in any language, with
and without scripts."""

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.support.browser import PASSWORD, READY, Visitor, axe, too_wide

expect.set_options(timeout=10_000)


class Screen:
    """One person's page. ``scripts`` is False when only plain forms work."""

    def __init__(self, visitor: Visitor, scripts: bool = True, path: str = "/login"):
        self.visitor, self.scripts = visitor, scripts
        self.page = visitor.page(path)

    def sign_in(self, username: str) -> "Screen":
        self.ready().fill("main form", username=username, password=PASSWORD)
        self.send("main form")
        self.page.wait_for_url(f"{self.visitor.site.url}/")
        return self.ready()

    def speak(self, language: str) -> "Screen":
        """Switch to "en" or "zh-Hans-CN", if it is not the page's language already."""
        if self.page.get_attribute("html", "lang") != language:
            self.page.click("button[name=language]")
            self.sees(f"html[lang={language}]", times=1)
        return self.ready()

    def open(self, path: str) -> "Screen":
        self.page.goto(path)
        return self.ready()

    def ready(self) -> "Screen":
        """Until the page answers to what is typed; plain forms do so at once."""
        if self.scripts:
            self.page.wait_for_selector(READY, state="attached")
        return self

    def fill(self, form: str, **values: str) -> None:
        """Type and choose, by the names of the fields."""
        for name, value in values.items():
            field = self.page.locator(f"{form} [name={name}]").first
            kind = field.evaluate("field => field.type")
            if kind == "select-one":
                field.select_option(value)
            elif kind in ("radio", "checkbox"):
                self.page.locator(f"{form} [name={name}][value='{value}']").check()
            else:
                field.fill(value)

    def send(self, form: str, button: str = "[type=submit]") -> None:
        self.page.locator(f"{form} {button}").first.click()

    def at(self, pattern: str) -> int:
        """Wait for the address; the number in it."""
        self.page.wait_for_url(re.compile(pattern))
        self.ready()
        return int(re.search(pattern, self.page.url).group(1))

    def sees(self, selector: str, text: str | None = None, times: int | None = None) -> None:
        """Wait until the page shows it."""
        found = self.page.locator(selector)
        if times is not None:
            expect(found).to_have_count(times)
        elif text is not None:
            expect(found.filter(has_text=text).first).to_be_visible()
        else:
            expect(found.first).to_be_visible()

    def is_sound(self) -> None:
        """What the page shows now has nothing for axe to find, and fits the screen."""
        if self.scripts:
            assert axe(self.page) == []
        assert too_wide(self.page) == 0

    def follow(self, text: str) -> None:
        self.page.locator("main a").filter(has_text=text).first.click()


def register_customer(screen: Screen, name: str) -> int:
    """With its first contact, and handed to the manager at once; the customer's id."""
    screen.open("/customers/new").fill("#customer-form", name=name, province="江苏省")
    if screen.scripts:
        screen.sees("#city optgroup", times=0)
    screen.fill(
        "#customer-form",
        city="苏州市",
        industry="manufacturing",
        phone="0512 6234 5678",
        address="工业园区星湖街 328 号",
        contact_name="周敏",
        contact_phone="138 0013 8001",
    )
    screen.send("#customer-form", "[name=submit_now]")
    return screen.at(r"/customers/(\d+)$")


def approve_customer(screen: Screen, name: str) -> None:
    screen.open("/approvals").follow(name)
    screen.at(r"/approvals/(\d+)(\?|$)")
    shown = screen.page.locator("#answer-form [name=fingerprint]").input_value()
    screen.send("#answer-form", "[value=agree]")
    screen.sees(f"#answer-form [name=fingerprint][value='{shown}']", times=0)


def record_visit(screen: Screen, customer_id: int, **texts: str) -> int:
    """By the quick form: one key from the customer's page, or its own page without scripts; the activity's id."""
    screen.open(f"/customers/{customer_id}")
    if screen.scripts:
        screen.page.keyboard.press("a")
    else:
        screen.page.locator("header a[data-key='a']").click()
    screen.fill("#new-activity", customer_id=str(customer_id), **texts)
    screen.send("#new-activity")
    screen.sees(".message-success")
    screen.open(f"/customers/{customer_id}")
    newest = screen.page.locator("#activities a[href^='/activities/']").first
    return int(newest.get_attribute("href").rpartition("/")[2])


def register_opportunity(screen: Screen, customer_id: int, name: str, day: str) -> int:
    screen.open(f"/opportunities/new?customer_id={customer_id}")
    screen.fill("#new-opportunity", name=name, amount="320,000", expected_on=day)
    screen.send("#new-opportunity")
    return screen.at(r"/opportunities/(\d+)$")


def move_stage(screen: Screen, place: str, opportunity_id: int, stage: int) -> None:
    """In place: ``place`` is where the form stands, "list", "board" or "page"."""
    addresses = {"list": "/opportunities", "board": "/opportunities/board", "page": f"/opportunities/{opportunity_id}"}
    form = "#stage form" if place == "page" else f"#opportunity-{opportunity_id} form.mover"
    screen.open(addresses[place])
    version = screen.page.locator(f"{form} [name=version]")
    before = version.input_value()
    screen.fill(form, stage_id=str(stage))
    if place == "page" or not screen.scripts:
        screen.send(form)
    expect(version).not_to_have_value(before)
    expect(screen.page.locator(f"{form} [name=stage_id]")).to_have_value(str(stage))


def begin_claim(screen: Screen, purpose: str) -> int:
    screen.open("/expenses/new").fill("form#claim", purpose=purpose)
    screen.send("form#claim")
    return screen.at(r"/expenses/(\d+)/lines/new$")


def enter_line(screen: Screen, category: str, **values: str) -> None:
    """Fill in the line that is open; the policy's answer then stands beside it."""
    fixed = "#line-links input[type=hidden][name=relates_to_customer]"
    screen.fill("form#line", category=category, amount=values.pop("amount"))
    look(screen)
    if category == "entertainment":
        screen.sees(fixed, times=1)
    if "customer_id" in values:
        screen.fill("form#line", customer_id=values.pop("customer_id"))
        look(screen)
    if "activity_id" in values:
        screen.sees(f"#activity-{values['activity_id']}", times=1)
        screen.fill("form#line", activity_id=values.pop("activity_id"))
    screen.fill("form#line", **values)
    look(screen)


def look(screen: Screen) -> None:
    """Ask what the policy says; with scripts it says so by itself."""
    if not screen.scripts:
        screen.send("form#line", "[name=look]")


def keep_line(screen: Screen, claim_id: int, file: dict | None = None) -> None:
    if file:
        screen.page.set_input_files("form#line [name=file]", file)
    screen.send("form#line")
    screen.page.wait_for_url(re.compile(rf"/expenses/{claim_id}(#|$)"))
    screen.ready()


def act(screen: Screen, path: str, deed: str) -> None:
    """Press the one button that does ``deed`` on the page of ``path``."""
    screen.open(path)
    screen.send(f"form[action='{path}/{deed}']")


def approve_claim(screen: Screen, claim_id: int, number: str) -> None:
    screen.open("/approvals").follow(number)
    screen.at(r"/expenses/(\d+)$")
    screen.send(f"form[action='/expenses/{claim_id}/approval']")
    screen.sees("form[action$='/approval']", times=0)


def take_from_desk(screen: Screen, claim_id: int, number: str) -> None:
    screen.open("/expenses/desk").follow(number)
    screen.at(r"/expenses/desk/(\d+)")
    screen.send(f"form[action='/expenses/desk/{claim_id}/check']")
    screen.sees("form.verdict")


def decide_line(screen: Screen, place: int, deed: str = "", **values: str) -> None:
    """Accept a line, or do ``deed`` ("cut", "rejection"). The desk goes on to the next open line by itself."""
    line = f".case-lines li:nth-child({place + 1})"
    screen.sees(f"{line} [aria-current=true]")
    mark = screen.page.locator(f"{line} .case-line-mark")
    before = mark.inner_text()
    screen.fill("form.verdict", **values)
    screen.send("form.verdict", f"[formaction$='/{deed}']" if deed else ".btn-success")
    expect(mark).not_to_have_text(before)


def finish_check(screen: Screen, claim_id: int) -> None:
    finish = f"form[action='/expenses/desk/{claim_id}/finish']"
    screen.sees(finish)
    screen.send(finish)
    screen.sees(finish, times=0)


def pay(screen: Screen, claim_id: int, reference: str) -> None:
    screen.open(f"/expenses/{claim_id}").fill("form#payment", reference=reference)
    screen.send("form#payment")
    screen.sees("form#payment", times=0)


def download(screen: Screen, link: str) -> bytes:
    with screen.page.expect_download() as coming:
        screen.page.locator(link).first.click()
    return Path(coming.value.path()).read_bytes()
