"""Money under load: one number, one submission, one payment each, whoever clicks at once; and sums to the fen."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

import clock
from extensions import db
from models import AuditEntry, ExpenseClaim, ExpenseDecision, ExpenseLine, ExpensePayment, User
from operations import Refused, expense_approvals, expense_checks, expense_lines, expense_payments, expenses
from policy.expenses import ClaimStatus
from tests.support.expenses import claim_in
from tests.support.factories import line_values, new_claim, new_line

fen = st.integers(1, 10**9).map(lambda number: Decimal(number) / 100)


@pytest.fixture
def at_once(app):
    """Every call in a thread of its own with a session of its own; "won" or the codes of its refusal."""

    def run(calls, workers=12):
        def one(call):
            with app.app_context():
                try:
                    call(lambda username: db.session.scalars(select(User).where(User.username == username)).one())
                    return "won"
                except Refused as refusal:
                    return ",".join(problem.code for problem in refusal.problems)
                finally:
                    db.session.remove()

        db.session.commit()
        with ThreadPoolExecutor(workers) as threads:
            answers = list(threads.map(one, calls))
        db.session.expire_all()
        return answers

    return run


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def test_fifty_payments_at_once_pay_once(cast, at_once):
    claim = claim_in(ClaimStatus.APPROVED, cast)
    id_, today = claim.id, clock.today()
    answers = at_once(
        [lambda who, n=n: expense_payments.pay(id_, who(f"finance{n % 2 + 1}"), today, "") for n in range(50)]
    )
    assert answers.count("won") == 1
    assert set(answers) == {"won", "wrong_state"}
    assert db.session.scalars(select(ExpensePayment)).one().amount == claim.accepted_total
    assert db.session.scalar(select(func.count()).where(AuditEntry.verb == "pay")) == 1


def test_a_claim_is_submitted_once_whatever_is_clicked_twice(cast, at_once):
    claim = claim_in(ClaimStatus.DRAFT, cast)
    id_ = claim.id
    answers = at_once([lambda who: expenses.submit(id_, who("sales1")) for _ in range(12)])
    assert answers.count("won") == 1
    assert (claim.round, count(ExpenseDecision)) == (1, 1)


def test_of_two_who_take_a_claim_one_has_it(cast, at_once):
    id_ = claim_in(ClaimStatus.MANAGER_APPROVED, cast).id
    answers = at_once([lambda who, n=n: expense_checks.take(id_, who(f"finance{n % 2 + 1}")) for n in range(12)])
    assert answers.count("won") == 1


def test_numbers_are_unique_when_many_begin_at_once(cast, at_once):
    day = clock.today()
    values = {"purpose": "同时新建", "period_from": day, "period_to": day}
    answers = at_once([lambda who, n=n: expenses.create(who(f"sales{n % 2 + 1}"), dict(values)) for n in range(24)])
    numbers = list(db.session.scalars(select(ExpenseClaim.number).order_by(ExpenseClaim.number)))
    assert answers == ["won"] * 24
    assert numbers == [f"BX-{day:%Y%m}-{number:04}" for number in range(1, 25)]


def test_lines_added_at_once_all_count(cast, at_once):
    id_ = new_claim(cast.sales1).id
    values = [line_values(amount=Decimal(number)) for number in range(1, 13)]
    answers = at_once([lambda who, v=v: expense_lines.add(id_, who("sales1"), v) for v in values])
    claim = db.session.get(ExpenseClaim, id_)
    assert answers == ["won"] * 12
    assert claim.total == Decimal(78) == db.session.scalar(select(func.sum(ExpenseLine.amount)))


def test_editing_beside_a_submission_never_leaves_a_claim_that_differs_from_what_was_submitted(cast, at_once):
    claim = claim_in(ClaimStatus.DRAFT, cast)
    id_, line_id = claim.id, claim.lines[1].id
    calls = [lambda who: expenses.submit(id_, who("sales1"))]
    calls += [
        lambda who, n=n: expense_lines.change(line_id, who("sales1"), line_values(amount=Decimal(n)))
        for n in range(1, 9)
    ]
    at_once(calls)
    claim = db.session.get(ExpenseClaim, id_)
    assert claim.status is ClaimStatus.SUBMITTED
    assert expenses.fingerprint(claim.lines) == claim.fingerprint
    assert claim.total == sum(line.amount for line in claim.lines)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    verdicts=st.lists(
        st.tuples(fen, st.sampled_from(["accept", "cut", "reject"]), st.integers(1, 99)), min_size=1, max_size=5
    )
)
def test_what_is_paid_is_the_sum_of_what_was_accepted_and_never_more(cast, verdicts):
    claim = new_claim(cast.sales1)
    for amount, _, _ in verdicts:
        new_line(claim, amount=amount)
    expenses.submit(claim.id, cast.sales1)
    expense_approvals.approve(claim.id, cast.sales_manager)
    expense_checks.take(claim.id, cast.finance1)
    accepted = Decimal(0)
    for line, (amount, verdict, percent) in zip(list(claim.lines), verdicts, strict=True):
        kept = (amount * percent / 100).quantize(Decimal("0.01"))
        if verdict == "cut" and 0 < kept < amount:
            accepted += expense_checks.cut(line.id, cast.finance1, kept, "超出标准").accepted_amount
        elif verdict == "reject":
            expense_checks.reject(line.id, cast.finance1, "与业务无关")
        else:
            accepted += expense_checks.accept(line.id, cast.finance1).accepted_amount
    if accepted:
        expense_checks.finish(claim.id, cast.finance1)
        expense_payments.pay(claim.id, cast.finance2, clock.today(), "")
        assert claim.payment.amount == accepted == claim.accepted_total
    assert claim.accepted_total == accepted <= claim.total == sum(amount for amount, _, _ in verdicts)
