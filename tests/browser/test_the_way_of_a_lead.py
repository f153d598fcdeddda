"""The way of an inquiry, from the first ring to an opportunity that is followed, as every role in it: in Chinese by phone
and with scripts, in English over the website and without. And the honest settling of who owns a customer."""

import time

import pytest
from sqlalchemy import select

from extensions import db
from models import User
from policy.inquiries import FASTEST_SECONDS
from policy.leads import LeadDeed
from queries.leads import chain
from tests.support import lead_screens as deeds
from tests.support.customers import approved
from tests.support.screens import Screen

KNOWN = "138 0013 8000"
"""The number of a contact that the world begins with."""
SAID = "上周他们厂长打过电话，换个号码再问排产"
WAYS = {
    "in-chinese-with-scripts": (True, "zh-Hans-CN", "苏州胥江传动机械有限公司", "139 6213 5501"),
    "in-english-without-scripts": (False, "en", "苏州运河减速机有限公司", "139 6213 5502"),
}
DEEDS = [
    LeadDeed.ARRIVED,
    LeadDeed.SCREENED,
    LeadDeed.FILTERED,
    LeadDeed.DISPATCHED,
    LeadDeed.ACCEPTED,
    LeadDeed.FOLLOWED_UP,
    LeadDeed.CONVERTED,
]
CLAIMED = "宁波梅山港精密轴承有限公司"


@pytest.fixture
def people(visit):
    """``people("sales1")``: that person's screen, opened once."""
    screens = {}

    def screen(username: str, scripts: bool = True, language: str = "zh-Hans-CN") -> Screen:
        if username not in screens:
            screens[username] = Screen(visit(username, java_script_enabled=scripts), scripts, "/").speak(language)
        return screens[username]

    return screen


@pytest.fixture(params=WAYS.values(), ids=WAYS)
def way(request, people):
    """``at("sales2")`` is that person's screen in this way's language; the company that asks, and its number."""
    scripts, language, company, phone = request.param
    return lambda username: people(username, scripts, language), company, phone


def come_in(visit, at, company: str, phone: str) -> None:
    """By phone where the page can look the caller up; over the website otherwise, by somebody who takes time to write."""
    said = {"company": company, "contact": "顾工", "phone": phone, "words": SAID}
    if at("marketing1").scripts:
        deeds.take_call(at("frontdesk1"), KNOWN, **said)
    else:
        visitor, opened = Screen(visit(java_script_enabled=False), False, "/inquire?lang=en"), time.monotonic()
        at("business_manager")
        visitor.page.wait_for_timeout(max(0, FASTEST_SECONDS - time.monotonic() + opened) * 1000)
        deeds.inquire(visitor, **said)


def dispatch(at, lead: int) -> None:
    manager = at("business_manager")
    deeds.set_rule(manager, "江苏省", "李娜")
    deeds.filter_lead(
        manager, lead, province="江苏省", city="苏州市", industry="manufacturing", need="两个车间排产", budget="300,000"
    )
    manager.sees(".message-success", "李娜")


def walked(site, lead: int) -> list[LeadDeed]:
    with site.app.app_context():
        return [link.step.deed for link in chain(lead)]


def test_from_the_first_ring_to_an_opportunity_that_is_followed(site, visit, way):
    at, company, phone = way
    come_in(visit, at, company, phone)
    lead = deeds.screen_valid(at("marketing1"), company)
    dispatch(at, lead)

    sales = at("sales2")
    deeds.find_at_home(sales, lead)
    deeds.accept(sales, lead)
    deeds.follow_up(sales, summary="顾工约了周四看装配线", next_step="带样例去")
    sales.is_sound()
    opportunity = deeds.convert(sales, lead)
    sales.sees(f"main a[href='/leads/{lead}']")

    sales.open(f"/leads/{lead}").sees("#chain li", times=len(DEEDS))
    assert walked(site, lead) == DEEDS
    sales.sees(f"#following a[href='/opportunities/{opportunity}']")
    sales.page.locator("#following a[href^='/customers/']").click()
    sales.sees("h1", company)
    sales.sees(f"main a[href='/leads/{lead}']")


def recorded_first(site) -> dict[str, int]:
    """A customer that sales1 recorded; the ids of both salespeople."""
    with site.app.app_context():
        cast = {user.username: user for user in db.session.scalars(select(User))}
        approved(cast["sales1"], cast["sales_manager"], CLAIMED)
        return {name: cast[name].id for name in ("sales1", "sales2")}


def test_who_came_later_is_told_so_and_by_a_ruling_follows_the_customer_together_with_the_owner(site, people):
    ids = recorded_first(site)
    later, first, manager = people("sales2"), people("sales1"), people("sales_manager")
    deeds.ask_whether_taken(later, CLAIMED)
    later.sees("[data-likeness=same]", "王磊")
    conflict = deeds.open_conflict(
        later, preference="工程部点名要我", relation="两年前的项目", statement="每周都在现场"
    )
    deeds.put_forward(first, conflict, statement="三月录入，已拜访两次")
    deeds.rule_together(manager, conflict, {ids["sales1"]: "60", ids["sales2"]: "40"}, reason="两人各有根据，一起跟进")
    later.open(f"/conflicts/{conflict}").sees(".said", "两人各有根据")
    later.page.locator(".page-actions a[href^='/customers/']").click()
    customer = later.at(r"/customers/(\d+)$")
    later.sees("h1", CLAIMED)
    later.open(f"/customers/{customer}/team")
    assert later.page.locator("#team td.num").all_inner_texts() == ["60 %", "40 %", "100 %"]
    later.is_sound()
