"""Orders on real requests: written from the contract, submitted, carried out, shipped; seen by whom they concern."""

import pytest
from sqlalchemy import event, select

import clock
from extensions import db
from models import SalesOrder
from operations.approvals import pending
from policy.approvals import ApprovalKind
from policy.orders import OrderStatus
from tests.support.orders import approved_order, executed_order, new_contract, new_product


def write(client, contract, *quantities, **more):
    fields = {f"quantity_{line.id}": text for line, text in zip(contract.quote.lines, quantities, strict=False)}
    return client.post("/orders", data={"contract_id": contract.id, **fields, **more})


def version(order) -> int:
    return db.session.get(SalesOrder, order.id).version


def the_order() -> SalesOrder:
    return db.session.scalars(select(SalesOrder)).one()


def test_an_order_goes_its_whole_way(client, sign_in, cast):
    contract = new_contract(cast.sales1)
    sign_in(client, "sales1")
    assert f'/orders/new?contract_id={contract.id}"' in client.get("/orders/new").text
    page = client.get(f"/orders/new?contract_id={contract.id}").text
    assert f'name="contract_id" value="{contract.id}"' in page
    assert 'value="10"' in page
    assert 'value="20"' in page
    assert write(client, contract, "10", "20", ship_to="上海市静安区1号 王工 13800138000").status_code == 303
    order = the_order()
    assert client.post(f"/orders/{order.id}/submission", data={"version": version(order)}).status_code == 303
    approval = pending(ApprovalKind.ORDER, order.id)
    sign_in(client, "business_manager")
    assert order.number in client.get("/approvals").text
    page = client.get(f"/approvals/{approval.id}").text
    assert contract.number in page
    step = approval.steps[0]
    said = {"step_id": step.id, "fingerprint": approval.fingerprint, "decision": "agree", "opinion": ""}
    client.post(f"/approvals/{approval.id}/decide", data=said)
    sign_in(client, "business_assistant")
    assert order.number in client.get("/orders").text
    unit = cast.unit("implementation").id
    assert f'<option selected value="{unit}">' in client.get(f"/orders/{order.id}").text
    started = client.post(f"/orders/{order.id}/execution", data={"version": version(order), "unit_id": unit})
    assert started.status_code == 303
    line = order.lines[0]
    sent = client.post(
        f"/orders/{order.id}/shipments",
        data={f"quantity_{line.id}": "4", "shipped_on": clock.today(), "waybill": "SF1"},
        hx=True,
    )
    assert (sent.status_code, "SF1" in sent.text, the_order().lines[0].shipped) == (200, True, 4)
    assert the_order().status is OrderStatus.EXECUTING


def test_a_refused_order_keeps_what_was_typed(client, sign_in, cast):
    contract = new_contract(cast.sales1)
    sign_in(client, "sales1")
    answer = write(client, contract, "11", "20", ship_to="上海")
    assert (answer.status_code, 'value="11"' in answer.text, "more_than_agreed" in answer.text) == (422, True, True)
    for text in ("abc", "-1", "1e12", "0.0001"):
        assert write(client, contract, text).status_code == 422
    assert db.session.scalars(select(SalesOrder)).all() == []


def test_rows_are_typed_where_the_contract_has_no_quote(client, sign_in, cast):
    contract, product = new_contract(cast.sales1, quoted=False), new_product()
    sign_in(client, "sales1")
    rows = {"product_id": [product.id, ""], "quantity": ["2", ""], "net_price": ["50.00", ""]}
    answer = client.post("/orders", data={"contract_id": contract.id, **rows})
    assert answer.status_code == 303
    assert [(line.quantity, line.net_price) for line in the_order().lines] == [(2, 50)]
    page = client.get(f"/orders/{the_order().id}/edit").text
    assert 'value="50.00"' in page


def test_a_page_that_is_out_of_date_changes_nothing(client, sign_in, cast):
    order = approved_order(cast)
    sign_in(client, "business_assistant")
    unit = cast.unit("implementation").id
    answer = client.post(f"/orders/{order.id}/execution", data={"version": version(order) - 1, "unit_id": unit})
    assert (answer.status_code, the_order().status) == (422, OrderStatus.APPROVED)


