"""A server and a Chromium for each test process. ``visit("sales1")`` gives somebody in front of a screen."""

from contextlib import ExitStack

import pytest
from playwright.sync_api import sync_playwright

from tests.support.browser import LOCAL_HTMX, SWITCHES, Site, chromium_path, visiting


def pytest_collection_modifyitems(items):
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    path = chromium_path()
    if path is None:
        pytest.skip("There is no Chromium on this machine: set CHROMIUM to its path.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site():
    if not LOCAL_HTMX.exists():
        pytest.skip("static/vendor/htmx.min.js is not here: bin/test fetches it where npm exists.")
    site = Site()
    yield site
    site.close()


@pytest.fixture
def visit(chromium, site):
    """``visit("sales1", language="zh_Hans_CN", viewport=NARROW, java_script_enabled=False)``; nobody: not signed in."""
    with ExitStack() as stack:
        yield lambda *args, **options: stack.enter_context(visiting(chromium, site, *args, **options))
