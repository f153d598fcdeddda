"""Orders (A9.3): within the contract, reviewed, carried out in one transaction, shipped in parts and never too much."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import (
    AuditEntry,
    Implementation,
    Milestone,
    Notification,
    Receivable,
    SalesOrder,
    Shipment,
    User,
)
from operations import Refused, executions, orders, shipments
from policy.contracting import ContractStatus
from policy.orders import ImplementationStatus, OrderStatus
from tests.support.orders import approved_order, asked_for, decide, executed_order, new_contract, new_product


def codes(deed) -> set[str]:
    with pytest.raises(Refused) as refusal:
        deed()
    return {problem.code for problem in refusal.value.problems}


def told(user: User) -> set[str]:
    return set(db.session.scalars(select(Notification.event).where(Notification.user_id == user.id)))


def leaves(order: SalesOrder, quantity: str, **more) -> shipments.Leaves:
    line = next(line for line in order.lines if not line.service)
    return shipments.Leaves(clock.today(), "顺丰", "SF100", {line.id: Decimal(quantity)}, **more)


def test_an_order_takes_its_lines_and_prices_from_the_quote_of_its_contract(cast):
    contract = new_contract(cast.sales1)
    order = orders.create(contract.id, asked_for(contract, "4"), cast.sales1)
    assert [(line.quantity, line.net_price, line.service) for line in order.lines] == [(4, 100, False)]
    assert order.amount == Decimal("452.00")
    assert (order.owner_id, order.customer_id) == (cast.sales1.id, contract.customer_id)
    assert order.number == f"SO-{clock.today():%Y%m}-0001"


def test_all_orders_together_stay_within_the_quote(cast):
    contract = new_contract(cast.sales1)
    approved_order(cast, contract, "8")
    assert codes(lambda: orders.create(contract.id, asked_for(contract, "3"), cast.sales1)) == {"more_than_agreed"}
    assert orders.create(contract.id, asked_for(contract, "2"), cast.sales1).lines[0].quantity == 2


def test_a_draft_holds_nothing_and_is_judged_again_when_it_is_submitted(cast):
    contract = new_contract(cast.sales1)
    first = orders.create(contract.id, asked_for(contract, "8"), cast.sales1)
    second = orders.create(contract.id, asked_for(contract, "8"), cast.sales1)
    orders.submit(first.id, None, cast.sales1)
    assert codes(lambda: orders.submit(second.id, None, cast.sales1)) == {"more_than_agreed"}


def test_a_contract_that_is_not_signed_carries_no_order(cast):
    contract = new_contract(cast.sales1, status=ContractStatus.APPROVED)
    assert codes(lambda: orders.create(contract.id, asked_for(contract, "1"), cast.sales1)) == {"not_signed"}


def test_a_contract_without_a_quote_is_bound_by_its_amount(cast):
    product, contract = new_product(), new_contract(cast.sales1, quoted=False)
    ten, eleven = (orders.Wanted(rows=[orders.Row(product.id, Decimal(count), Decimal("100"))]) for count in (10, 11))
    assert codes(lambda: orders.create(contract.id, eleven, cast.sales1)) == {"more_than_contract"}
    assert orders.create(contract.id, ten, cast.sales1).amount == contract.amount


def test_a_price_contract_leaves_the_quantity_open_and_each_order_becomes_a_payment(cast):
    contract = new_contract(cast.sales1, standing=True)
    order = approved_order(cast, contract, "5000")
    due = clock.today() + dt.timedelta(days=15)
    executions.execute(order.id, None, executions.Plan(collect_on=due), cast.business_assistant)
    milestone = db.session.scalars(select(Milestone).where(Milestone.contract_id == contract.id)).one()
    assert (milestone.label, milestone.amount, milestone.due_on) == (order.number, order.amount, due)


def test_the_business_manager_reviews_and_business_staff_are_told_to_carry_it_out(cast):
    order = approved_order(cast)
    assert (order.status, order.approved_at is not None) == (OrderStatus.APPROVED, True)
    assert "order_to_execute" in told(cast.business_assistant)
    assert "approval_approved" in told(cast.sales1)


def test_a_returned_order_is_mended_and_a_changed_one_is_reviewed_again(cast):
    contract = new_contract(cast.sales1)
    order = orders.create(contract.id, asked_for(contract, "4"), cast.sales1)
    orders.submit(order.id, None, cast.sales1)
    assert codes(lambda: orders.change(order.id, None, asked_for(contract, "3"), cast.sales1)) == {"frozen"}
    decide(order, cast.business_manager, agrees=False, opinion="收货地址不全")
    assert order.status is OrderStatus.RETURNED
    orders.submit(order.id, None, cast.sales1)
    lines = select(AuditEntry.by_id, AuditEntry.before).where(AuditEntry.verb == "order_submitted")
    asked = db.session.execute(lines.order_by(AuditEntry.id)).all()
    assert asked == [(cast.sales1.id, {"status": "draft"}), (cast.sales1.id, {"status": "returned"})]
    decide(order, cast.business_manager)
    orders.change(order.id, None, asked_for(contract, "3"), cast.sales1)
    assert order.status is OrderStatus.DRAFT
    assert codes(lambda: executions.execute(order.id, None, executions.Plan(), cast.business_assistant)) == {"state"}


def test_the_execution_opens_what_each_department_has_to_do_and_tells_those_people(cast):
    order = executed_order(cast)
    assert order.status is OrderStatus.EXECUTING
    implementation = db.session.scalars(select(Implementation)).one()
    assert (implementation.unit_id, implementation.status) == (
        cast.unit("implementation").id,
        ImplementationStatus.OPEN,
    )
    assert "order_to_ship" in told(cast.business_manager)
    assert "order_to_collect" in told(cast.finance1)
    assert "order_to_implement" in told(cast.impl_vp)
    assert "order_started" in told(cast.sales1)
    assert not told(cast.sales2) | told(cast.marketing1)


def test_services_need_a_unit_that_implements_them(cast):
    order = approved_order(cast)
    assert codes(lambda: executions.execute(order.id, None, executions.Plan(), cast.business_assistant)) == {"no_unit"}
    assert (order.status, order.started_at, order.implementation) == (OrderStatus.APPROVED, None, None)


def test_goods_leave_in_parts_and_a_cancelled_delivery_is_still_to_be_shipped(cast):
    order = executed_order(cast)
    shipments.ship(order.id, leaves(order, "4"), cast.business_assistant)
    second = shipments.ship(order.id, leaves(order, "6"), cast.business_assistant)
    assert order.lines[0].shipped == 10
    assert codes(lambda: shipments.ship(order.id, leaves(order, "0.001"), cast.business_assistant)) == {
        "more_than_ordered"
    }
    shipments.cancel(order.id, second.id, "运单填错", cast.business_assistant)
    assert order.lines[0].shipped == 4
    assert codes(lambda: shipments.cancel(order.id, second.id, "再次", cast.business_assistant)) == {"gone"}
    assert "order_shipment_cancelled" in told(cast.sales1)


def test_goods_alone_are_carried_out_with_the_last_delivery_and_open_again_when_it_is_cancelled(cast):
    order = approved_order(cast, new_contract(cast.sales1, (("3", False),)))
    executions.execute(order.id, None, executions.Plan(), cast.business_assistant)
    shipment = shipments.ship(order.id, leaves(order, "3"), cast.business_assistant)
    assert (order.status, order.done_at is not None) == (OrderStatus.DONE, True)
    shipments.cancel(order.id, shipment.id, "客户拒收", cast.business_assistant)
    assert (order.status, order.done_at) == (OrderStatus.EXECUTING, None)


def test_deliveries_at_once_never_exceed_the_order(app, cast):
    order = executed_order(cast)
    order_id, wanted = order.id, leaves(order, "3")

    def ship(_):
        with app.app_context():
            try:
                shipments.ship(order_id, wanted, db.session.scalars(select(User).filter_by(username="admin")).one())
                return "left"
            except Refused as refusal:
                return refusal.problems[0].code
            finally:
                db.session.remove()

    db.session.commit()
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(ship, range(8)))
    db.session.expire_all()
    assert (answers.count("left"), answers.count("more_than_ordered")) == (3, 5)
    assert db.session.get(SalesOrder, order_id).lines[0].shipped == 9
    assert len(db.session.scalars(select(Shipment)).all()) == 3


def test_nothing_leaves_while_deliveries_are_stopped_and_money_is_open(cast):
    order = executed_order(cast)
    about = {"contract_id": order.contract_id, "customer_id": order.customer_id}
    ledger = Receivable(
        **about, invoiced=Decimal(500), open=Decimal(300), collected=Decimal(200), moved_on=clock.today()
    )
    ledger.stopped_on = clock.today()
    db.session.add(ledger)
    db.session.commit()
    assert codes(lambda: shipments.ship(order.id, leaves(order, "1"), cast.business_assistant)) == {"stopped"}
    ledger.stopped_on = None
    db.session.commit()
    assert shipments.ship(order.id, leaves(order, "1"), cast.business_assistant).id


def test_killed_half_way_the_execution_has_opened_nothing(cast, monkeypatch):
    order = approved_order(cast)

    def dies(*_args, **_kwargs):
        raise SystemExit

    monkeypatch.setattr(executions, "settle", dies)
    plan = executions.Plan(unit_id=cast.unit("implementation").id)
    with pytest.raises(SystemExit):
        executions.execute(order.id, None, plan, cast.business_assistant)
    order = db.session.get(SalesOrder, order.id, populate_existing=True)
    assert (order.status, order.started_at, order.implementation) == (OrderStatus.APPROVED, None, None)
    opened = select(Notification.id).where(Notification.event.in_(["order_to_ship", "order_to_implement"]))
    assert db.session.scalars(opened).all() == []


def test_the_waybill_of_a_delivery_is_corrected_and_a_cancelled_one_stays(cast):
    order = executed_order(cast)
    sent = shipments.ship(order.id, leaves(order, "1"), cast.business_assistant)
    shipments.correct(order.id, sent.id, "顺丰", "SF-2", cast.business_assistant)
    line = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "shipment_corrected")).one()
    assert (sent.waybill, line.after["waybill"]) == ("SF-2", "SF-2")
    shipments.cancel(order.id, sent.id, "发错货", cast.business_assistant)
    assert codes(lambda: shipments.correct(order.id, sent.id, "", "SF-3", cast.business_assistant)) == {"gone"}
