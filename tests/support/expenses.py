"""Claims brought to a state through the real verbs, for the tests of expense claims."""

from decimal import Decimal

from sqlalchemy import select

import clock
from extensions import db
from models import ExpenseClaim, ExpenseLine, Notification
from operations import expense_approvals, expense_checks, expense_payments, expenses
from policy.expenses import ClaimStatus
from tests.support.factories import new_activity, new_claim, new_customer, new_line

S = ClaimStatus


def claim_in(status: ClaimStatus, cast, claimant: str = "sales1", checker: str = "finance1") -> ExpenseClaim:
    """A claim of ``claimant`` with a dinner that rests on a visit and an office line, in this state."""
    person = getattr(cast, claimant)
    visit = new_activity(new_customer(person), person, progress="客户同意试点三个月", key_value="预算 80 万，可复制")
    new_activity(visit.customer, person)
    claim = new_claim(person)
    new_line(claim, visit)
    new_line(claim, amount=Decimal(80) + Decimal(claim.id) / 100)
    if status is not S.DRAFT:
        expenses.submit(claim.id, person)
        for line in claim.lines:
            line.sampled = False
        db.session.commit()
    if status is S.RETURNED:
        expense_approvals.send_back(claim.id, approver_of(cast, claimant), "发票抬头不对")
    if status in {S.MANAGER_APPROVED, S.IN_CHECK, S.APPROVED, S.PAID}:
        expense_approvals.approve(claim.id, approver_of(cast, claimant))
    if status in {S.IN_CHECK, S.APPROVED, S.PAID}:
        expense_checks.take(claim.id, getattr(cast, checker))
    if status in {S.APPROVED, S.PAID}:
        for line in claim.lines:
            expense_checks.accept(line.id, getattr(cast, checker))
        expense_checks.finish(claim.id, getattr(cast, checker))
    if status is S.PAID:
        expense_payments.pay(claim.id, getattr(cast, checker), clock.today(), "网银 1")
    return claim


def approver_of(cast, claimant: str):
    """The nearest person who may approve the claims of this one."""
    return expenses.approvers_of(ExpenseClaim(claimant=getattr(cast, claimant)))[0]


def line_form(**typed) -> dict:
    """What the form of a line posts, as text."""
    form = {
        "spent_on": clock.today().isoformat(),
        "category": "office",
        "amount": "100.00",
        "invoice_number": "",
        "city": "",
        "headcount": "",
        "description": "打印纸",
        "customer_id": "",
        "opportunity_id": "",
        "activity_id": "",
        "progress": "",
        "key_value": "",
    }
    return {**form, **typed}


def dinner_form(activity, **typed) -> dict:
    """A dinner that rests on this activity, as the form posts it."""
    texts = {"progress": "客户确认 12 月 15 日定标", "key_value": "预算 300 万，决策人是张总"}
    links = {
        "category": "entertainment",
        "amount": "88",
        "city": "上海",
        "headcount": "3",
        "customer_id": str(activity.customer_id),
        "activity_id": str(activity.id),
    }
    return line_form(**{**texts, **links, **typed})


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
    for line in claim.lines:
        line.sampled = False
    db.session.commit()
    expense_checks.take(claim.id, cast.finance1)
    return claim


def lines(claim) -> list[ExpenseLine]:
    return list(
        db.session.scalars(select(ExpenseLine).where(ExpenseLine.claim_id == claim.id).order_by(ExpenseLine.id))
    )
