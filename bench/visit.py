"""What a first visit weighs, in a real Chromium: ``python -m bench.visit sqlite:////tmp/demo.db``.

Requests and bytes over the wire of the sign-in page with an empty cache, of home after signing in, and of a later page.
"""

import argparse

from playwright.sync_api import CDPSession, Page, sync_playwright

from bench.databases import resolved
from bench.server import PASSWORD, Server

CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
SETTLED_MS = 1500


class Meter:
    """Counts what comes over the wire; answers from the browser's own cache count for nothing."""

    def __init__(self, session: CDPSession):
        self.sizes: dict[str, int] = {}
        self.urls: dict[str, str] = {}
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", lambda e: self.urls.update({e["requestId"]: e["request"]["url"]}))
        session.on(
            "Network.loadingFinished", lambda e: self.sizes.update({e["requestId"]: int(e["encodedDataLength"])})
        )

    def read(self, what: str) -> None:
        """Print what was counted since the last time, and begin anew."""
        paid = {key: size for key, size in self.sizes.items() if size and self.urls.get(key, "").startswith("http")}
        print(f"{what:16} {len(paid):3} requests {sum(paid.values()) / 1024:7.1f} KB")
        for key, size in paid.items():
            print(f"    {size / 1024:7.1f} KB  {self.urls[key].partition('//')[2].partition('/')[2]}")
        self.sizes.clear()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("database")
    options.add_argument("--port", type=int, default=8195)
    asked = options.parse_args()
    server = Server(resolved(asked.database), asked.port)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
            page = browser.new_page()
            visit(page, Meter(page.context.new_cdp_session(page)), f"http://127.0.0.1:{asked.port}")
            browser.close()
    finally:
        server.stop()


def visit(page: Page, meter: Meter, root: str) -> None:
    """Sign in, look at home, then at the customers and one of them."""
    page.goto(f"{root}/login")
    page.wait_for_timeout(SETTLED_MS)
    meter.read("first visit")
    page.fill("[name=username]", "sales1")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_timeout(SETTLED_MS)
    meter.read("signing in, home")
    for path in ("/customers", "/opportunities/board", "/expenses"):
        page.goto(root + path)
        page.wait_for_timeout(SETTLED_MS)
        meter.read(path)


if __name__ == "__main__":
    main()
