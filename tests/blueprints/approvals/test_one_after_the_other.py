"""Deciding on real requests: the next one opens, many at once name what is left out, costs stay with who decides."""

import io
import re
from decimal import Decimal as D

import pytest

from extensions import db
from models import Attachment, Customer, Invoice, Price
from operations import quotes
from policy.approvals import ApprovalKind, ApprovalState
from tests.support.approvals import answer_of, asked, say
from tests.support.contracts import drawn_up
from tests.support.customers import submitted
from tests.support.quotes import new_catalogue, new_quote, wish


def of(customer):
    return asked(ApprovalKind.CUSTOMER, customer.id)


def decide(client, approval, query="", **typed):
    return client.post(f"/approvals/{approval.id}/decide{query}", data=answer_of(approval) | typed)


@pytest.fixture
def quote(cast):
    price_list = new_catalogue(cast.business_manager)
    for price in price_list.prices:
        price.cost = D("777.00") if price.product.code == "APS-100" else None
    db.session.commit()
    made = new_quote(cast.sales1, price_list, wish(discount="0.7"), wish("SRV-1", discount="0.6"))
    return quotes.submit(made.id, made.version, cast.sales1)


def test_after_a_decision_the_next_of_the_same_filters_opens_and_at_the_end_the_inbox(client, cast, sign_in):
    first, second = of(submitted(cast.sales1)), of(submitted(cast.sales1, "宁波海纳仪表有限公司"))
    sign_in(client, "sales_manager")
    page = client.get(f"/approvals/{first.id}?kind=customer").text
    assert f'href="/approvals/{second.id}?kind=customer" rel="next"' in page
    assert decide(client, first, "?kind=customer").location == f"/approvals/{second.id}?kind=customer"
    assert first.title in client.get(f"/approvals/{second.id}?kind=customer").text
    assert decide(client, second, "?kind=customer").location == "/approvals?kind=customer"


def test_what_changed_meanwhile_is_left_out_of_many_and_named(client, cast, sign_in):
    fine, changed = submitted(cast.sales1), submitted(cast.sales1, "宁波海纳仪表有限公司")
    rows = [of(fine), of(changed)]
    for row in rows:
        row.plain = True
    changed.address = "越过了冻结"
    db.session.commit()
    chosen = [f"{row.id}:{row.steps[0].id}:{row.fingerprint}" for row in rows]
    sign_in(client, "sales_manager").post("/approvals/agree", data={"chosen": chosen})
    page = client.get("/approvals").text
    assert re.search(r"message-warning[^§]{0,400}?宁波海纳仪表有限公司", page)
    assert [of(one).state for one in (fine, changed)] == [ApprovalState.APPROVED, ApprovalState.VOIDED]


def test_what_it_earns_is_shown_to_who_decides_and_to_nobody_else(client, cast, sign_in, quote):
    approval = asked(ApprovalKind.QUOTE, quote.id)
    url = f"/approvals/{approval.id}"
    page = sign_in(client, "sales_manager").get(url).text
    assert 'id="margin"' in page
    assert "¥777.00" in page
    for other in ("sales1", "sales_assistant", "president"):
        shown = sign_in(client, other).get(url)
        assert ("777.00" in shown.text) == (other == "president"), other
    for url in (f"/quotes/{quote.id}", f"/quotes/{quote.id}/edit", f"/quotes?customer_id={quote.customer_id}"):
        assert "777.00" not in sign_in(client, "sales1").get(url).text
    say(ApprovalKind.QUOTE, quote.id, cast.sales_manager)
    assert "777.00" not in sign_in(client, "sales1").get(f"/approvals/{approval.id}").text


def test_costs_that_are_not_known_are_counted_and_a_loss_is_marked(client, cast, sign_in, quote):
    page = sign_in(client, "sales_manager").get(f"/approvals/{asked(ApprovalKind.QUOTE, quote.id).id}?").text
    assert page.count("mark-bad") >= 1
    assert "-¥77.00" in page
    db.session.query(Price).update({"cost": None})
    db.session.commit()
    page = client.get(f"/approvals/{asked(ApprovalKind.QUOTE, quote.id).id}").text
    assert "-¥77.00" not in page
    assert 'id="margin"' in page


def test_what_the_customer_owes_stands_beside_what_is_decided(client, cast, sign_in, quote):
    contract = drawn_up(cast.sales1, quote.customer)
    invoice = Invoice(number="4400", contract_id=contract.id, customer_id=quote.customer_id, unit_id=contract.unit_id)
    invoice.issued_on = invoice.due_on = quote.created_at.date().replace(year=2020)
    invoice.amount = invoice.open = D("4321.00")
    invoice.tax, invoice.by_id, invoice.at, invoice.note = D("0"), cast.finance1.id, quote.created_at, ""
    db.session.add(invoice)
    db.session.commit()
    page = sign_in(client, "sales_manager").get(f"/approvals/{asked(ApprovalKind.QUOTE, quote.id).id}").text
    assert "¥4,321.00" in page


def test_the_files_of_what_is_decided_stay_as_they_are(client, cast, sign_in):
    customer = submitted(cast.sales1)
    sign_in(client, "sales1")

    def attach():
        data = {"customer_id": customer.id, "file": (io.BytesIO(b"%PDF-1.4 x"), "a.pdf")}
        return client.post("/attachments", data=data, content_type="multipart/form-data")

    answer = attach()
    assert (answer.status_code, 'data-code="frozen"' in answer.text) == (422, True)
    say(ApprovalKind.CUSTOMER, customer.id, cast.sales_manager, agrees=False, opinion="缺营业执照")
    assert attach().status_code in (200, 303)
    row = db.session.query(Attachment).one()
    customer = db.session.get(Customer, customer.id)
    client.post(f"/customers/{customer.id}/submission", data={"version": customer.version})
    if of(customer).state is ApprovalState.PENDING:
        assert client.post(f"/attachments/{row.id}/removal").status_code == 422


@pytest.mark.parametrize("person", ["business_manager", "finance1", "implementer1", "sales1", "marketing1"])
def test_everybody_finds_the_way_to_their_approvals(client, sign_in, person):
    assert 'href="/approvals"' in sign_in(client, person).get("/").text
