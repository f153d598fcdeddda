"""Every page, as somebody who may open it: nothing for axe to find, one heading, no wider than the screen, no script errors."""

import pytest
from flask import url_for

from tests.house.test_every_door import ADMINISTERED, NOUNS, WORDS
from tests.support.browser import NARROW, WIDE, axe, too_wide

PEOPLE = ("sales1", "sales_manager", "business_manager", "finance1", "admin")
LOOKS = {
    "wide-dark-english": ("en", WIDE, "dark"),
    "narrow-light-chinese": ("zh_Hans_CN", NARROW, "light"),
}


def paths(site) -> list[str]:
    """The address of every route that is read, for the things of headquarters."""
    things = {argument: site.ids["hq"][noun] for argument, noun in {**NOUNS, **ADMINISTERED}.items()}
    values = {**WORDS, **things}
    with site.app.test_request_context():
        return sorted(
            url_for(rule.endpoint, **{argument: values[argument] for argument in rule.arguments})
            for rule in site.app.url_map.iter_rules()
            if "GET" in rule.methods and rule.endpoint != "static"
        )


def whole_pages(visitor, addresses) -> list[str]:
    """Those of the addresses that are whole pages for this visitor."""
    found = []
    for path in addresses:
        answer = visitor.context.request.get(path, max_redirects=0)
        if answer.status == 200 and "text/html" in answer.headers["content-type"] and "<main" in answer.text():
            found.append(path)
    return found


def faults_of(page, path, closely: bool) -> list[str]:
    page.goto(path)
    faults = axe(page) if closely else []
    if page.locator("h1").count() != 1:
        faults.append(f"{path}: {page.locator('h1').count()} headings of the first rank")
    if too_wide(page):
        faults.append(f"{path}: {too_wide(page)} pixels too wide")
    return faults


@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_accessible_and_fits(visit, site, look):
    """Every page must fit the narrow screen; axe looks at each in one of the two looks, at every second one in turn."""
    language, viewport, scheme = LOOKS[look]
    open_ = paths(site)
    turn = list(LOOKS).index(look)
    faults, seen = [], 0
    for username in PEOPLE:
        visitor = visit(username, viewport=viewport, color_scheme=scheme)
        page = visitor.page("/profile")
        page.evaluate(SPEAK, language)
        mine = whole_pages(visitor, open_)
        seen += len(mine)
        for path in mine:
            turn += 1
            if turn % 2 == 0 or viewport is NARROW:
                faults += faults_of(page, path, closely=turn % 2 == 0)
        open_ = [path for path in open_ if path not in mine]
    assert faults == []
    assert seen > 30


SPEAK = """async (language) => {
  const form = document.querySelector("form[action='/language']");
  const data = new URLSearchParams(new FormData(form));
  data.set("language", language);
  await fetch("/language", { method: "POST", body: data, redirect: "manual" });
}"""
