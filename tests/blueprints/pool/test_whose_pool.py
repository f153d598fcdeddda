"""Whose pool it is, what the one who takes a customer learns of it, and two hundred people after the same one."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

import clock
from extensions import db
from models import Customer, CustomerOwnership, User, UserRole
from operations.pool import give_up
from policy.roles import Role
from queries.pages import capped_count
from queries.pool import pooled
from queries.search import index_customer
from tests.support.factories import neglected_customer, new_activity, new_customer

CROWD = 200
WORDS = "可见的公共池客户甲"


@pytest.fixture
def pools(cast):
    """One customer in the pool of every company tree: headquarters with its branch, joint venture, two agents."""
    owners = ["sales1", "east_sales1", "jv_sales1", "agent_sales1", "agent2_sales1"]
    found = {}
    for place, name in enumerate(owners):
        owner = getattr(cast, name)
        customer = new_customer(owner, name=f"{WORDS}{'一二三四五'[place]}有限公司", province="上海市")
        index_customer(customer)
        db.session.commit()
        give_up(customer.id, owner, "没有需求")
        found[name] = customer
    return found


SEES = {
    "sales2": {"sales1", "east_sales1"},
    "east_sales1": {"sales1", "east_sales1"},
    "sales_manager": {"sales1", "east_sales1"},
    "president": {"sales1", "east_sales1"},
    "jv_sales1": {"jv_sales1"},
    "jv_gm": {"jv_sales1"},
    "agent_sales1": {"agent_sales1"},
    "agent2_gm": {"agent2_sales1"},
}


@pytest.mark.parametrize("username", sorted(SEES))
def test_every_company_tree_has_its_own_pool_by_list_filter_search_and_count(client, sign_in, cast, pools, username):
    sign_in(client, username)
    for query in ("", "?q=公共池客户", "?province=上海市&sort=oldest", "?kind=direct&grade=C"):
        page = client.get(f"/pool{query}").text
        assert {owner for owner, customer in pools.items() if customer.name in page} == SEES[username], query
        for owner in set(pools) - SEES[username]:
            assert f"/pool/{pools[owner].id}/" not in page
    assert capped_count(pooled(getattr(cast, username))) == len(SEES[username])


@pytest.mark.parametrize("username", ["sales2", "jv_sales1", "agent_sales1"])
def test_anothers_pooled_customer_is_not_there_by_its_number_either(client, sign_in, pools, username):
    sign_in(client, username)
    for owner, customer in pools.items():
        if owner in SEES[username]:
            continue
        assert client.post(f"/pool/{customer.id}/claim").status_code == 404
        assert client.get(f"/customers/{customer.id}").status_code == 404
        assert customer.name not in client.get("/search?q=公共池客户").text
        assert customer.name not in client.get("/customers?tab=pool&q=公共池客户").text


def test_the_filters_of_days_and_of_the_former_owner(client, sign_in, pools, cast):
    pools["sales1"].pooled_at -= dt.timedelta(days=40)
    db.session.commit()
    sign_in(client, "sales_manager")
    assert pools["sales1"].name in client.get("/pool?days=30").text
    assert pools["east_sales1"].name not in client.get("/pool?days=30").text
    mine = client.get(f"/pool?former_owner={cast.sales1.id}").text
    assert pools["sales1"].name in mine
    assert pools["east_sales1"].name not in mine
    sign_in(client, "sales2")
    everything = client.get(f"/pool?former_owner={cast.sales1.id}&days=x").text
    assert pools["east_sales1"].name in everything
    assert 'name="former_owner"' not in everything


def test_before_the_claim_the_page_says_why_and_after_it_everything_is_there(client, sign_in, cast):
    customer = neglected_customer(cast.sales1, 40)
    new_activity(customer, cast.sales1, summary="谈到二期预算")
    give_up(customer.id, cast.sales1, "预算推迟到明年")
    sign_in(client, "sales2")
    assert "预算推迟到明年" in client.get("/pool").text
    page = client.get(f"/customers/{customer.id}").text
    assert "预算推迟到明年" in page
    assert cast.sales1.name in page
    assert "谈到二期预算" in page
    client.post(f"/pool/{customer.id}/claim")
    page = client.get(f"/customers/{customer.id}").text
    assert "谈到二期预算" in page
    history = client.get(f"/customers/{customer.id}/history").text
    assert cast.sales1.name in history
    assert "预算推迟到明年" in history


def test_two_hundred_at_once_after_one_customer_are_one_owner_and_199_clear_answers(app, cast):
    """A7.3, A8.1: told at once who was faster; nobody hears an error."""
    people = [
        User(username=f"crowd{n}", name=f"业务员{n}", unit_id=cast.sales2.unit_id, created_at=clock.now())
        for n in range(CROWD)
    ]
    for person in people:
        person.role_rows = [UserRole(role=Role.DIRECT_SALES)]
    db.session.add_all(people)
    db.session.commit()
    customer = new_customer(cast.sales1)
    give_up(customer.id, cast.sales_manager, "无需求")
    rivals, customer_id, start = [], customer.id, threading.Barrier(20)
    for person in people:
        rivals.append(app.test_client().sign_in(person))
    db.session.commit()

    def post(place):
        with app.app_context():
            try:
                if place < start.parties:
                    start.wait()
                answer = rivals[place].post(f"/pool/{customer_id}/claim", hx=True)
                return answer.status_code, 'data-code="just_claimed"' in answer.text
            finally:
                db.session.remove()

    with ThreadPoolExecutor(start.parties) as threads:
        answers = list(threads.map(post, range(CROWD)))
    assert sorted(answers) == [(200, False), *[(409, True)] * (CROWD - 1)]
    owner = db.session.get(Customer, customer_id).owner
    assert owner.username == f"crowd{answers.index((200, False))}"
    running = CustomerOwnership.customer_id == customer_id, CustomerOwnership.until_at.is_(None)
    assert db.session.scalar(select(func.count(CustomerOwnership.id)).where(*running)) == 1
