"""The signature job, end to end, as every role in it, with the CDN out of reach: in Chinese with scripts, in English without.

A customer is recorded and worked, an expense rests on that work, finance checks it line by line, and it is paid.
"""

import datetime as dt

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import Stage
from tests.support.browser import CDN
from tests.support.papers import number_of, text_of
from tests.support.screens import (
    Screen,
    act,
    approve_claim,
    approve_customer,
    begin_claim,
    decide_line,
    download,
    enter_line,
    finish_check,
    keep_line,
    look,
    move_stage,
    pay,
    record_visit,
    register_customer,
    register_opportunity,
    take_from_desk,
)

PROGRESS = "周敏确认二期立项，十二月上会，要求先给服务器清单"
KEY_VALUE = "预算约三十二万元，周敏是采购决策人"
LATER = "后来改写的进展：项目推迟到明年三月"
INVOICE = {"name": "发票 餐费.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF\n"}
WAYS = {
    "in-chinese-with-scripts": (True, "zh-Hans-CN", "苏州金鸡湖精密制造有限公司", "已付款"),
    "in-english-without-scripts": (False, "en", "苏州独墅湖自动化设备有限公司", "Paid"),
}


@pytest.fixture(params=WAYS.values(), ids=WAYS)
def way(request):
    return request.param


@pytest.fixture
def people(visit, way):
    """``people("sales1")``: that person's screen, opened once, in the language of this way. No page after the first asks
    the CDN again."""
    scripts, language = way[:2]
    screens = {}

    def screen(username: str) -> Screen:
        if username not in screens:
            visitor = visit(java_script_enabled=scripts)
            visitor.asked = []
            visitor.context.on("request", lambda request: visitor.asked.append(request.url) if away(request) else None)
            screens[username] = Screen(visitor, scripts).sign_in(username).speak(language)
        return screens[username]

    yield screen
    assert [screen.visitor.asked for screen in screens.values() if len(screen.visitor.asked) > 1] == []


def away(request) -> bool:
    return request.url.startswith(CDN.removesuffix("**"))


def stages(site) -> list[int]:
    with site.app.app_context():
        return list(db.session.scalars(select(Stage.id).where(Stage.active).order_by(Stage.position)))


def work_the_customer(site, people, name: str) -> tuple[int, int]:
    """Recorded, approved, visited, with an opportunity that moves on; the ids of customer and activity."""
    sales = people("sales1")
    customer = register_customer(sales, name)
    approve_customer(people("sales_manager"), name)
    visit = record_visit(
        sales, customer, summary="拜访周敏，看了装配线", effect="同意试用", progress=PROGRESS, key_value=KEY_VALUE
    )
    day = clock.today() + dt.timedelta(days=45)
    opportunity = register_opportunity(sales, customer, "装配线数据采集二期", day.isoformat())
    _first, *later = stages(site)
    for place, stage in zip(("list", "board", "page"), later, strict=False):
        move_stage(sales, place, opportunity, stage)
    return customer, visit


def file_the_claim(sales: Screen, customer: int, visit: int) -> int:
    """One entertainment line, first incomplete and told so by clause A3.4, and one line for the desk."""
    claim = begin_claim(sales, "苏州拜访，十一月")
    enter_line(sales, "entertainment", amount="486", customer_id=str(customer), description="与周敏晚餐，三人")
    sales.sees("#line-findings .problem-blocks .clause", "A3.4")
    sales.is_sound()
    sales.fill("form#line", activity_id=str(visit), progress=PROGRESS, key_value=KEY_VALUE)
    look(sales)
    sales.sees("#line-findings .problem-blocks", times=0)
    sales.sees("#line-findings .checks")
    keep_line(sales, claim, INVOICE)
    sales.open(f"/expenses/{claim}/lines/new")
    enter_line(sales, "office", amount="200", description="样机打印耗材")
    keep_line(sales, claim)
    act(sales, f"/expenses/{claim}", "submission")
    sales.sees("form[action$='/submission']", times=0)
    return claim


def check_and_pay(people, claim: int, number: str) -> None:
    approve_claim(people("sales_manager"), claim, number)
    finance = people("finance1")
    take_from_desk(finance, claim, number)
    finance.sees(".evidence", PROGRESS)
    decide_line(finance, 0)
    decide_line(finance, 1, "cut", accepted_amount="120", verdict_reason="超出耗材标准")
    finance.is_sound()
    finish_check(finance, claim)
    pay(people("finance2"), claim, "BANK-20261123-7")


def test_from_the_first_word_about_a_customer_to_the_payment(site, people, way):
    _scripts, _language, name, paid = way
    sales, finance = people("sales1"), people("finance1")
    customer, visit = work_the_customer(site, people, name)
    claim = file_the_claim(sales, customer, visit)
    check_and_pay(people, claim, number_of(site, claim))

    sales.open(f"/expenses/{claim}").sees(".mark", paid)
    sales.sees(".step-done", times=4)
    sales.sees(".claim-line", "超出耗材标准")
    sales.sees("dd", "606.00")
    sales.is_sound()
    paper = text_of(download(sales, "a[href$='/document.pdf']"))
    assert number_of(site, claim) in paper
    assert KEY_VALUE in paper

    sales.open(f"/activities/{visit}/edit").fill(f"#edit-activity-{visit}", progress=LATER)
    sales.send(f"#edit-activity-{visit}")
    sales.at(r"/activities/(\d+)$")
    lines = finance.open(f"/expenses/desk/{claim}")
    lines.sees("del", PROGRESS)
    lines.sees("main", LATER)
    lines.is_sound()
    evidence = text_of(download(sales.open(f"/expenses/{claim}"), "a[href$='/document.pdf']"))
    assert PROGRESS in evidence
    assert LATER not in evidence
