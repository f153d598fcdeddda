"""The deeds from a price to the money as people do them on their screens; see ``tests.support.screens``."""

import re

from playwright.sync_api import expect

from tests.support.screens import Screen

SCAN = {"name": "合同盖章件.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF\n"}
RECEIPT = {**SCAN, "name": "验收单.pdf", "buffer": b"%PDF-1.4\n2 0 obj<<>>endobj\n%%EOF\n"}


def begin_quote(screen: Screen, customer: int, opportunity: int, **values: str) -> int:
    """From the opportunity's customer to the empty lines; the quote's id."""
    form = "#new-quote form"
    screen.open(f"/quotes/new?customer_id={customer}").fill(form, opportunity_id=str(opportunity), **values)
    screen.send(form)
    return screen.at(r"/quotes/(\d+)/edit$")


def offer(screen: Screen, place: int, product: str, net_amount: str, **typed: str) -> None:
    """Add a product as line ``place`` and type quantity and ratio or price; the server computes what it comes to."""
    screen.page.locator("#offered li").filter(has_text=product).locator("[name=add]").click()
    screen.sees(f"#line-{place}")
    for name, value in typed.items():
        screen.page.locator(f"#{name}-{place}").fill(value)
    screen.sees(f"#amounts-{place}", net_amount)


def keep_quote(screen: Screen, quote: int) -> None:
    screen.send("#quote-form", "[type=submit]:not(.visually-hidden):not([formaction])")
    screen.page.wait_for_url(re.compile(rf"/quotes/{quote}$"))
    screen.ready()


def submit(screen: Screen, path: str) -> None:
    """Hand in what stands at ``path``, with the page's one form for it."""
    screen.send(f"form[action='{path}/submission']")
    screen.sees(f"form[action='{path}/submission']", times=0)


def agree(screen: Screen, title: str) -> None:
    """From the inbox, by the one key that agrees; then the page is done, or goes on with the next decision."""
    screen.open("/approvals").follow(title)
    screen.at(r"/approvals/(\d+)(\?|$)")
    shown = screen.page.locator("#answer [name=fingerprint]").input_value()
    screen.page.keyboard.press("y")
    screen.sees(f"#answer [name=fingerprint][value='{shown}']", times=0)


def draw_up(screen: Screen, quote: int, text: str) -> int:
    """A contract from the quote with the standard text, up to its payments; the contract's id."""
    screen.open(f"/contracts/new?quote_id={quote}").sees("#contract")
    option = screen.page.locator("#contract [name=template_id] option").filter(has_text=text).first
    screen.fill("#contract", template_id=option.get_attribute("value"))
    screen.sees("[name=field_delivery_place]")
    screen.fill("#contract", field_delivery_place="苏州工业园区")
    screen.send("#contract form")
    return screen.at(r"/contracts/(\d+)/milestones$")


def set_payments(screen: Screen, contract: int, day: str) -> None:
    """Three tenths by a day, the rest on acceptance; the page adds them up."""
    rows = screen.page.locator("#payments tbody tr")
    for place, (label, part, term) in enumerate((("首付款", "30%", "day"), ("验收款", "", "acceptance"))):
        rows.nth(place).locator("[name=label]").fill(label)
        rows.nth(place).locator("[name=part]").fill(part)
        rows.nth(place).locator("[name=term]").select_option(term)
    rows.nth(0).locator("[name=due_on]").fill(day)
    screen.send("#milestones form")
    screen.page.wait_for_url(re.compile(rf"/contracts/{contract}$"))
    screen.ready()


def sign(screen: Screen, contract: int, day: str, reason: str) -> None:
    form = f"form[action='/contracts/{contract}/signing']"
    screen.open(f"/contracts/{contract}").fill(form, signed_on=day, reason=reason)
    screen.page.set_input_files(f"{form} [name=file]", SCAN)
    screen.send(form)
    screen.sees(form, times=0)


def write_order(screen: Screen, contract: int, ship_to: str) -> int:
    """All that the contract leaves; the order's id."""
    screen.open(f"/contracts/{contract}")
    screen.page.locator(f"a[href='/orders/new?contract_id={contract}']").first.click()
    screen.sees("#order-form form")
    screen.ready().fill("#order-form form", ship_to=ship_to)
    screen.send("#order-form form")
    return screen.at(r"/orders/(\d+)$")


def execute(screen: Screen, order: int, unit: str) -> None:
    """Start shipping, collection and implementation in one step."""
    form = "#execution form"
    screen.open(f"/orders/{order}")
    option = screen.page.locator(f"{form} [name=unit_id] option").filter(has_text=unit).first
    screen.fill(form, unit_id=option.get_attribute("value"), content="安装、培训")
    screen.send(form)
    screen.sees("#execution", times=0)


def ship(screen: Screen, waybill: str) -> None:
    """Everything that is still to be shipped, from the order's page."""
    screen.fill("#shipping form", carrier="顺丰速运", waybill=waybill)
    screen.send("#shipping form")
    screen.sees("#shipments", waybill)
    screen.sees("#shipping", times=0)


def plan(screen: Screen, order: int, leader: str) -> int:
    """Who leads the implementation of the order; its id."""
    screen.open("/implementations").page.locator("main a[href^='/implementations/']").first.click()
    work = screen.at(r"/implementations/(\d+)$")
    form = "#plan form"
    option = screen.page.locator(f"{form} [name=leader_id] option").filter(has_text=leader).first
    screen.fill(form, leader_id=option.get_attribute("value"))
    screen.send(form)
    screen.sees(".message-success")
    return work


def do_task(screen: Screen, work: int, title: str, owner: str) -> None:
    """A task is written, and moved over the board until it is done."""
    form = "#new-task form"
    screen.open(f"/implementations/{work}")
    option = screen.page.locator(f"{form} [name=owner_id] option").filter(has_text=owner).first
    screen.fill(form, title=title, owner_id=option.get_attribute("value"))
    screen.send(form)
    screen.sees("#board .board-card", title)
    for status in ("doing", "done"):
        card = screen.page.locator(".board-card").filter(has_text=title)
        card.locator("[name=status]").select_option(status)
        screen.sees(f"[data-stage={status}] .board-card", title)


def accept(screen: Screen, work: int, by: str) -> None:
    form = "#acceptance form"
    screen.open(f"/implementations/{work}").fill(form, accepted_by=by)
    screen.page.set_input_files(f"{form} [name=file]", RECEIPT)
    screen.send(form)
    screen.sees("#acceptance", times=0)


def invoice(screen: Screen, contract: int, number: str, amount: str, day: str) -> None:
    screen.open(f"/invoices/new?contract_id={contract}")
    screen.fill("#invoice form", number=number, amount=amount, due_on=day)
    screen.send("#invoice form")
    screen.sees("main", number)


def collect(screen: Screen, contract: int, reference: str, amount: str, open_: str) -> None:
    """The money came in; while the amount is typed, the page proposes what it is set against."""
    screen.open(f"/collections/new?contract_id={contract}")
    screen.fill("#collection form", reference=reference, amount=amount)
    part = screen.page.locator("#parts input").first
    expect(part).to_have_value(open_)
    screen.send("#collection form")
    screen.at(r"/collections/(\d+)$")
