"""The product as people meet it: the production server on a port of its own, and Chromium in front of it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import select

from app import create_app
from config import ROOT
from extensions import db
from models import User
from queries.search import index_customer
from seeds.cast import create_cast
from tests.support.client import AGENT, Client
from tests.support.databases import SqliteDatabase
from tests.support.world import World

CDN = "https://cdn.jsdelivr.net/**"
PASSWORD = "xianlu-demo"
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
"""The last one leaves no way out: nothing but the site is found, and unlike with routes Chromium keeps what it fetched."""
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
LOCAL_HTMX = ROOT / "static" / "vendor" / "htmx.min.js"
READY = "html[data-ready]"


def chromium_path() -> str | None:
    """The Chromium of this machine; None when there is none."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)


class Site:
    """A running server with the cast and one of everything in every realm.

    ``site.ids["hq"]["customers"]`` is the id of a customer, because the rows live in the server's database.
    """

    def __init__(self, **settings: str):
        self.database = SqliteDatabase()
        here = {"TESTING": True, "SQLALCHEMY_DATABASE_URI": self.database.url, "ASSETS_AS_THEY_ARE": True}
        self.app = create_app(here)
        self.app.test_client_class = Client
        with self.app.app_context():
            self.ids = self._fill()
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = self._serve(settings)
        self._wait()

    def _fill(self) -> dict[str, dict[str, int]]:
        db.create_all()
        create_cast(db.session, PASSWORD)
        db.session.commit()
        realms = World().realms.items()
        for _realm, things in realms:
            index_customer(things["customers"])
        db.session.commit()
        ids = {realm: {noun: thing.id for noun, thing in things.items()} for realm, things in realms}
        db.session.remove()
        return ids

    def _serve(self, settings: dict[str, str]) -> subprocess.Popen:
        environment = {
            **os.environ,
            "PORT": str(self.port),
            "DATABASE_URL": self.database.url,
            "ASSETS": "cdn",
            "WEB_WORKERS": "1",
            **settings,
        }
        self.log = Path(self.database.folder) / "server.log"
        with self.log.open("w") as log:
            command = [sys.executable, "-m", "gunicorn", "app:create_app()"]
            return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while not self._answers():
            if time.monotonic() > deadline or self.process.poll() is not None:
                said = self.log.read_text()[-3000:]
                self.close()
                raise RuntimeError(f"the server did not start:\n{said}")
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            return urllib.request.urlopen(f"{self.url}/healthz", timeout=2).status == 200
        except (urllib.error.URLError, OSError):
            return False

    def cookie_of(self, username: str) -> dict:
        """The session cookie of a fresh sign-in, without the form and its slow hash."""
        with self.app.app_context():
            user = db.session.scalars(select(User).where(User.username == username)).one()
            client = self.app.test_client().sign_in(user)
            name = self.app.config["SESSION_COOKIE_NAME"]
            return {"name": name, "value": client.get_cookie(name).value, "url": self.url}

    def close(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.database.close()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Visitor:
    """Somebody in front of a screen. Nothing outside the site is reachable; what goes wrong in a page is gathered.

    ``page(path)`` opens a page; ``complaints`` are script errors and CSP refusals.
    """

    def __init__(
        self,
        browser: Browser,
        site: Site,
        username: str | None = None,
        *,
        language: str = "en",
        **options,
    ):
        self.site = site
        self.complaints: list[str] = []
        wishes = {"base_url": site.url, "user_agent": AGENT, "locale": "en-US", "viewport": WIDE, **options}
        self.context: BrowserContext = browser.new_context(**wishes)
        self.context.set_default_timeout(8000)
        self.context.add_cookies([{"name": "lang", "value": language, "url": site.url}])
        if username:
            self.context.add_cookies([site.cookie_of(username)])

    def page(self, path: str) -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("console", self._listen)
        page.goto(path)
        return page

    def _listen(self, message) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def sign_in(self, username: str, password: str = PASSWORD, path: str = "/login") -> Page:
        """Through the form, as people do."""
        page = self.page(path)
        page.fill("[name=username]", username)
        page.fill("[name=password]", password)
        page.locator("main form button[type=submit]").first.click()
        return page

    def close(self) -> None:
        self.context.close()


@contextmanager
def visiting(browser: Browser, site: Site, *args, **options):
    """A visitor who leaves at the end, and who must have had nothing to complain about."""
    visitor = Visitor(browser, site, *args, **options)
    try:
        yield visitor
        assert not visitor.complaints, "\n".join(visitor.complaints)
    finally:
        visitor.close()


def axe(page: Page) -> list[str]:
    """What axe finds wrong with a page, one line for each rule and place; empty when all is well."""
    answer = Axe().run(page).response
    return [f"{page.url}: {fault['id']}: {node['target']}" for fault in answer["violations"] for node in fault["nodes"]]


def too_wide(page: Page) -> int:
    """By how many pixels the page is wider than the screen; 0 when it fits."""
    return max(0, page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
