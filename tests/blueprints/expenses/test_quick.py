"""At the customer's door: picture, activity and expense in one go, once (A3.4). Lines copied, and one for each day."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from sqlalchemy import func, select

import clock
from extensions import db
from models import Activity, ExpenseClaim, ExpenseLine
from policy.expenses import Category
from tests.support import vouchers
from tests.support.factories import new_activity, new_claim, new_customer, new_line


@pytest.fixture
def mine(client, sign_in, cast):
    sign_in(client, "sales1")
    return client


@pytest.fixture
def visit(cast):
    return new_activity(new_customer(cast.sales1), cast.sales1, progress="客户同意试点", key_value="预算八十万")


def quick(**typed) -> dict:
    today = clock.today().isoformat()
    form = {"category": "local_transport", "amount": "36.50", "spent_on": today, "city": "上海", "description": "打车"}
    form |= {"starts_at": clock.local(clock.now()).strftime("%Y-%m-%dT%H:%M")}
    return (
        form
        | {"rests_on": "", "kind": "visit", "customer_id": "", "summary": "", "progress": "", "key_value": ""}
        | typed
    )


def only_line() -> ExpenseLine:
    return db.session.scalars(select(ExpenseLine)).one()


def test_an_expense_rests_on_an_activity_of_these_days(mine, visit):
    assert visit.subject in mine.get("/expenses/quick").text
    photo = (io.BytesIO(vouchers.photograph(vouchers.qr_text(total="36.50"))), "照片.png")
    sent = mine.post("/expenses/quick", data=quick(rests_on=str(visit.id), file=[photo]))
    line = only_line()
    assert (sent.status_code, sent.location) == (303, f"/expenses/{line.claim_id}#line-{line.id}")
    assert (line.activity_id, line.customer_id, line.amount) == (visit.id, visit.customer_id, Decimal("36.50"))
    assert (line.progress, len(line.files), line.invoices[0].number) == ("客户同意试点", 1, vouchers.NUMBER)


def test_the_activity_is_recorded_with_it(mine, cast):
    customer = new_customer(cast.sales1)
    new = {"rests_on": "new", "customer_id": str(customer.id), "summary": "上门确认二期范围，客户要求周五前给方案"}
    new |= {"effect": "客户愿意立项", "progress": "客户确认二期范围并同意立项", "key_value": "预算三十万，十二月定标"}
    assert mine.post("/expenses/quick", data=quick(**new)).status_code == 303
    line, activity = only_line(), db.session.scalars(select(Activity)).one()
    assert (line.activity_id, line.customer_id, activity.owner_id) == (activity.id, customer.id, cast.sales1.id)
    assert line.key_value == "预算三十万，十二月定标"


def test_what_is_refused_of_the_activity_leaves_no_half_expense(mine, cast):
    theirs = new_customer(cast.sales2)
    page = mine.post("/expenses/quick", data=quick(rests_on="new", customer_id=str(theirs.id), summary="拜访"))
    assert page.status_code == 422
    assert 'value="36.50"' in page.text
    assert db.session.scalar(select(func.count()).select_from(ExpenseLine)) == 0
    assert db.session.scalar(select(func.count()).select_from(ExpenseClaim)) == 0


def test_the_same_form_sent_again_does_nothing_twice(mine, visit):
    data = quick(rests_on=str(visit.id), form_key="k" * 30)
    first, second = mine.post("/expenses/quick", data=data), mine.post("/expenses/quick", data=data)
    assert first.location == second.location
    only_line()


def test_the_next_expense_joins_the_open_claim_of_the_month(mine, visit):
    for amount in ("10", "20"):
        mine.post("/expenses/quick", data=quick(amount=amount))
    claim = db.session.scalars(select(ExpenseClaim)).one()
    assert claim.total == 30


@pytest.mark.parametrize(
    "odd", [{"amount": ""}, {"amount": "=1"}, {"spent_on": "2999-01-01"}, {"rests_on": "999999"}, {"category": "x"}]
)
def test_what_is_odd_comes_back_as_typed(mine, visit, odd):
    assert mine.post("/expenses/quick", data=quick(**odd)).status_code == 422
    assert db.session.scalar(select(func.count()).select_from(ExpenseLine)) == 0


def test_anothers_activity_cannot_be_rested_on(mine, cast):
    theirs = new_activity(new_customer(cast.sales2), cast.sales2)
    assert mine.post("/expenses/quick", data=quick(rests_on=str(theirs.id))).status_code == 422


def test_a_line_is_copied_without_its_invoice(mine, cast):
    claim = new_claim(cast.sales1)
    line = new_line(claim, invoice_number="12345678")
    made = mine.post(f"/expenses/{claim.id}/lines/{line.id}/copy", data={"version": line.version, "form_key": "k1"})
    again = mine.post(f"/expenses/{claim.id}/lines/{line.id}/copy", data={"version": line.version, "form_key": "k1"})
    assert again.location == made.location
    copy = db.session.scalars(select(ExpenseLine).where(ExpenseLine.id != line.id)).one()
    assert made.location.endswith(f"/expenses/{claim.id}/lines/{copy.id}/edit")
    assert (copy.amount, copy.category, copy.invoice_number) == (line.amount, line.category, "")
    assert mine.post(f"/expenses/{claim.id}/lines/999999/copy").status_code == 404


def test_one_line_for_each_day(mine, cast):
    claim = new_claim(cast.sales1)
    last = min(claim.period_to, clock.today())
    first = max(claim.period_from, last - dt.timedelta(days=2))
    days = (last - first).days + 1
    form = {"category": "allowance", "spent_on": first.isoformat(), "until": last.isoformat(), "weekends": "y"}
    form |= {"amount": "100", "activity_id": "", "city": "杭州", "description": "出差补助", "form_key": "d" * 24}
    assert mine.get(f"/expenses/{claim.id}/per-day").status_code == 200
    for _ in range(2):
        assert mine.post(f"/expenses/{claim.id}/per-day", data=form).status_code == 303
    lines = list(db.session.scalars(select(ExpenseLine).order_by(ExpenseLine.spent_on)))
    assert [line.spent_on for line in lines] == [first + dt.timedelta(days=place) for place in range(days)]
    assert {line.category for line in lines} == {Category.ALLOWANCE}


@pytest.mark.parametrize(("back", "ahead"), [(40, 0), (0, -1), (0, 3)])
def test_too_many_days_none_or_days_to_come_are_refused_and_nothing_is_written(mine, cast, back, ahead):
    claim = new_claim(cast.sales1)
    first, last = clock.today() - dt.timedelta(days=back), clock.today() + dt.timedelta(days=ahead)
    form = {"category": "allowance", "spent_on": first.isoformat(), "until": last.isoformat(), "weekends": "y"}
    assert (
        mine.post(f"/expenses/{claim.id}/per-day", data=form | {"amount": "100", "activity_id": ""}).status_code == 422
    )
    assert db.session.scalar(select(func.count()).select_from(ExpenseLine)) == 0


def test_an_activity_of_yesterday_is_recorded_as_of_yesterday(mine, cast):
    customer, then = new_customer(cast.sales1), clock.now().replace(second=0, microsecond=0) - dt.timedelta(days=1)
    new = {"rests_on": "new", "customer_id": str(customer.id), "summary": "上门确认二期范围，客户要求周五前给方案"}
    new |= {"effect": "客户愿意立项", "progress": "客户确认二期范围并同意立项", "key_value": "预算三十万，十二月定标"}
    days = {
        "spent_on": clock.day_of(then).isoformat(),
        "next_step": "周五送方案",
        "next_step_on": clock.today().isoformat(),
    }
    at = clock.local(then).strftime("%Y-%m-%dT%H:%M")
    assert mine.post("/expenses/quick", data=quick(**new, **days, starts_at="")).status_code == 422
    assert mine.post("/expenses/quick", data=quick(**new, **days, starts_at=at)).status_code == 303
    activity = db.session.scalars(select(Activity).where(Activity.status == "done")).one()
    assert (activity.starts_at, clock.day_of(activity.recorded_at)) == (then, clock.today())
    assert activity.next_step == "周五送方案"


def test_too_many_pictures_are_refused_with_what_was_typed(mine, visit):
    photo = vouchers.photograph("nothing of an invoice")
    seven = [(io.BytesIO(photo), f"{place}.png") for place in range(7)]
    page = mine.post("/expenses/quick", data=quick(rests_on=str(visit.id), file=seven))
    assert page.status_code == 422
    assert "36.50" in page.text
    assert db.session.scalar(select(func.count(ExpenseLine.id))) == 0
