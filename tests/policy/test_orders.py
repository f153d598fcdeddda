"""A9.3: what a contract allows in an order, and what may leave for it."""

import datetime as dt
from decimal import Decimal

import pytest

from policy.contracting import ContractStatus
from policy.orders import (
    MOVES,
    ExecutionFacts,
    ImplementationStatus,
    Line,
    OrderFacts,
    OrderStatus,
    contract_problems,
    execution_problems,
    is_done,
    move_problems,
    order_problems,
    quantity_problems,
)
from policy.problems import Kind
from policy.shipping import Leaving, ShipmentFacts, shipment_problems

TODAY = dt.date(2026, 11, 23)
YESTERDAY = TODAY - dt.timedelta(days=1)
SERVER = (1, Decimal("100.00"))


def line(quantity="2", price="100.00", product=1) -> Line:
    return Line(product, "服务器", Decimal(quantity), Decimal(price), Decimal("0.13"))


def facts(**changed) -> OrderFacts:
    values = {
        "contract": ContractStatus.SIGNED,
        "starts_on": None,
        "ends_on": None,
        "today": TODAY,
        "amount": Decimal("1130"),
        "ordered": Decimal(0),
        "agreed": {SERVER: Decimal(10)},
        "lines": (line(),),
    }
    return OrderFacts(**values | changed)


def codes(problems) -> set[str]:
    return {problem.code for problem in problems}


def test_an_order_within_the_quote_of_a_signed_contract_is_fine():
    assert codes(order_problems(facts())) == set()


@pytest.mark.parametrize("status", sorted(set(ContractStatus) - {ContractStatus.SIGNED}))
def test_nothing_is_ordered_from_a_contract_that_is_not_signed(status):
    assert codes(contract_problems(facts(contract=status))) == {"not_signed"}


def test_a_contract_serves_until_its_last_day():
    assert codes(contract_problems(facts(ends_on=TODAY))) == set()
    assert codes(contract_problems(facts(ends_on=YESTERDAY))) == {"ended"}


def test_an_order_never_takes_more_than_the_contract_leaves_however_it_is_split_over_lines():
    assert codes(order_problems(facts(lines=(line("10"),)))) == set()
    assert "more_than_agreed" in codes(order_problems(facts(lines=(line("10.001"),))))
    assert "more_than_agreed" in codes(order_problems(facts(lines=(line("6"), line("6")))))


def test_neither_another_product_nor_another_price_was_agreed():
    assert codes(order_problems(facts(lines=(line(product=2),)))) == {"not_agreed"}
    assert codes(order_problems(facts(lines=(line(price="99.99"),)))) == {"not_agreed"}


def test_a_price_contract_fixes_prices_and_leaves_quantities_open():
    standing = {"amount": Decimal(0), "agreed": {SERVER: None}}
    assert codes(order_problems(facts(**standing, lines=(line("900000"),)))) == set()
    assert codes(order_problems(facts(**standing, lines=(line(price="1"),)))) == {"not_agreed"}
    assert codes(order_problems(facts(amount=Decimal(0), agreed=None))) == {"no_prices"}


def test_without_a_quote_the_amount_of_the_contract_is_the_limit_and_with_one_it_only_warns():
    over = {"ordered": Decimal("1000"), "lines": (line(),)}
    assert [(p.code, p.kind) for p in order_problems(facts(agreed=None, **over))] == [
        ("more_than_contract", Kind.BLOCKS)
    ]
    assert [(p.code, p.kind) for p in order_problems(facts(**over))] == [("more_than_contract", Kind.WARNS)]


@pytest.mark.parametrize("typed", ["0", "-1", "1E12", "NaN", "Infinity"])
def test_a_quantity_is_positive_and_sane(typed):
    assert codes(quantity_problems("服务器", Decimal(typed))) == {"quantity"}


def test_a_quantity_has_at_most_three_decimals():
    assert codes(quantity_problems("电缆", Decimal("0.001"))) == set()
    assert codes(quantity_problems("电缆", Decimal("0.0001"))) == {"places"}


def test_an_order_asks_for_something_and_a_day_that_passed_is_only_looked_at():
    assert codes(order_problems(facts(lines=()))) == {"empty"}
    assert [p.kind for p in order_problems(facts(wanted_on=YESTERDAY))] == [Kind.WARNS]


