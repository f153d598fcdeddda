"""First recorded, first owned (A8.1): one owner, a clear answer for everybody else, masked outside the own company."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from extensions import db
from models import Customer, CustomerOwnership, Notification, Registration
from tests.support.customers import approved, draft, fields

CODE = "91110108551385082Q"


@pytest.mark.parametrize(
    "variant",
    [
        "杭州（启明）科技有限公司",
        "杭州(启明)科技有限公司",
        "杭州 启明 科技有限公司",
        "杭州启明科技有限公司",
        "杭州（啟明）科技有限公司",
        "杭州　启明\u200b科技有限公司。",
    ],
)
def test_spellings_of_one_name_are_one_company(client, cast, sign_in, variant):
    draft(cast.sales1, "杭州（启明）科技有限公司")
    answer = sign_in(client, "sales2").post("/customers", data=fields(name=variant))
    assert answer.status_code == 422
    assert 'data-code="taken"' in answer.text
    assert "王磊" in answer.text
    assert "直销部" in answer.text
    assert db.session.query(Customer).count() == 1


def test_the_same_credit_code_is_the_same_company(client, cast, sign_in):
    draft(cast.sales1, "北京甲有限公司", credit_code=CODE)
    answer = sign_in(client, "sales2").post("/customers", data=fields(name="北京乙有限公司", credit_code=CODE))
    assert answer.status_code == 422
    assert 'id="credit_code-error"' in answer.text


@pytest.mark.parametrize("username", ["jv_sales1", "agent_sales1"])
def test_outside_the_own_company_only_that_it_is_taken(client, cast, sign_in, username):
    draft(cast.sales1, "杭州启明科技有限公司")
    answer = sign_in(client, username).post("/customers", data=fields(name="杭州启明科技有限公司"))
    assert answer.status_code == 422
    assert 'data-code="taken"' in answer.text
    assert "王磊" not in answer.text
    assert "直销部" not in answer.text


def test_a_draft_of_a_partner_is_not_shown_to_headquarters_sales(client, cast, sign_in):
    draft(cast.jv_sales1, "成都远山有限公司")
    answer = sign_in(client, "sales1").post("/customers", data=fields(name="成都远山有限公司"))
    assert answer.status_code == 422
    assert "谭雨" not in answer.text


def test_the_live_hint_says_the_same_as_the_refusal(client, cast, sign_in):
    draft(cast.sales1, "杭州启明科技有限公司")
    hint = sign_in(client, "sales2").post("/customers/similar", data={"name": "杭州 启明科技有限公司"}, hx=True).text
    assert 'data-code="taken"' in hint
    assert "王磊" in hint
    masked = (
        sign_in(client, "jv_sales1").post("/customers/similar", data={"name": "杭州启明科技有限公司"}, hx=True).text
    )
    assert 'data-code="taken"' in masked
    assert "王磊" not in masked


@pytest.mark.parametrize("typed", ["杭州启明智能科技有限公司", "启明科技股份有限公司", "上海启明科技有限公司", "启明"])
def test_similar_names_warn_and_do_not_block(client, cast, sign_in, typed):
    draft(cast.sales1, "杭州启明科技有限公司")
    hint = sign_in(client, "sales2").post("/customers/similar", data={"name": typed + " 厂"}, hx=True).text
    assert 'data-code="similar"' in hint
    assert "杭州启明科技有限公司" in hint
    assert client.post("/customers", data=fields(name=typed + "厂")).status_code == 303


def test_similar_names_of_others_are_masked(client, cast, sign_in):
    draft(cast.sales1, "杭州启明科技有限公司")
    hint = sign_in(client, "jv_sales1").post("/customers/similar", data={"name": "启明科技股份有限公司"}, hx=True).text
    assert 'data-code="similar"' in hint
    assert "杭州启明科技有限公司" not in hint
    assert "王磊" not in hint


def test_a_wholly_different_name_is_free(client, cast, sign_in):
    draft(cast.sales1, "杭州启明科技有限公司")
    assert (
        "data-code"
        not in sign_in(client, "sales2").post("/customers/similar", data={"name": "广州南山食品有限公司"}, hx=True).text
    )


def test_a_changed_name_is_checked_again_and_the_reviewers_hear_of_it(client, cast, sign_in):
    draft(cast.sales2, "苏州先到有限公司")
    customer = approved(cast.sales1, cast.sales_manager, "苏州原名有限公司")
    sign_in(client, "sales1")
    url, typed = f"/customers/{customer.id}/edit", fields(version=str(customer.version))
    answer = client.post(url, data=typed | {"name": "苏州先到有限公司"})
    assert answer.status_code == 422
    assert 'data-code="taken"' in answer.text
    assert client.post(url, data=typed | {"name": "苏州新名有限公司"}).status_code == 303
    assert db.session.get(Customer, customer.id).name == "苏州新名有限公司"
    events = set(db.session.scalars(select(Notification.event).where(Notification.user_id == cast.sales_manager.id)))
    assert "customer_renamed" in events


def test_of_a_hundred_at_the_same_moment_one_owns_it_and_the_others_get_a_clear_answer(app, cast):
    usernames = ["sales1", "sales2", "east_sales1", "jv_sales1"]
    clients = []
    for number in range(100):
        one = app.test_client()
        one.sign_in(getattr(cast, usernames[number % len(usernames)]))
        clients.append(one)
    db.session.commit()
    gate = threading.Barrier(len(clients))

    def send(one):
        with app.app_context():
            gate.wait()
            answer = one.post("/customers", data=fields(name="无锡同时有限公司", credit_code=CODE), hx=True)
            db.session.remove()
            return answer.status_code, 'data-code="taken"' in answer.text

    with ThreadPoolExecutor(len(clients)) as pool:
        answers = list(pool.map(send, clients))
    assert sorted(answers) == [(200, False)] + [(422, True)] * 99
    assert db.session.query(Customer).count() == 1
    assert db.session.query(CustomerOwnership).count() == 1
    assert db.session.query(Registration).count() == 1
