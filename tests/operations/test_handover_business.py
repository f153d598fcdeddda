"""A5, A9: of who leaves, what runs from price to cash goes to others: nothing waits for somebody who is gone."""

import datetime as dt

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import Deputy, Implementation, Notification, SalesOrder, Task, User, UserRole
from operations import contract_changes, contracts, handovers, orders, presales_requests, tasks
from operations.approvals import withdraw
from operations.handover_business import BUSINESS_MOVES
from policy.approvals import ApprovalKind, ApprovalState
from policy.contracting import ContractStatus
from policy.handovers import RECEIVED, Thing
from policy.orders import TaskStatus
from policy.quoting import QuoteStatus
from policy.ranking import RequestState, SupportKind
from policy.roles import Role
from queries.contract_facts import snapshot
from queries.handovers import holdings
from tests.support.approvals import asked, say
from tests.support.contracts import drawn_up, template
from tests.support.factories import new_customer, new_opportunity
from tests.support.orders import asked_for, executed_order, new_contract

REASON = "离职，由同事接手"
DAY = dt.timedelta(days=1)


def hand_over(leaver, to, by, **others):
    receivers = dict.fromkeys(RECEIVED, to) | {Thing(kind): person for kind, person in others.items()}
    return handovers.begin(leaver.id, receivers, REASON, by)


def fresh(row):
    return db.session.get(type(row), row.id, populate_existing=True)


def deputy(user, stands_in) -> Deputy:
    row = Deputy(user_id=user.id, deputy_id=stands_in.id, from_on=clock.today(), until_on=clock.today() + DAY)
    row.by_id, row.at = user.id, clock.now()
    db.session.add(row)
    db.session.commit()
    return row


def colleague_of(implementer) -> User:
    user = User(
        username="implementer2", name="江涛", unit_id=implementer.unit_id, password_hash="!", email="j@x.example"
    )
    user.created_at, user.role_rows = clock.now(), [UserRole(role=Role.IMPLEMENTER)]
    db.session.add(user)
    db.session.commit()
    return user


@pytest.fixture
def business(cast):
    """What sales1 has running, on a customer of a colleague: contracts signed, pending and with a pending change, an
    order that waits for its review, its quotes, and two namings as deputy."""
    me, customer = cast.sales1, new_customer(cast.sales2)
    signed = new_contract(me, customer=customer)
    signed.quote.status = QuoteStatus.SENT
    db.session.commit()
    pending = drawn_up(me, new_customer(me), template(cast.business_manager))
    contracts.submit(pending.id, None, me)
    after = snapshot(signed) | {"terms": "延期一个月"}
    change = contract_changes.draw_up(signed.id, "客户要求延期", after, me)
    contract_changes.submit(change.id, None, me)
    order = orders.create(signed.id, asked_for(signed, "2"), me)
    orders.submit(order.id, None, me)
    return {"signed": signed, "pending": pending, "change": change, "order": order} | {
        "mine": deputy(me, cast.sales2),
        "theirs": deputy(cast.sales2, me),
    }


def test_contracts_orders_and_what_waits_go_to_the_receiver(cast, business):
    before = holdings(cast.sales1.id)
    kinds = set(BUSINESS_MOVES) - {Thing.IMPLEMENTATIONS, Thing.TASKS, Thing.SUPPORT}
    assert {kind: before[kind] for kind in kinds} == {
        Thing.QUOTES: 1,
        Thing.CONTRACTS: 2,
        Thing.ORDERS: 1,
        Thing.REQUESTS: 3,
        Thing.DEPUTIES: 2,
    }
    done = hand_over(cast.sales1, cast.sales2, cast.sales_manager)
    assert (done.left_behind, any(holdings(cast.sales1.id).values())) == ({}, False)
    signed, pending, order = (fresh(business[name]) for name in ("signed", "pending", "order"))
    assert {signed.owner_id, pending.owner_id, order.owner_id, signed.quote.owner_id} == {cast.sales2.id}
    told = select(Notification.user_id).where(Notification.event == "deputy_gone")
    assert db.session.scalars(told).all() == [cast.sales2.id]


