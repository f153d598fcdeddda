"""Draws the pictures of the README on fresh demo data: ``python -m tests.browser.pictures``. Not a test."""

import os

import tests.conftest  # noqa: F401  (the environment of the tests, before the application is imported)

from playwright.sync_api import sync_playwright  # isort: skip
from sqlalchemy import func, select  # isort: skip

from config import ROOT  # isort: skip
from extensions import db  # isort: skip
from models import Activity, Approval, Customer, ExpenseClaim, ExpenseLine, Lead, Opportunity, Quote, User  # isort: skip
from policy.approvals import ApprovalKind, ApprovalState  # isort: skip
from policy.expenses import Category, ClaimStatus  # isort: skip
from policy.leads import LeadStatus  # isort: skip
from policy.quoting import QuoteStatus  # isort: skip
from tests.support.browser import SWITCHES, Visitor, chromium_path  # isort: skip
from tests.support.demo_site import DemoSite  # isort: skip
from tests.support.screens import Screen, enter_line  # isort: skip

FOLDER = ROOT / "docs" / "images"
LARGEST = 250_000
SIZE = {"width": 1280, "height": 790}


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    site = DemoSite()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium_path(),
                args=[*SWITCHES, "--lang=zh-CN"],
                env={**os.environ, "LANGUAGE": "zh_CN"},
            )
            for draw in (desk, customer, board, line, lead, dispatch, decision, quote):
                draw(lambda name: Screen(look(browser, site, name), path="/").ready(), site)
            browser.close()
    finally:
        site.close()


def look(browser, site, username: str) -> Visitor:
    return Visitor(browser, site, username, language="zh_Hans_CN", viewport=SIZE, color_scheme="light", locale="zh-CN")


def keep(screen: Screen, name: str) -> None:
    file = FOLDER / f"{name}.png"
    screen.page.screenshot(path=file, animations="disabled", caret="hide")
    size = file.stat().st_size
    print(f"{file.relative_to(ROOT)}: {size:,} bytes")
    if size > LARGEST:
        raise SystemExit(f"{file.name} is larger than {LARGEST:,} bytes")


def desk(arrive, site) -> None:
    """The claim with most doubts that waits for the finance desk, at a line that raises one where there is such a line."""
    with site.app.app_context():
        waiting = (
            select(ExpenseLine.claim_id)
            .join(ExpenseClaim)
            .where(ExpenseClaim.status == ClaimStatus.MANAGER_APPROVED)
            .order_by(ExpenseClaim.doubts.desc(), ExpenseLine.category != Category.ENTERTAINMENT)
        )
        claim_id = db.session.scalars(waiting).first()
    screen = arrive("finance1").open(f"/expenses/desk/{claim_id}")
    screen.send("form[action$='/check']")
    screen.sees("form.verdict")
    doubtful = screen.page.locator(".case-lines li:has(.case-warns) a")
    line = doubtful if doubtful.count() else screen.page.locator(".case-lines li a")
    keep(screen.open(line.first.get_attribute("href")), "desk")


def customer(arrive, site) -> None:
    """The customer of sales1 with most work on it."""
    with site.app.app_context():
        work = (
            select(Customer.id)
            .join(User, User.id == Customer.owner_id)
            .join(Activity, Activity.customer_id == Customer.id)
            .where(User.username == "sales1", Customer.id.in_(select(Opportunity.customer_id)))
            .where(Customer.id.in_(select(ExpenseLine.customer_id)))
            .group_by(Customer.id)
            .order_by(func.count().desc())
        )
        customer_id = db.session.scalars(work).first()
    keep(arrive("sales1").open(f"/customers/{customer_id}"), "customer")


def board(arrive, site) -> None:
    keep(arrive("sales1").open("/opportunities/board"), "board")


def line(arrive, site) -> None:
    """A dinner as it is typed, with what it still lacks."""
    with site.app.app_context():
        draft = (
            select(ExpenseClaim.id)
            .join(User, User.id == ExpenseClaim.claimant_id)
            .where(User.username == "sales1", ExpenseClaim.status == ClaimStatus.DRAFT)
        )
        claim_id = db.session.scalars(draft).first()
    screen = arrive("sales1").open(f"/expenses/{claim_id}/lines/new")
    enter_line(screen, "entertainment", amount="680", progress="很顺利", description="与客户采购部晚餐，四人")
    screen.sees("#line-findings .problem-blocks")
    screen.page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    keep(screen, "line")


def lead(arrive, site) -> None:
    """An inquiry in the hands of sales1, with its chain and its clock."""
    with site.app.app_context():
        mine = select(Lead.id).join(User, User.id == Lead.owner_id).where(User.username == "sales1")
        lead_id = db.session.scalars(mine.where(Lead.status == LeadStatus.DISPATCHED).order_by(Lead.id)).first()
    keep(arrive("sales1").open(f"/leads/{lead_id}"), "lead")


def dispatch(arrive, site) -> None:
    """Where a lead of a place and industry would go, and why."""
    address = "/leads/rules/test?province=上海市&city=上海市&industry=energy"
    keep(arrive("business_manager").open(address), "dispatch")


def decision(arrive, site) -> None:
    """A quote that waits for the sales manager."""
    with site.app.app_context():
        waiting = select(Approval.id).where(
            Approval.kind == ApprovalKind.QUOTE, Approval.state == ApprovalState.PENDING
        )
        sold = waiting.join(User, User.id == Approval.requested_by_id).where(User.username == "sales1")
        approval_id = db.session.scalars(sold.order_by(Approval.id)).first()
    keep(arrive("sales_manager").open(f"/approvals/{approval_id}"), "decision")


def quote(arrive, site) -> None:
    """A draft of sales1 in the editor."""
    with site.app.app_context():
        drafts = select(Quote.id).join(User, User.id == Quote.owner_id).where(User.username == "sales1")
        quote_id = db.session.scalars(drafts.where(Quote.status == QuoteStatus.DRAFT).order_by(Quote.id)).first()
    keep(arrive("sales1").open(f"/quotes/{quote_id}/edit"), "quote")


if __name__ == "__main__":
    main()
