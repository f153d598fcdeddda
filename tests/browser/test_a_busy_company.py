"""The areas of each part on a company's real lists, on a telephone in Chinese: nothing for axe to find, nothing too wide,
no link of the first page that leads nowhere."""

import pytest

from tests.support.browser import NARROW, axe, too_wide
from tests.support.demo_site import DemoSite

PARTS = ("sales1", "sales_manager", "finance1", "president", "admin")
LINKS = "links => [...new Set(links.map(link => link.getAttribute('href').split('#')[0]))]"


@pytest.fixture(scope="module")
def site():
    site = DemoSite()
    yield site
    site.close()


def areas(page) -> list[str]:
    return page.eval_on_selector_all("#menu a[href^='/']", LINKS)


def faults_of(page, path: str) -> list[str]:
    page.goto(path)
    wide = too_wide(page)
    return axe(page) + ([f"{path}: {wide} pixels too wide"] if wide else [])


@pytest.mark.slow
@pytest.mark.parametrize("username", PARTS)
def test_every_area_of_a_part_is_accessible_with_real_lists(visit, username):
    visitor = visit(username, viewport=NARROW)
    page = visitor.page("/")
    assert page.get_attribute("html", "lang") == "zh-Hans-CN"
    leads = page.eval_on_selector_all("main a[href^='/']", LINKS)
    places = areas(page)
    assert "/" in places
    assert [fault for path in places for fault in faults_of(page, path)] == []
    assert [path for path in leads if not visitor.context.request.get(path).ok] == []
