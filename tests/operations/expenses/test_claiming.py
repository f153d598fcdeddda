"""A3.4: a claim's life through its verbs, the rules judged inside the transaction."""

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import func, select

import clock
from extensions import db
from models import (
    ExpenseDecision,
    ExpensePayment,
)
from operations import Refused, expense_checks, expense_lines, expense_payments, expenses
from policy.entry import CustomerStatus
from policy.expenses import Category, ClaimStatus
from tests.support.expenses import approved, codes, in_check, lines, told
from tests.support.factories import line_values, new_activity, new_claim, new_customer, new_line


def test_a_claim_goes_its_whole_way(claim, cast):
    total = claim.total
    in_check(claim, cast)
    dinner, paper = lines(claim)
    expense_checks.accept(dinner.id, cast.finance1)
    expense_checks.cut(paper.id, cast.finance1, Decimal("60.01"), "只报销两包")
    expense_checks.finish(claim.id, cast.finance1)
    assert (claim.status, claim.accepted_total) == (ClaimStatus.APPROVED, total - Decimal("39.99"))
    expense_payments.pay(claim.id, cast.finance2, clock.today(), "网银 20261123-7")
    assert claim.status is ClaimStatus.PAID
    assert db.session.scalars(select(ExpensePayment)).one().amount == total - Decimal("39.99")
    steps = db.session.scalars(select(ExpenseDecision.decision).order_by(ExpenseDecision.id))
    assert list(steps) == ["submit", "approve", "take", "finish", "pay"]
    assert told(cast.sales1) == ["expense_manager_approved", "expense_approved", "expense_paid"]
    assert told(cast.sales_manager) == ["expense_submitted"]


def test_numbers_run_through_the_month(cast):
    first, second = new_claim(cast.sales1), new_claim(cast.sales2)
    assert first.number == f"BX-{clock.today():%Y%m}-0001"
    assert second.number == f"BX-{clock.today():%Y%m}-0002"


def test_the_number_after_9999(cast):
    first = new_claim(cast.sales1)
    first.number = first.number[:-4] + "9999"
    db.session.commit()
    assert [new_claim(cast.sales1).number[-5:] for _ in range(2)] == ["10000", "10001"]


def test_a_blocker_keeps_the_claim_a_draft_and_loses_nothing(claim, cast):
    new_line(claim, category=Category.GIFTS, description="茶叶")
    with pytest.raises(Refused) as caught:
        expenses.submit(claim.id, cast.sales1)
    assert codes(caught) == {"customer_missing", "progress_missing", "key_value_missing", "activity_missing"}
    assert claim.status is ClaimStatus.DRAFT
    assert len(lines(claim)) == 3


def test_an_empty_claim_is_not_submitted(cast):
    with pytest.raises(Refused) as caught:
        expenses.submit(new_claim(cast.sales1).id, cast.sales1)
    assert codes(caught) == {"no_lines"}


def test_a_customer_who_is_not_approved_blocks_until_it_is(cast, claim, visit):
    visit.customer.status = CustomerStatus.SUBMITTED
    db.session.commit()
    with pytest.raises(Refused) as caught:
        expenses.submit(claim.id, cast.sales1)
    assert codes(caught) == {"customer_not_approved"}


def test_progress_and_key_value_are_taken_over_from_the_activity(cast, visit):
    line = new_line(new_claim(cast.sales1), visit, progress="", key_value="")
    values = {name: getattr(line, name) for name in line_values()}
    expense_lines.change(line.id, cast.sales1, values, take_over=True)
    assert (line.progress, line.key_value) == ("客户同意试点三个月", "预算 80 万，可复制到五家分厂")


def test_entertainment_is_fixed_as_both_whatever_was_posted(cast, visit):
    line = new_line(new_claim(cast.sales1), visit, relates_to_customer=False, relates_to_action=False)
    assert line.relates_to_customer
    assert line.relates_to_action
    assert line.customer_id == visit.customer_id


