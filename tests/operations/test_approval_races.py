"""Decisions at the same moment: one of two counts, the other hears who decided; parallel steps all count."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from extensions import db
from models import Approval, ApprovalStep, Customer, User
from operations import Refused, approval_kinds
from operations.approvals import decide, submit
from policy.approvals import ApprovalKind, ApprovalState, StepPlan
from policy.entry import CustomerStatus
from policy.roles import Role
from tests.operations.test_approvals import KIND, OnCustomers
from tests.support.approvals import asked
from tests.support.customers import draft, submitted


@pytest.fixture
def at_once(app):
    """Every call in a thread of its own with a session of its own; "won", or the codes of its refusal and who won."""

    def one(call):
        with app.app_context():
            try:
                call(lambda username: db.session.scalars(select(User).where(User.username == username)).one())
                return ("won", "")
            except Refused as refusal:
                first = refusal.problems[0]
                return (first.code, first.params.get("who", ""))
            finally:
                db.session.remove()

    def run(calls):
        db.session.commit()
        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(one, calls))
        db.session.expire_all()
        return answers

    return run


def saying(approval: Approval, username: str, step: int = 0, agrees: bool = True):
    args = approval.id, approval.steps[step].id, approval.fingerprint, agrees, "同时点了"
    return lambda who: decide(*args, who(username))


def test_of_manager_assistant_and_the_same_manager_on_the_phone_one_decides(at_once, cast):
    customer = submitted(cast.sales1)
    approval = asked(ApprovalKind.CUSTOMER, customer.id)
    people = ["sales_manager", "sales_assistant", "sales_manager", "vp", "sales_manager", "sales_assistant"]
    calls = [saying(approval, username, agrees=place % 2 == 0) for place, username in enumerate(people)]
    answers = at_once(calls)
    assert sorted(code for code, _who in answers) == ["decided"] * 5 + ["won"]
    step = db.session.scalars(select(ApprovalStep)).one()
    assert {who for code, who in answers if code == "decided"} == {step.by.name}
    agreed = step.state == "approved"
    expected = CustomerStatus.APPROVED if agreed else CustomerStatus.RETURNED
    assert db.session.get(Customer, customer.id).status is expected


def test_parallel_steps_at_the_same_moment_all_count_and_it_ends_once(at_once, cast, monkeypatch):
    handler = OnCustomers()
    roles = {
        "rnd_vp": Role.RND_VICE_PRESIDENT,
        "impl_vp": Role.IMPLEMENTATION_VICE_PRESIDENT,
        "president": Role.PRESIDENT,
    }
    handler.plans = [StepPlan(1, role, "A9.2", "Review.") for role in roles.values()]
    monkeypatch.setitem(approval_kinds._handlers, KIND, handler)
    approval = submit(KIND, draft(cast.sales1), cast.sales1)
    answers = at_once([saying(approval, username, step) for step, username in enumerate(roles)])
    assert answers == [("won", "")] * 3
    assert db.session.get(Approval, approval.id).state is ApprovalState.APPROVED
    assert len(handler.ended) == 1


def test_submitted_twice_at_the_same_moment_it_waits_once(at_once, cast, monkeypatch):
    monkeypatch.setitem(approval_kinds._handlers, KIND, OnCustomers())
    customer_id = draft(cast.sales1).id

    def call(who):
        submit(KIND, db.session.get(Customer, customer_id), who("sales1"))

    answers = at_once([call] * 6)
    assert sorted(code for code, _who in answers) == ["frozen"] * 5 + ["won"]
    assert db.session.query(Approval).count() == 1
