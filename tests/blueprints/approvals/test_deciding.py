"""The screen of a decision on real requests: one tap, old links, phone and desk, assistants, deputies, bulk."""

import datetime as dt

import pytest
from sqlalchemy import event

import clock
from extensions import db
from models import Customer
from operations import approvals
from operations.customers import submit
from policy.approvals import ApprovalKind, ApprovalState
from policy.entry import CustomerStatus
from tests.support.approvals import answer_of, asked, say
from tests.support.customers import draft, submitted

KIND = ApprovalKind.CUSTOMER


def of(customer):
    return asked(KIND, customer.id)


def post(client, approval, deed="decide", **typed):
    return client.post(f"/approvals/{approval.id}/{deed}", data=answer_of(approval) | typed)


def test_one_screen_shows_content_evidence_route_and_clause(client, cast, sign_in):
    approval = of(submitted(cast.sales1))
    page = sign_in(client, "sales_manager").get(f"/approvals/{approval.id}").text
    for text in (approval.title, "0571" if approval.content["phone"] else "陈静", "A4.2", cast.sales_manager.name):
        assert text in page
    assert 'data-key="y"' in page
    assert approval.fingerprint in page


def test_who_asked_sees_where_it_hangs_and_may_take_it_back_but_not_decide(client, cast, sign_in):
    customer = submitted(cast.sales1)
    approval = of(customer)
    page = sign_in(client, "sales1").get(f"/approvals/{approval.id}").text
    assert 'value="agree"' not in page
    assert cast.sales_manager.name in client.get("/approvals?tab=sent").text
    assert post(client, approval).status_code == 422
    assert post(client, approval, "withdraw").status_code == 303
    assert db.session.get(Customer, customer.id).status is CustomerStatus.DRAFT


def test_only_who_asked_takes_it_back(client, cast, sign_in):
    assert post(sign_in(client, "sales_manager"), of(submitted(cast.sales1)), "withdraw").status_code == 403


def test_a_link_from_before_the_change_decides_nothing(client, cast, sign_in):
    customer = submitted(cast.sales1)
    old = of(customer)
    shown = answer_of(old)
    approvals.withdraw(old.id, cast.sales1)
    db.session.get(Customer, customer.id).address = "搬到了新址"
    db.session.commit()
    submit(customer.id, db.session.get(Customer, customer.id).version, cast.sales1)
    new = of(customer)
    sign_in(client, "sales_manager")
    answer = client.post(f"/approvals/{old.id}/decide", data=shown)
    assert (answer.status_code, 'data-code="withdrawn"' in answer.text) == (422, True)
    mixed = answer_of(new) | {"fingerprint": shown["fingerprint"]}
    answer = client.post(f"/approvals/{new.id}/decide", data=mixed)
    assert (answer.status_code, 'data-code="changed"' in answer.text) == (422, True)
    assert of(customer).state is ApprovalState.PENDING


def test_the_same_click_on_phone_and_desk_is_answered_with_who_decided(app, client, cast, sign_in):
    approval = of(submitted(cast.sales1))
    phone, typed = app.test_client(), answer_of(approval)
    sign_in(phone, "sales_manager")
    sign_in(client, "sales_manager")
    url = f"/approvals/{approval.id}/decide"
    assert client.post(url, data=typed).status_code == 303
    answer = phone.post(url, data=typed, hx=True)
    assert (answer.status_code, 'data-code="decided"' in answer.text) == (422, True)
    assert cast.sales_manager.name in answer.text


def test_what_changed_since_the_last_time_is_said(client, cast, sign_in):
    customer = submitted(cast.sales1)
    say(KIND, customer.id, cast.sales_manager, agrees=False, opinion="地址不对")
    row = db.session.get(Customer, customer.id)
    row.address = "余杭区文一西路 998 号"
    db.session.commit()
    submit(customer.id, row.version, cast.sales1)
    page = sign_in(client, "sales_manager").get(f"/approvals/{of(customer).id}").text
    assert "<ins>余杭区文一西路 998 号</ins>" in page
    assert "地址不对" in page


@pytest.mark.parametrize(
    "typed",
    [
        {"step_id": ""},
        {"step_id": "x"},
        {"step_id": "999999"},
        {"step_id": "99999999999999999999"},
        {"fingerprint": ""},
        {"fingerprint": "\x00" * 200},
        {"decision": ""},
        {"decision": "agree\x00"},
        {"opinion": "长" * 1001},
    ],
)
def test_odd_answers_are_refused_and_nothing_is_decided(client, cast, sign_in, typed):
    approval = of(submitted(cast.sales1))
    assert post(sign_in(client, "sales_manager"), approval, **typed).status_code == 422
    assert db.session.get(type(approval), approval.id).state is ApprovalState.PENDING