def test_a_product_that_is_not_sold_any_more_is_owed_where_it_was_agreed_and_not_sold_where_it_was_not():
    (owed,) = order_problems(facts(withdrawn={1}))
    assert (owed.code, owed.kind) == ("withdrawn", Kind.WARNS)
    (gone,) = order_problems(facts(withdrawn={1}, agreed=None))
    assert (gone.code, gone.kind) == ("withdrawn", Kind.BLOCKS)


def test_a_line_is_rounded_to_the_fen_before_its_tax():
    odd = Line(1, "电缆", Decimal("0.333"), Decimal("0.10"), Decimal("0.13"))
    assert (odd.net, odd.gross) == (Decimal("0.03"), Decimal("0.03"))


@pytest.mark.parametrize("status", sorted(OrderStatus))
def test_only_an_approved_order_is_carried_out(status):
    start = ExecutionFacts(status, services=False, unit=False, due_on=None, today=TODAY)
    assert codes(execution_problems(start)) == (set() if status is OrderStatus.APPROVED else {"state"})


def test_services_go_to_a_unit_that_implements_them_and_not_into_the_past():
    start = {"status": OrderStatus.APPROVED, "services": True, "today": TODAY}
    assert codes(execution_problems(ExecutionFacts(unit=False, due_on=None, **start))) == {"no_unit"}
    assert codes(execution_problems(ExecutionFacts(unit=True, due_on=YESTERDAY, **start))) == {"past"}


def leaving(quantity="1", shipped="0", service=False) -> Leaving:
    return Leaving("服务器", service, Decimal(10), Decimal(shipped), Decimal(quantity))


def shipment(*lines, **changed) -> ShipmentFacts:
    values = {"status": OrderStatus.EXECUTING, "started_on": YESTERDAY, "shipped_on": TODAY, "today": TODAY}
    return ShipmentFacts(lines=lines or (leaving(),), **values | changed)


def test_goods_leave_in_parts_and_never_more_than_was_ordered():
    assert codes(shipment_problems(shipment(leaving("3", "7")))) == set()
    assert codes(shipment_problems(shipment(leaving("3.001", "7")))) == {"more_than_ordered"}
    assert codes(shipment_problems(shipment(leaving("0.001", "10")))) == {"more_than_ordered"}


def test_services_do_not_leave_and_an_empty_delivery_is_none():
    assert codes(shipment_problems(shipment(leaving(service=True)))) == {"service"}
    assert codes(shipment_problems(shipment(leaving("-1")))) == {"quantity"}
    nothing = ShipmentFacts(OrderStatus.EXECUTING, YESTERDAY, TODAY, TODAY, ())
    assert codes(shipment_problems(nothing)) == {"nothing"}


def test_a_delivery_leaves_between_the_start_of_the_execution_and_today():
    for day in (TODAY + dt.timedelta(days=1), YESTERDAY - dt.timedelta(days=1)):
        assert codes(shipment_problems(shipment(shipped_on=day))) == {"day"}


def test_nothing_leaves_while_sales_management_has_stopped_deliveries():
    stopped = list(shipment_problems(shipment(stopped=YESTERDAY)))
    assert [(problem.code, problem.clause) for problem in stopped] == [("stopped", "A9.4")]


@pytest.mark.parametrize("status", sorted(set(OrderStatus) - {OrderStatus.EXECUTING}))
def test_goods_leave_only_while_the_order_is_carried_out(status):
    assert codes(shipment_problems(shipment(status=status))) == {"state"}


def test_an_order_is_carried_out_once_all_has_left_and_the_customer_has_accepted():
    all_left, part = [(Decimal(2), Decimal(2))], [(Decimal(2), Decimal(1))]
    assert is_done(all_left, None)
    assert is_done(all_left, ImplementationStatus.ACCEPTED)
    assert is_done([], ImplementationStatus.ACCEPTED)
    assert not is_done(part, ImplementationStatus.ACCEPTED)
    assert not is_done(all_left, ImplementationStatus.RUNNING)


def test_what_is_carried_out_is_neither_changed_nor_given_up():
    for verb in ("edit", "submit", "withdraw", "cancel"):
        assert codes(move_problems(verb, OrderStatus.EXECUTING)) == {"state"}
    assert {verb for verb, status in MOVES if status is OrderStatus.CANCELLED} == set()
