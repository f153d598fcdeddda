"""A8.1: what is handed over by who leaves, and to whom it may go."""

import dataclasses

import pytest

from policy.handovers import HandoverFacts, ReceiverFacts, Thing, handover_problems

SELLER = ReceiverFacts(name="李四", leaver=False, active=True, same_company=True, sells=True)
CLERK = dataclasses.replace(SELLER, sells=False)
HELD = {Thing.CUSTOMERS: 3, Thing.PLANS: 1, Thing.CHECKS: 2}
GOES = HandoverFacts(held=HELD, receivers={Thing.CUSTOMERS: SELLER, Thing.PLANS: CLERK}, running=False, reason="离职")


def said(facts=GOES, **changed) -> list[tuple[str, str]]:
    return [(one.code, one.field) for one in handover_problems(dataclasses.replace(facts, **changed))]


def given_to(**changed) -> list[tuple[str, str]]:
    receiver = dataclasses.replace(SELLER, **changed)
    return said(receivers={Thing.CUSTOMERS: receiver, Thing.PLANS: SELLER})


def test_customers_go_to_who_sells_plans_to_anybody_and_checks_back_to_their_queue():
    assert said() == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"sells": False}, "not_selling"),
        ({"active": False}, "inactive"),
        ({"same_company": False}, "other_company"),
        ({"leaver": True}, "leaver"),
    ],
)
def test_who_may_not_receive_customers(changed, code):
    assert given_to(**changed) == [(code, "to_customers")]


def test_every_kind_that_is_held_needs_its_receiver():
    assert said(receivers={Thing.PLANS: CLERK}) == [("no_receiver", "to_customers")]
    assert said(receivers={}) == [("no_receiver", "to")]
    assert said(receivers={}, held={Thing.CHECKS: 1, Thing.ABSENCES: 1}) == []


def test_it_needs_a_reason_something_to_hand_over_and_is_done_once_at_a_time():
    assert said(reason="  ") == [("no_reason", "reason")]
    assert said(held=dict.fromkeys(Thing, 0)) == [("nothing", "")]
    assert said(running=True) == [("running", "")]