def test_each_department_has_its_work_list(client, sign_in, cast):
    approved, running = approved_order(cast), executed_order(cast)
    sign_in(client, "business_assistant")
    page = client.get("/orders?tab=execute").text
    assert (approved.number in page, running.number in page) == (True, False)
    page = client.get("/orders?tab=ship").text
    assert (approved.number in page, running.number in page) == (False, True)
    sign_in(client, "finance1")
    page = client.get("/orders?tab=collect").text
    assert (approved.number in page, running.number in page) == (False, True)
    assert client.get(f"/orders?tab=all&q={running.number}").text.count('scope="row"') == 1


@pytest.mark.parametrize(
    ("username", "expected"),
    [
        ("sales1", 200),
        ("sales_manager", 200),
        ("business_manager", 200),
        ("finance1", 200),
        ("president", 200),
        ("sales2", 404),
        ("jv_sales1", 404),
        ("implementer1", 403),
        ("marketing1", 403),
    ],
)
def test_an_order_is_seen_by_whom_it_concerns(client, sign_in, cast, username, expected):
    order = approved_order(cast)
    sign_in(client, username)
    assert client.get(f"/orders/{order.id}").status_code == expected


def test_sales_never_carries_out_and_business_never_changes_what_sales_asked_for(client, sign_in, cast):
    order = approved_order(cast)
    for username, deed in (("sales1", "execution"), ("east_gm", "execution"), ("business_assistant", "cancellation")):
        sign_in(client, username)
        assert client.post(f"/orders/{order.id}/{deed}", data={"version": version(order)}).status_code in (403, 404)
    assert the_order().status is OrderStatus.APPROVED


def test_a_partner_that_signs_in_headquarters_name_is_carried_out_by_headquarters(client, sign_in, cast):
    contract = new_contract(cast.jv_sales1, signing_unit_id=cast.unit("hq").id)
    order = approved_order(cast, contract)
    sign_in(client, "business_assistant")
    assert client.get(f"/orders/{order.id}").status_code == 200
    sign_in(client, "jv_gm")
    assert client.get(f"/orders/{order.id}").status_code == 200


def test_an_order_of_a_partner_is_reviewed_at_headquarters_and_carried_out_by_who_leads_the_partner(
    client, sign_in, cast
):
    order = approved_order(cast, new_contract(cast.jv_sales1, (("3", False),), signing_unit_id=cast.unit("jv").id))
    sign_in(client, "business_manager")
    assert client.get(f"/orders/{order.id}").status_code == 200
    assert client.post(f"/orders/{order.id}/execution", data={"version": version(order)}).status_code == 403
    sign_in(client, "business_assistant")
    assert client.get(f"/orders/{order.id}").status_code == 404
    sign_in(client, "jv_gm")
    assert client.post(f"/orders/{order.id}/execution", data={"version": version(order)}).status_code == 303
    assert the_order().status is OrderStatus.EXECUTING


def asked(client, page) -> list[str]:
    """What one request asks the database."""
    statements = []

    def note(*args):
        statements.append(args[2])

    event.listen(db.engine, "before_cursor_execute", note)
    assert client.get(page).status_code == 200
    event.remove(db.engine, "before_cursor_execute", note)
    return [one for one in statements if one.startswith("SELECT")]


def test_the_pages_ask_few_questions(client, sign_in, cast):
    order = executed_order(cast)
    work_id = order.implementation.id
    for username, page, most in (
        ("business_assistant", f"/orders/{order.id}", 12),
        ("business_assistant", "/orders?tab=all", 10),
        ("business_assistant", "/implementations", 10),
        ("sales1", f"/implementations/{work_id}", 10),
        ("implementer1", "/tasks", 6),
    ):
        sign_in(client, username)
        client.get(page)
        found = asked(client, page)
        assert len(found) <= most, (page, len(found), found)