def test_several_are_agreed_to_together_only_where_there_is_nothing_to_look_at(client, cast, sign_in):
    plain = [of(submitted(cast.sales1)), of(submitted(cast.sales1, "宁波海纳仪表有限公司"))]
    longer = draft(cast.sales1, "金华长期补录有限公司")
    longer.entry_extension_reason = "更名"
    db.session.commit()
    submit(longer.id, longer.version, cast.sales1)
    doubtful = of(longer)
    for one in plain:
        one.plain = True
    db.session.commit()
    assert not doubtful.plain
    chosen = [f"{one.id}:{one.steps[0].id}:{one.fingerprint}" for one in [*plain, doubtful]]
    page = sign_in(client, "sales_manager").get("/approvals").text
    assert [box in page for box in chosen] == [True, True, False]
    answer = client.post("/approvals/agree", data={"chosen": [*chosen, "x", "1:2", f"{plain[0].id}:9:", ""]})
    assert answer.status_code == 303
    states = [db.session.get(type(doubtful), one).state for one in [*(row.id for row in plain), doubtful.id]]
    assert states == [ApprovalState.APPROVED, ApprovalState.APPROVED, ApprovalState.PENDING]


def test_a_deputy_is_named_decides_and_is_ended(client, cast, sign_in):
    approval, today = of(submitted(cast.sales1)), clock.today().isoformat()
    sign_in(client, "sales_manager")
    typed = {"user_id": cast.sales_manager.id, "deputy_id": cast.channel_manager.id, "form_key": "one"}
    days = {"from_on": today, "until_on": today}
    assert "指定代理人" in client.get("/approvals/deputies/new").text.partition("<main")[2].partition("<form")[2]
    assert client.post("/approvals/deputies/new", data=typed | days).status_code == 303
    assert client.post("/approvals/deputies/new", data=typed | days | {"form_key": "two"}).status_code == 422
    sign_in(client, "channel_manager")
    assert approval.title in client.get("/approvals").text
    assert post(client, approval).status_code == 303
    assert of(db.session.get(Customer, approval.subject_id)).steps[0].for_id == cast.sales_manager.id
    assert cast.channel_manager.name in client.get("/approvals/deputies").text
    assert client.post("/approvals/deputies/1/end").status_code == 422
    assert sign_in(client, "sales2").post("/approvals/deputies/1/end").status_code == 404
    assert sign_in(client, "sales_manager").post("/approvals/deputies/1/end").status_code == 303


def test_the_inbox_is_narrowed_by_kind_unit_and_lateness(client, cast, sign_in):
    customer = submitted(cast.sales1, "湖州迟到有限公司")
    sign_in(client, "sales_manager")
    assert "湖州迟到有限公司" not in client.get("/approvals?show=overdue").text
    of(customer).steps[0].due_at = clock.now() - dt.timedelta(hours=1)
    db.session.commit()
    for query in ("show=overdue", "kind=customer", f"unit={cast.sales1.unit_id}", "after=%00&kind=none"):
        assert "湖州迟到有限公司" in client.get(f"/approvals?{query}").text, query
    for query in ("kind=closing", "kind=claim"):
        assert "湖州迟到有限公司" not in client.get(f"/approvals?{query}").text, query


def test_who_is_above_finds_it_in_their_units_and_not_on_their_own_desk(client, cast, sign_in):
    submitted(cast.sales1, "嘉兴上级可见有限公司")
    sign_in(client, "vp")
    assert "嘉兴上级可见有限公司" not in client.get("/approvals").text
    assert "嘉兴上级可见有限公司" in client.get("/approvals?tab=below").text


@pytest.mark.parametrize("url", ["/approvals", "/approvals?tab=sent", "/approvals?tab=below", "one"])
def test_every_page_costs_few_queries(client, cast, sign_in, url):
    rows = [of(submitted(cast.sales1)) for _ in range(6)]
    url = f"/approvals/{rows[0].id}" if url == "one" else url
    sign_in(client, "sales_assistant" if "sent" not in url else "sales1")
    counted = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: counted.append(args[2]))
    assert client.get(url).status_code == 200
    asked_for = [line for line in counted if line.startswith(("SELECT", "WITH")) and "customer_search" not in line]
    assert len(asked_for) <= (14 if url.endswith("1") else 12), asked_for
