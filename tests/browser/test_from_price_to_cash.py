"""From a price to the money in the bank, as every role in it: quote, contract, order, delivery, acceptance, collection."""

from decimal import Decimal

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import Opportunity, Receivable, User
from policy.following import OpportunityStatus
from tests.support import cash_screens as deeds
from tests.support.contracts import template
from tests.support.quotes import new_catalogue, product, ready_opportunity
from tests.support.screens import Screen

TITLE = "装配线排产系统一期"
PRICES, TEXT = "年度目录价", "标准销售合同"


@pytest.fixture
def people(visit):
    """``people("sales1")``: that person's screen, opened once, in Chinese."""
    screens = {}

    def screen(username: str) -> Screen:
        if username not in screens:
            screens[username] = Screen(visit(username), path="/approvals").speak("zh-Hans-CN")
        return screens[username]

    return screen


@pytest.fixture
def opportunity(site):
    """One of sales1 that has come far enough for a quote, with a catalogue and the standard text of a contract."""
    with site.app.app_context():
        cast = {user.username: user for user in db.session.scalars(select(User))}
        new_catalogue(cast["business_manager"], label=PRICES)
        product("SRV-1").service = True
        template(cast["business_manager"])
        found = ready_opportunity(cast["sales1"], name=TITLE)
        ids = found.id, found.customer_id
        db.session.remove()
    return ids


def quoted(people, opportunity: int, customer: int) -> int:
    """A quote that is computed while it is typed, and approved with one key."""
    sales = people("sales1")
    quote = deeds.begin_quote(sales, customer, opportunity, title=TITLE, price_list_id=PRICES)
    deeds.offer(sales, 1, "排产系统", "1,600.00", quantity="2", discount="8折")
    deeds.offer(sales, 2, "实施服务", "4,500.00", quantity="3", net_price="1500")
    sales.sees("#sums", "6,100.00")
    sales.is_sound()
    deeds.keep_quote(sales, quote)
    deeds.submit(sales, f"/quotes/{quote}")
    deeds.agree(people("sales_manager"), TITLE)
    return quote


def signed(people, quote: int) -> int:
    """A contract with the standard text, approved by the department manager alone, and signed."""
    sales = people("sales1")
    contract = deeds.draw_up(sales, quote, TEXT)
    deeds.set_payments(sales, contract, clock.today().isoformat())
    sales.is_sound()
    deeds.submit(sales, f"/contracts/{contract}")
    deeds.agree(people("sales_manager"), TITLE)
    deeds.sign(sales, contract, clock.today().isoformat(), "价格与交付期都合适")
    return contract


def delivered(people, contract: int) -> None:
    """Ordered, reviewed, shipped, implemented, accepted."""
    sales, business = people("sales1"), people("business_assistant")
    order = deeds.write_order(sales, contract, "苏州工业园区星湖街 328 号 周敏 138 0013 8001")
    number = sales.page.locator("h1").inner_text().split()[-1]
    deeds.submit(sales, f"/orders/{order}")
    deeds.agree(people("business_manager"), number)
    deeds.execute(business, order, "实施服务部")
    deeds.ship(business, "SF1012345678")
    business.is_sound()
    work = deeds.plan(people("impl_vp"), order, "董浩")
    implementer = people("implementer1")
    deeds.do_task(implementer, work, "安装服务器", "董浩")
    implementer.is_sound()
    deeds.accept(implementer, work, "刘厂长")


def test_from_the_first_price_to_the_last_payment(site, people, opportunity):
    contract = signed(people, quoted(people, *opportunity))
    delivered(people, contract)
    finance = people("finance1")
    deeds.invoice(finance, contract, "24312000000000000001", "6,893.00", clock.today().isoformat())
    deeds.collect(finance, contract, "ICBC20261123001", "6,893.00", "6893.00")
    finance.open(f"/receivables/contracts/{contract}").is_sound()
    with site.app.app_context():
        ledger = db.session.get(Receivable, contract)
        assert (ledger.invoiced, ledger.collected, ledger.open) == (Decimal(6893), Decimal(6893), 0)
        assert db.session.get(Opportunity, opportunity[0]).status is OpportunityStatus.WON
        db.session.remove()
