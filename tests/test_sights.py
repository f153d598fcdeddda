"""What may be known of business where one of everything does not show it: drafts, money for several contracts, deputies."""

import datetime as dt

import pytest

import clock
from extensions import db
from models import Approval, Collection, Deputy, SalesOrder, Statement
from policy.approvals import ApprovalKind
from policy.orders import OrderStatus
from policy.permissions import Permission
from policy.roles import Role
from scopes import permissions_of
from tests.support.sight import ALL, CUSTOMERS, LEADERS, OWN, seen
from tests.support.world import World

NOBODY = dict.fromkeys(CUSTOMERS, set())
WHOLE = dict.fromkeys((*LEADERS, "rnd_vp", "impl_vp"), ALL)
"""Who leads or decides for the whole company."""


@pytest.fixture
def world(cast):
    return World()


def everybody(world, cast, noun, model):
    return {username: seen(world, getattr(cast, username), noun, model) for username in CUSTOMERS}


def test_a_draft_order_is_for_who_writes_it_and_who_leads_them(world, cast):
    for realm in ALL:
        world[realm]["sales_orders"].status = OrderStatus.DRAFT
    db.session.commit()
    assert everybody(world, cast, "sales_orders", SalesOrder) == {**NOBODY, **OWN, **WHOLE}


def test_money_for_several_contracts_is_for_finance_and_who_leads_where_it_came_in(world, cast):
    for realm in ALL:
        world[realm]["collections"].contract_id = None
    db.session.commit()
    led = {username: realms for username, realms in OWN.items() if not username.endswith("sales1")}
    expected = {**NOBODY, **led, **WHOLE, "finance1": ALL}
    assert everybody(world, cast, "collections", Collection) == expected


def test_statements_are_for_who_may_see_receivables(world, cast):
    found = {username for username, realms in everybody(world, cast, "statements", Statement).items() if realms}
    may = {username for username in CUSTOMERS if Permission.VIEW_RECEIVABLES in permissions_of(getattr(cast, username))}
    assert found == may
    assert {"sales1", "finance1"} <= may
    assert not may & {"presales1", "implementer1", "admin"}


def stand_in(user, deputy):
    today = clock.today()
    row = Deputy(user_id=user.id, deputy_id=deputy.id, from_on=today, until_on=today + dt.timedelta(days=3))
    row.by_id, row.at = user.id, clock.now()
    db.session.add(row)
    db.session.commit()
    return row


def asked_of(world, realm: str, role: Role, unit_id: int) -> Approval:
    """The decision of a realm is an order's now, asked of this seat."""
    approval = world[realm]["approvals"]
    approval.kind, approval.subject_id = ApprovalKind.ORDER, world[realm]["sales_orders"].id
    approval.steps[0].role, approval.steps[0].unit_id = role, unit_id
    db.session.commit()
    return approval


def test_a_deputy_of_who_leads_sees_what_they_decide_while_it_lasts_and_nobody_else_does(world, cast):
    row = stand_in(cast.sales_manager, cast.channel_manager)
    assert seen(world, cast.channel_manager, "approvals", Approval) == {"hq"}
    assert seen(world, cast.sales2, "approvals", Approval) == set()
    row.ended_at = clock.now()
    db.session.commit()
    assert seen(world, cast.channel_manager, "approvals", Approval) == set()


def test_a_deputy_of_who_holds_a_seat_sees_what_is_asked_of_it_and_its_subject(world, cast):
    asked_of(world, "hq", Role.BUSINESS_MANAGER, cast.unit("hq").id)
    asked_of(world, "jv", Role.BUSINESS_MANAGER, cast.unit("jv").id)
    stand_in(cast.business_manager, cast.sales2)
    assert seen(world, cast.sales2, "approvals", Approval) == {"hq"}
    assert seen(world, cast.sales2, "sales_orders", SalesOrder) == {"hq"}
    assert seen(world, cast.channel1, "approvals", Approval) == set()
