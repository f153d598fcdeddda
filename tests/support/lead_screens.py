"""The deeds of a lead's way and of a conflict as people do them on their screens; see ``tests.support.screens``."""

import datetime as dt

import clock
from tests.support.screens import Screen

FOLLOW, CONVERT = "#follow-up-form", "#conversion-form"


def take_call(screen: Screen, known: str, **values: str) -> int:
    """The first number is one that is known, and the page says so; then the caller gives another one. The lead's id."""
    screen.open("/leads/new")
    if screen.scripts:
        screen.fill("#call", phone=known)
        screen.sees("#known li")
    screen.fill("#call", **values)
    screen.send("#call")
    return screen.at(r"/leads/(\d+)$")


def inquire(screen: Screen, **values: str) -> None:
    """A visitor, on the public form that is open already."""
    screen.fill("main form", **values)
    screen.send("main form")
    screen.page.wait_for_url("**/inquire/thanks*")


def screen_valid(screen: Screen, words: str) -> int:
    """From the queue, by what the customer said; the lead's id."""
    screen.open("/leads/screening")
    row = screen.page.locator("tr[id^=waiting-]").filter(has_text=words)
    lead = int(row.get_attribute("id").rpartition("-")[2])
    row.locator("form[action$='/screening'] [type=submit]").click()
    screen.sees(f"#waiting-{lead} form" if screen.scripts else f"#waiting-{lead}", times=0)
    return lead


def set_rule(screen: Screen, province: str, receiver: str) -> None:
    """Leads of the province go to the person of this name, before what all other rules say."""
    screen.open("/leads/rules/new").fill("#rule form", label=province, position="1", provinces=province)
    screen.fill("#rule form", receiver="person")
    choice = screen.page.locator("#rule [name=user_id] option").filter(has_text=receiver).first
    screen.fill("#rule form", user_id=choice.get_attribute("value"))
    screen.send("#rule form")
    screen.page.wait_for_url("**/leads/rules")
    screen.ready()


def filter_lead(screen: Screen, lead: int, **values: str) -> None:
    """From the queue: what was missing is completed, and the lead is dispatched."""
    screen.open("/leads/filtering")
    screen.page.locator(f"#waiting-{lead} a.btn-primary").click()
    screen.sees("#filter form")
    place = {"city": values.pop("city")}
    screen.fill("#filter form", **values)
    if screen.scripts:
        screen.sees("#filter [name=city] optgroup", times=0)
    screen.fill("#filter form", **place)
    screen.send("#filter form")
    screen.page.wait_for_url("**/leads/filtering")
    screen.ready()


def find_at_home(screen: Screen, lead: int) -> None:
    """What was dispatched to the reader stands at home, where the screen is, with its clock."""
    waiting = screen.page.locator("#leads li").filter(has=screen.page.locator(f"a[href='/leads/{lead}']"))
    waiting.locator(".mark .ic").wait_for()
    waiting.locator("a").first.click()
    screen.at(r"/leads/(\d+)$")


def accept(screen: Screen, lead: int) -> None:
    screen.send(f"form[action='/leads/{lead}/acceptance']")
    screen.sees(f"form[action='/leads/{lead}/acceptance']", times=0)


def follow_up(screen: Screen, **values: str) -> None:
    screen.fill(FOLLOW, **values)
    screen.send(FOLLOW)
    screen.sees("#following .timeline", values["summary"])


def convert(screen: Screen, lead: int, **values: str) -> int:
    """Into a new customer with contact and opportunity; what the lead said already stands there. The opportunity's id."""
    screen.page.locator(f"#following a[href='/leads/{lead}/convert']").click()
    screen.sees(CONVERT)
    screen.ready()
    day = clock.today() + dt.timedelta(days=60)
    screen.fill(CONVERT, customer_id="", **values)
    screen.fill(CONVERT, **{"opportunity-amount": "320,000", "opportunity-expected_on": day.isoformat()})
    screen.send(CONVERT)
    return screen.at(r"/opportunities/(\d+)$")


def ask_whether_taken(screen: Screen, name: str) -> None:
    screen.open("/lookup").fill("#lookup-form", term=name)
    screen.send("#lookup-form")
    screen.sees("#found [data-hit]")


def open_conflict(screen: Screen, **words: str) -> int:
    """From the hit that is taken; the conflict's id."""
    screen.page.locator("#found a[href^='/conflicts/new']").first.click()
    screen.fill("#claim form", **words)
    screen.send("#claim form")
    return screen.at(r"/conflicts/(\d+)$")


def put_forward(screen: Screen, conflict: int, **words: str) -> None:
    screen.open(f"/conflicts/{conflict}").fill("#statement form", **words)
    screen.send("#statement form")
    screen.sees(".message-success")


def rule_together(screen: Screen, conflict: int, percent: dict[int, str], reason: str) -> None:
    """Both follow it; while the shares are typed the page adds them up."""
    screen.open("/conflicts?tab=rule").page.locator(f"#list a[href='/conflicts/{conflict}']").click()
    screen.at(r"/conflicts/(\d+)$")
    shares = {f"share_{user_id}": part for user_id, part in percent.items()}
    screen.fill("#ruling form", outcome="together", reason=reason, **shares)
    screen.sees("#sum", "100")
    screen.send("#ruling form")
    screen.sees("#ruling", times=0)
