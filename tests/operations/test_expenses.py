"""A3.4: a claim's life through its verbs, the rules judged inside the transaction."""

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import func, select

import clock
from extensions import db
from models import (
    AuditEntry,
    EvidenceSnapshot,
    ExpenseClaim,
    ExpenseDecision,
    ExpenseLine,
    ExpensePayment,
    Notification,
)
from operations import Refused, Stale, expense_approvals, expense_checks, expense_lines, expense_payments, expenses
from policy.entry import CustomerStatus
from policy.expenses import Category, ClaimStatus, Verdict
from policy.following import ActivityStatus
from tests.support.factories import line_values, new_activity, new_claim, new_customer, new_line


@pytest.fixture
def visit(cast):
    customer = new_customer(cast.sales1)
    return new_activity(customer, cast.sales1, progress="客户同意试点三个月", key_value="预算 80 万，可复制到五家分厂")


@pytest.fixture
def claim(cast, visit):
    """A draft with a dinner that rests on a visit, and office supplies."""
    claim = new_claim(cast.sales1)
    new_line(claim, visit)
    new_line(claim)
    return claim


def codes(caught) -> set[str]:
    return {problem.code for problem in caught.value.problems}


def told(user) -> list[str]:
    rows = select(Notification.event).where(Notification.user_id == user.id)
    return list(db.session.scalars(rows.order_by(Notification.id)))


def approved(claim, cast):
    expenses.submit(claim.id, cast.sales1)
    expense_approvals.approve(claim.id, cast.sales_manager)
    return claim


def in_check(claim, cast):
    approved(claim, cast)
    expense_checks.take(claim.id, cast.finance1)
    return claim


def lines(claim) -> list[ExpenseLine]:
    return list(
        db.session.scalars(select(ExpenseLine).where(ExpenseLine.claim_id == claim.id).order_by(ExpenseLine.id))
    )


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


def test_a_managers_own_claim_goes_to_the_next_one_up(cast):
    claim = new_claim(cast.sales_manager)
    new_line(claim)
    expenses.submit(claim.id, cast.sales_manager)
    with pytest.raises(Refused) as caught:
        expense_approvals.approve(claim.id, cast.sales_manager)
    assert codes(caught) == {"own_claim"}
    assert told(cast.salesmgmt_manager) == ["expense_submitted"]
    assert expense_approvals.approve(claim.id, cast.salesmgmt_manager).status is ClaimStatus.MANAGER_APPROVED


@pytest.mark.parametrize("who", ["channel_manager", "east_gm", "jv_gm", "sales_assistant", "finance1", "sales2"])
def test_only_a_manager_of_the_unit_approves(cast, claim, who):
    expenses.submit(claim.id, cast.sales1)
    with pytest.raises(Refused) as caught:
        expense_approvals.approve(claim.id, getattr(cast, who))
    assert codes(caught) == {"not_the_manager"}


def test_returning_needs_a_reason_and_the_claimant_reads_it(cast, claim):
    expenses.submit(claim.id, cast.sales1)
    with pytest.raises(Refused) as caught:
        expense_approvals.send_back(claim.id, cast.sales_manager, " 。 ")
    assert codes(caught) == {"reason_missing"}
    expense_approvals.send_back(claim.id, cast.sales_manager, "发票抬头不对")
    assert claim.status is ClaimStatus.RETURNED
    note = db.session.scalars(select(Notification).where(Notification.event == "expense_returned")).one()
    assert (note.user_id, note.params["reason"]) == (cast.sales1.id, "发票抬头不对")


def test_one_of_two_has_the_claim_in_check_and_may_give_it_back(cast, claim):
    in_check(claim, cast)
    with pytest.raises(Refused):
        expense_checks.take(claim.id, cast.finance2)
    with pytest.raises(Refused) as caught:
        expense_checks.accept(lines(claim)[0].id, cast.finance2)
    assert codes(caught) == {"not_the_checker"}
    expense_checks.release(claim.id, cast.finance1)
    assert (claim.status, claim.checker_id) == (ClaimStatus.MANAGER_APPROVED, None)
    expense_checks.take(claim.id, cast.finance2)
    assert claim.checker_id == cast.finance2.id


