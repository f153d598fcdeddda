"""A3.4: attempts to get a claim past those who decide about it: each refused, with its reason and its clause."""

import datetime as dt
from decimal import Decimal

import pytest

import clock
from extensions import db
from operations import (
    Refused,
    expense_approvals,
    expense_checks,
    expense_lines,
    expense_payments,
    expenses,
    line_questions,
)
from operations.expense_undoing import reopen, undo
from policy.expenses import ClaimStatus as S
from tests.support.expenses import claim_in
from tests.support.factories import line_values, new_claim, new_line


def own(cast, status, who="sales_manager"):
    return claim_in(status, cast, claimant=who)


def approved_by_checker(cast):
    """A claim that the person approved as manager, who is of finance as well."""
    from models import UserRole
    from policy.roles import Role

    claim = claim_in(S.MANAGER_APPROVED, cast)
    db.session.add(UserRole(user_id=cast.sales_manager.id, role=Role.FINANCE))
    db.session.commit()
    return claim


def blocked(cast):
    claim = claim_in(S.IN_CHECK, cast)
    line = next(line for line in claim.lines if line.activity_id)
    line.activity.owner_id = cast.sales2.id
    db.session.commit()
    return line


def pay(claim, by, on=None):
    return expense_payments.pay(claim.id, by, on or clock.today(), "网银")


def line_in_check(cast):
    return claim_in(S.IN_CHECK, cast).lines[0]


ATTEMPTS = {
    "a manager approves the own claim": (
        lambda c: expense_approvals.approve(own(c, S.SUBMITTED).id, c.sales_manager),
        "own_claim",
    ),
    "the manager's assistant approves the own claim": (
        lambda c: expense_approvals.approve(own(c, S.SUBMITTED, "sales_assistant").id, c.sales_assistant),
        "own_claim",
    ),
    "the manager's assistant approves in the manager's place": (
        lambda c: expense_approvals.approve(own(c, S.SUBMITTED).id, c.sales_assistant),
        "not_the_manager",
    ),
    "a colleague approves": (
        lambda c: expense_approvals.approve(claim_in(S.SUBMITTED, c).id, c.sales2),
        "not_the_manager",
    ),
    "finance approves in the manager's place": (
        lambda c: expense_approvals.approve(claim_in(S.SUBMITTED, c).id, c.finance1),
        "not_the_manager",
    ),
    "finance skips the manager": (
        lambda c: expense_checks.take(claim_in(S.SUBMITTED, c).id, c.finance1),
        "wrong_state",
    ),
    "finance checks the own claim": (
        lambda c: expense_checks.take(own(c, S.MANAGER_APPROVED, "finance1").id, c.finance1),
        "own_claim",
    ),
    "who approved checks as well": (
        lambda c: expense_checks.take(approved_by_checker(c).id, c.sales_manager),
        "approver_checks",
    ),
    "a claim is snatched from who checks it": (
        lambda c: expense_checks.take(claim_in(S.IN_CHECK, c).id, c.finance2),
        "taken",
    ),
    "a line is accepted by who has not taken the claim": (
        lambda c: expense_checks.accept(line_in_check(c).id, c.finance2),
        "not_the_checker",
    ),
    "a blocked line is accepted": (
        lambda c: expense_checks.accept(blocked(c).id, c.finance1),
        "activity_of_other_person",
    ),
    "a blocked line is cut to a little": (
        lambda c: expense_checks.cut(blocked(c).id, c.finance1, Decimal(1), "先付一元试试看吧"),
        "activity_of_other_person",
    ),
    "a cut pays more than was claimed": (
        lambda c: expense_checks.cut(line_in_check(c).id, c.finance1, Decimal(9999), "多付一些给他吧"),
        "cut_out_of_range",
    ),
    "approved with lines that nobody looked at": (
        lambda c: expense_checks.finish(claim_in(S.IN_CHECK, c).id, c.finance1),
        "lines_open",
    ),
    "a paid claim is taken up again": (lambda c: reopen(claim_in(S.PAID, c).id, c.finance1), "wrong_state"),
    "a verdict is undone after the approval": (
        lambda c: undo(claim_in(S.APPROVED, c).lines[0].id, c.finance1),
        "wrong_state",
    ),
    "paid twice": (lambda c: pay(claim_in(S.PAID, c), c.finance2), "wrong_state"),
    "paid before it is approved": (lambda c: pay(claim_in(S.IN_CHECK, c), c.finance1), "wrong_state"),
    "finance pays the own claim": (lambda c: pay(own(c, S.APPROVED, "finance2"), c.finance2), "own_claim"),
    "paid tomorrow": (
        lambda c: pay(claim_in(S.APPROVED, c), c.finance1, clock.today() + dt.timedelta(days=1)),
        "paid_in_future",
    ),
    "dated before it was handed in": (
        lambda c: pay(claim_in(S.APPROVED, c), c.finance1, clock.today() - dt.timedelta(days=3)),
        "paid_before_submission",
    ),
    "lines are raised after the submission": (
        lambda c: expense_lines.change(
            claim_in(S.SUBMITTED, c).lines[0].id, c.sales1, line_values(amount=Decimal(5000))
        ),
        "not_editable",
    ),
    "a line is put on a colleague's claim": (
        lambda c: expense_lines.add(claim_in(S.DRAFT, c).id, c.sales2, line_values()),
        "not_the_claimant",
    ),
    "a colleague submits": (lambda c: expenses.submit(claim_in(S.DRAFT, c).id, c.sales2), "not_the_claimant"),
    "a claim without lines": (lambda c: expenses.submit(new_claim(c.sales1).id, c.sales1), "no_lines"),
    "a line of next week": (
        lambda c: new_line(new_claim(c.sales1), spent_on=clock.today() + dt.timedelta(days=7)),
        "spent_in_future",
    ),
    "finance answers its own question": (
        lambda c: line_questions.answer(
            line_questions.ask(line_in_check(c).id, c.finance1, "与谁用餐？").id, c.finance1, "张总"
        ),
        "not_the_claimant",
    ),
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_it_is_refused(cast, attempt):
    deed, code = ATTEMPTS[attempt]
    with pytest.raises(Refused) as caught:
        deed(cast)
    found = {problem.code: problem for problem in caught.value.problems}
    assert code in found
    assert found[code].clause in {"A3.4", ""}


def test_an_amount_raised_behind_the_products_back_sends_the_claim_back_and_pays_nothing(cast):
    claim = claim_in(S.APPROVED, cast)
    line = claim.lines[0]
    line.amount = line.accepted_amount = line.amount + 1000
    db.session.commit()
    pay(claim, cast.finance1)
    db.session.expire_all()
    assert (claim.status, claim.payment) == (S.RETURNED, None)