def test_what_waits_is_decided_on_and_heard_of_and_taken_back_by_who_asks_now(cast, business):
    hand_over(cast.sales1, cast.sales2, cast.sales_manager)
    say(ApprovalKind.CONTRACT, business["pending"].id, cast.sales_manager, opinion="同意")
    assert fresh(business["pending"]).status is ContractStatus.APPROVED
    heard = select(Notification.user_id).where(Notification.event == "approval_approved")
    assert cast.sales2.id in db.session.scalars(heard).all()
    waiting = asked(ApprovalKind.ORDER, business["order"].id)
    assert waiting.requested_by_id == cast.sales2.id
    assert withdraw(waiting.id, cast.sales2).state is ApprovalState.WITHDRAWN


def test_a_manager_who_receives_it_does_not_decide_about_it_any_more(cast, business):
    step = asked(ApprovalKind.CONTRACT, business["pending"].id).steps[0]
    assert (step.role, step.unit_id) == (Role.DEPARTMENT_MANAGER, cast.sales_manager.unit_id)
    hand_over(cast.sales1, cast.sales_manager, cast.salesmgmt_manager)
    step = asked(ApprovalKind.CONTRACT, business["pending"].id).steps[0]
    assert (step.role, step.unit_id) != (Role.DEPARTMENT_MANAGER, cast.sales_manager.unit_id)


def test_implementations_and_tasks_go_to_who_implements_there_and_to_nobody_else(cast):
    work = executed_order(cast).implementation
    values = {"title": "安装", "content": "", "owner_id": cast.implementer1.id, "due_on": None}
    open_task = tasks.create(work.id, values, cast.impl_vp)
    done_task = tasks.create(work.id, values, cast.impl_vp)
    tasks.move(done_task.id, None, TaskStatus.DONE, "", cast.implementer1)
    fresh(work).leader_id = cast.implementer1.id
    db.session.commit()
    other = colleague_of(cast.implementer1)
    hand_over(cast.implementer1, other, cast.impl_vp)
    assert db.session.scalars(select(Implementation.leader_id)).all() == [other.id]
    owners = dict(db.session.execute(select(Task.id, Task.owner_id)).tuples().all())
    assert owners == {open_task.id: other.id, done_task.id: cast.implementer1.id}
    left = hand_over(other, cast.east_gm, cast.impl_vp).left_behind
    assert set(left) == {"implementations", "tasks"}
    assert "does not work in the unit" in left["tasks"]["message"]


def test_an_order_whose_contract_goes_with_it_is_mended_by_the_receiver(cast, business):
    hand_over(cast.sales1, cast.channel1, cast.salesmgmt_manager)
    order = db.session.scalars(select(SalesOrder)).one()
    assert order.unit_id == cast.channel1.unit_id
    step = asked(ApprovalKind.CONTRACT, business["pending"].id).steps[0]
    assert step.unit_id == cast.channel_manager.unit_id


def test_support_that_a_leaver_took_on_goes_back_to_the_queue_and_who_asked_hears_of_it(cast):
    opportunity = new_opportunity(new_customer(cast.sales1), cast.sales1)
    request = presales_requests.ask(opportunity.id, SupportKind.DEMO, "演示排产", clock.today(), cast.sales1)
    presales_requests.take(request.id, request.version, cast.presales1)
    done = hand_over(cast.presales1, cast.sales2, cast.salesmgmt_manager)
    row = fresh(request)
    assert (row.state, row.taken_by_id, done.left_behind) == (RequestState.WAITING, None, {})
    heard = select(Notification.user_id).where(Notification.event == "presales_give_back")
    assert db.session.scalars(heard).all() == [cast.sales1.id]
