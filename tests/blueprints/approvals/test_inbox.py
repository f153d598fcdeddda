"""The one inbox: who decides finds everything that waits, in the order of waiting, and nothing of their own."""

import datetime as dt

import pytest

import clock
from extensions import db
from operations import closings
from policy.approvals import ApprovalKind
from policy.following import OpportunityStatus
from tests.support.approvals import asked
from tests.support.world import World


@pytest.fixture
def waiting_world(cast):
    """In the sales department a claim, a customer and a closing wait; the customer has waited longest."""
    world = World()
    opportunity = world["hq"]["opportunities"]
    opportunity.name = "二期系统项目"
    world["hq"]["approvals"].steps[0].due_at -= dt.timedelta(days=3)
    db.session.commit()
    closings.close(opportunity.id, cast.sales1, OpportunityStatus.LOST, "客户取消", clock.today())
    asked(ApprovalKind.CLOSING, opportunity.id).steps[0].due_at += dt.timedelta(minutes=1)
    db.session.commit()
    return world


def test_the_manager_finds_customer_claim_and_closing_in_one_inbox(waiting_world, client, sign_in):
    page = sign_in(client, "sales_manager").get("/approvals").text
    places = [page.index(text) for text in ("可见性hq有限公司", "BX-hq", "二期系统项目")]
    assert places == sorted(places)
    assert f"/approvals/{waiting_world['hq']['approvals'].id}" in page


@pytest.mark.parametrize("username", ["sales1", "sales2", "finance1", "east_gm", "jv_gm"])
def test_nobody_finds_their_own_or_another_house_s_things(waiting_world, client, sign_in, username):
    page = sign_in(client, username).get("/approvals").text
    assert "可见性hq有限公司" not in page
    assert "BX-hq" not in page
    assert "二期系统项目" not in page


def test_a_head_of_another_unit_finds_that_unit_s_claims(waiting_world, client, sign_in):
    page = sign_in(client, "east_gm").get("/approvals").text
    assert "BX-east" in page
    assert "BX-hq" not in page