def test_a_blocked_line_is_not_accepted_only_rejected(cast, claim, visit):
    in_check(claim, cast)
    visit.status = ActivityStatus.CANCELLED
    db.session.commit()
    dinner = lines(claim)[0]
    for deed in (
        lambda: expense_checks.accept(dinner.id, cast.finance1),
        lambda: expense_checks.cut(dinner.id, cast.finance1, Decimal(1), "减少金额"),
    ):
        with pytest.raises(Refused) as caught:
            deed()
        assert codes(caught) == {"activity_cancelled"}
    assert expense_checks.reject(dinner.id, cast.finance1, "活动已取消").verdict is Verdict.REJECTED


def test_clear_lines_are_accepted_together_and_doubtful_ones_wait(cast, claim):
    twin = new_line(new_claim(cast.sales2))
    in_check(claim, cast)
    twin.invoice_number = lines(claim)[1].invoice_number
    db.session.commit()
    assert expense_checks.accept_clear(claim.id, cast.finance1) == 1
    assert [line.verdict for line in lines(claim)] == [Verdict.ACCEPTED, Verdict.OPEN]
    with pytest.raises(Refused) as caught:
        expense_checks.finish(claim.id, cast.finance1)
    assert codes(caught) == {"lines_open"}


def test_a_claim_of_which_nothing_remains_is_returned_not_approved(cast, claim):
    in_check(claim, cast)
    for line in lines(claim):
        expense_checks.reject(line.id, cast.finance1, "与业务无关")
    with pytest.raises(Refused) as caught:
        expense_checks.finish(claim.id, cast.finance1)
    assert codes(caught) == {"nothing_accepted"}
    expense_checks.send_back(claim.id, cast.finance1, "请重新填写")
    assert claim.status is ClaimStatus.RETURNED


@pytest.mark.parametrize("amount", ["0", "-1", "100", "100.01", "1e9"])
def test_a_cut_keeps_something_and_less_than_all(cast, claim, amount):
    in_check(claim, cast)
    with pytest.raises(Refused) as caught:
        expense_checks.cut(lines(claim)[1].id, cast.finance1, Decimal(amount), "超出标准")
    assert codes(caught) == {"cut_out_of_range"}


def test_what_finance_saw_does_not_change_with_the_activity(cast, claim, visit):
    in_check(claim, cast)
    expense_checks.accept(lines(claim)[0].id, cast.finance1)
    visit.progress, visit.changed_at = "后来改写的进展", clock.now()
    db.session.commit()
    kept = db.session.scalars(select(EvidenceSnapshot)).one().evidence
    assert kept["activity"]["progress"] == "客户同意试点三个月"
    assert {found["kind"] for found in kept["findings"]} == {"fine"}


def test_a_stale_page_changes_nothing(cast, claim):
    seen = claim.version
    new_line(claim)
    with pytest.raises(Stale):
        expenses.submit(claim.id, cast.sales1, version=seen)
    assert claim.status is ClaimStatus.DRAFT


def test_a_removed_draft_stays_for_the_proof(cast, claim):
    expenses.remove(claim.id, cast.sales1)
    assert claim.removed_at is not None
    with pytest.raises(Refused):
        expenses.submit(claim.id, cast.sales1)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "removed")).one()
    assert entry.before["number"] == claim.number
    assert db.session.scalar(select(func.count()).select_from(ExpenseClaim)) == 1


def test_what_was_once_submitted_is_not_removed(cast, claim):
    expenses.submit(claim.id, cast.sales1)
    expense_approvals.send_back(claim.id, cast.sales_manager, "请补发票")
    with pytest.raises(Refused):
        expenses.remove(claim.id, cast.sales1)
