"""A3.4: what managers and finance decide about a claim, and what is kept of it."""

from decimal import Decimal

import pytest
from sqlalchemy import func, select

import clock
from extensions import db
from models import (
    AuditEntry,
    EvidenceSnapshot,
    ExpenseClaim,
    Notification,
)
from operations import Refused, Stale, expense_approvals, expense_checks, expenses
from operations.expense_greens import accept_green
from policy.expenses import ClaimStatus, Verdict
from policy.following import ActivityStatus
from tests.support.expenses import codes, in_check, lines, told
from tests.support.factories import new_claim, new_line


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
    assert accept_green(claim.id, cast.finance1) == 1
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
    assert (kept["findings"], kept["light"]) == ([], "green")


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