@pytest.mark.parametrize("field", ["customer_id", "activity_id"])
def test_what_one_cannot_see_is_refused_as_absent(cast, field):
    foreign = new_activity(new_customer(cast.east_sales1), cast.east_sales1)
    ids = {"customer_id": foreign.customer_id, "activity_id": foreign.id}
    posted = line_values(
        category=Category.GIFTS, relates_to_customer=True, relates_to_action=True, **{field: ids[field]}
    )
    nowhere = {**posted, field: 99_999}
    claim = new_claim(cast.sales1)
    for values in (posted, nowhere):
        with pytest.raises(Refused) as caught:
            expense_lines.add(claim.id, cast.sales1, values)
        assert codes(caught) == {f"unknown_{field.removesuffix('_id')}"}
    assert lines(claim) == []


def test_a_customer_that_moved_on_stays_on_its_line(cast, claim, visit):
    visit.customer.owner_id, visit.customer.unit_id = cast.east_sales1.id, cast.east_sales1.unit_id
    db.session.commit()
    dinner = lines(claim)[0]
    values = {name: getattr(dinner, name) for name in line_values()} | {"city": "杭州"}
    assert expense_lines.change(dinner.id, cast.sales1, values).customer_id == visit.customer_id


def test_an_expense_in_the_future_is_refused(cast):
    with pytest.raises(Refused) as caught:
        new_line(new_claim(cast.sales1), spent_on=clock.today() + dt.timedelta(days=1))
    assert codes(caught) == {"spent_in_future"}


def test_others_cannot_touch_a_claim(cast, claim):
    line = lines(claim)[0]
    for deed in (
        lambda: expense_lines.add(claim.id, cast.sales2, line_values()),
        lambda: expense_lines.change(line.id, cast.sales2, line_values()),
        lambda: expense_lines.remove(line.id, cast.sales_manager),
        lambda: expenses.submit(claim.id, cast.sales_manager),
        lambda: expenses.remove(claim.id, cast.finance1),
    ):
        with pytest.raises(Refused) as caught:
            deed()
        assert codes(caught) == {"not_the_claimant"}


def test_what_was_handed_in_is_not_edited_before_it_is_taken_back(cast, claim):
    expenses.submit(claim.id, cast.sales1)
    with pytest.raises(Refused) as caught:
        expense_lines.remove(lines(claim)[0].id, cast.sales1)
    assert codes(caught) == {"not_editable"}
    expenses.withdraw(claim.id, cast.sales1)
    expense_lines.remove(lines(claim)[0].id, cast.sales1)
    assert claim.total == Decimal("100.00")


def test_a_claim_taken_back_after_approval_is_approved_anew(cast, claim):
    approved(claim, cast)
    expenses.withdraw(claim.id, cast.sales1)
    expenses.submit(claim.id, cast.sales1)
    assert (claim.status, claim.round) == (ClaimStatus.SUBMITTED, 2)
    assert told(cast.sales_manager) == ["expense_submitted", "expense_submitted"]


@pytest.mark.parametrize("deed", ["take", "finish", "pay"])
def test_lines_that_changed_behind_an_approval_send_the_claim_back(cast, claim, deed):
    approved(claim, cast)
    if deed != "take":
        expense_checks.take(claim.id, cast.finance1)
        for line in lines(claim):
            expense_checks.accept(line.id, cast.finance1)
    if deed == "pay":
        expense_checks.finish(claim.id, cast.finance1)
    lines(claim)[1].description = "改过的内容"
    db.session.commit()
    deeds = {
        "take": lambda: expense_checks.take(claim.id, cast.finance1),
        "finish": lambda: expense_checks.finish(claim.id, cast.finance1),
        "pay": lambda: expense_payments.pay(claim.id, cast.finance1, clock.today(), ""),
    }
    deeds[deed]()
    assert claim.status is ClaimStatus.RETURNED
    assert "expense_lines_changed" in told(cast.sales1)
    assert db.session.scalar(select(func.count()).select_from(ExpensePayment)) == 0
