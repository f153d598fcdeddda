"""While one types: the same rule speaks, nothing is written, and nobody learns whose the other line is."""

import datetime as dt
import re

import pytest
from sqlalchemy import event, func, select

import clock
from extensions import db
from models import AuditEntry, ExpenseLine
from operations import expenses
from policy.expenses import ClaimStatus
from tests.support.expenses import claim_in, dinner_form, line_form
from tests.support.factories import new_activity, new_claim, new_customer, new_line

EXAMINING = 21
"""What a page may ask that makes every check of every line: twenty checks, and the page around them."""


def codes(answer) -> list[str]:
    return re.findall(r'data-code="(\w+)"', answer.text)


@pytest.fixture
def claim(cast, client, sign_in):
    sign_in(client, "sales1")
    return new_claim(cast.sales1)


@pytest.fixture
def check(client, claim):
    return lambda **typed: client.post(f"/expenses/{claim.id}/lines/check?links=1", data=line_form(**typed), hx=True)


def test_an_empty_gift_says_all_that_it_needs(check):
    needed = ["customer_missing", "activity_missing", "progress_missing", "key_value_missing", "place_unknown"]
    assert codes(check(category="gifts", amount="")) == needed


def test_what_is_typed_is_judged_and_not_written(client, cast, claim, check):
    visit = new_activity(new_customer(cast.sales1), cast.sales1)
    entries = db.session.scalar(select(func.count()).select_from(AuditEntry))
    new_activity(visit.customer, cast.sales1)
    fine = check(**dinner_form(visit))
    assert (codes(fine), "绿灯" in fine.text) == ([], True)
    assert codes(check(**dinner_form(visit, progress="暂无。"))) == ["progress_filler"]
    assert db.session.scalar(select(func.count()).select_from(ExpenseLine)) == 0
    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == entries


def test_a_new_category_brings_its_declarations_and_hand_set_ones_stay(check):
    assert "customer_missing" in codes(check(category="travel", preset_for="office"))
    assert codes(check(category="travel", preset_for="travel")) == ["journey_unknown"]
    assert codes(check(category="gifts", preset_for="gifts"))[0] == "customer_missing"


def test_the_activity_brings_its_customer_and_one_click_its_texts(cast, check):
    visit = new_activity(
        new_customer(cast.sales1), cast.sales1, progress="客户同意试点三个月", key_value="预算 80 万，可复制"
    )
    new_activity(visit.customer, cast.sales1)
    answer = check(**dinner_form(visit, customer_id="", progress="", key_value="", take_over="y"))
    assert codes(answer) == []
    assert f'value="{visit.customer_id}" selected' in answer.text
    assert re.search(r'name="progress"[^>]*>\s*客户同意试点三个月', answer.text)


def test_the_picker_shows_own_activities_nearest_first_and_why_others_do_not_fit(cast, check):
    customer, other = new_customer(cast.sales1), new_customer(cast.sales1)
    now = clock.now()

    def visit(owner, subject, days, of=customer, **columns):
        at = now - dt.timedelta(days=days)
        activity = new_activity(of, owner, starts_at=at, recorded_at=at, **columns)
        activity.subject = subject
        return activity

    visit(cast.sales1, "当天拜访", 0)
    visit(cast.sales1, "三天前拜访", 3)
    visit(cast.sales1, "二十天前拜访", 20)
    visit(cast.sales1, "另一客户", 1, of=other)
    visit(cast.sales2, "别人的拜访", 0)
    visit(cast.sales2, "一起拜访", 1).participants = [cast.sales1]
    answer = check(category="entertainment", customer_id=str(customer.id)).text
    order = ["当天拜访", "一起拜访", "三天前拜访", "另一客户", "二十天前拜访"]
    assert sorted(order, key=answer.index) == order
    assert "别人的拜访" not in answer


def test_a_taken_invoice_is_told_without_saying_whose(client, cast, check):
    stranger = new_claim(cast.jv_sales1, purpose="联营公司的秘密")
    new_line(stranger, invoice_number="INV-77", amount=3)
    answer = check(invoice_number="INV-77")
    assert codes(answer) == ["same_invoice"]
    assert stranger.number not in answer.text
    assert cast.jv_sales1.name not in answer.text


def test_a_line_declared_unrelated_that_names_a_customer_raises_a_doubt(cast, check):
    new_customer(cast.sales1, name="上海华锐科技有限公司")
    new_customer(cast.east_sales1, name="杭州云帆信息技术股份有限公司")
    assert codes(check(description="请华锐张总吃饭")) == ["names_customer"]
    assert codes(check(description="给杭州云帆信息技术股份有限公司送样品")) == ["names_customer"]
    assert codes(check(description="打印纸两箱")) == []


def test_the_parameter_of_the_day_of_the_expense_counts(cast, check, monkeypatch):
    far = clock.now() - dt.timedelta(days=9)
    visit = new_activity(new_customer(cast.sales1), cast.sales1, starts_at=far, recorded_at=far)
    assert "activity_outside_window" in codes(check(**dinner_form(visit)))
    from models import ParameterValue

    db.session.add(
        ParameterValue(
            name="activity_window_days", value="10", valid_from=clock.today(), set_at=clock.now(), reason="x"
        )
    )
    assert "activity_outside_window" not in codes(check(**dinner_form(visit)))
    late = (clock.today() - dt.timedelta(days=20)).isoformat()
    assert "activity_outside_window" in codes(check(**dinner_form(visit, spent_on=late)))


@pytest.mark.parametrize("person", ["sales2", "sales_manager", "finance1"])
def test_others_do_not_type_into_a_claim(client, sign_in, cast, claim, person):
    new_line(claim)
    expenses.submit(claim.id, cast.sales1)
    sign_in(client, person)
    answer = client.post(f"/expenses/{claim.id}/lines/check", data=line_form(), hx=True)
    assert answer.status_code == (404 if person == "sales2" else 403)


@pytest.mark.parametrize(
    ("path", "person", "status", "most"),
    [
        ("/expenses/{}", "sales1", ClaimStatus.DRAFT, EXAMINING),
        ("/expenses/{}", "sales_manager", ClaimStatus.SUBMITTED, EXAMINING),
        ("/expenses/{}", "finance1", ClaimStatus.APPROVED, 10),
        ("/expenses/desk/{}", "finance1", ClaimStatus.IN_CHECK, EXAMINING),
        ("/expenses/desk", "finance1", ClaimStatus.MANAGER_APPROVED, 10),
        ("/expenses?tab=all", "president", ClaimStatus.SUBMITTED, 10),
    ],
)
def test_a_page_asks_the_database_little_however_many_lines(client, sign_in, cast, path, person, status, most):
    claim = claim_in(status, cast)
    db.session.add_all(_more_lines(claim))
    sign_in(client, person)
    url, asked = path.format(claim.id), []
    event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    assert client.get(url).status_code == 200
    asked = [text for text in asked if text.lstrip().upper().startswith(("SELECT", "WITH"))]
    assert len(asked) <= most, "\n".join(text[:150] for text in asked)


def _more_lines(claim):
    copied = claim.lines[0]
    skipped = {"id", "version", "position"}
    columns = {c.name: getattr(copied, c.name) for c in ExpenseLine.__table__.columns if c.name not in skipped}
    return [ExpenseLine(**columns, position=number) for number in range(3, 23)]
