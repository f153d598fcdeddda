"""Receivables on real requests: invoices, collections, the ledger, the list and the customer's page (A9.4)."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from sqlalchemy import event, select

import clock
from extensions import db
from models import Collection, Invoice, Milestone
from queries.search import index_customer
from tests.support.factories import new_customer
from tests.support.money import collect, issue, ledger, new_contract, on

D = Decimal


@pytest.fixture
def contract(cast):
    return new_contract(cast.sales1, "10000", ["6000", "4000"])


@pytest.fixture
def desk(client, sign_in, contract):
    """The browser of finance."""
    sign_in(client, "finance1")
    return client


def invoice_words(contract, **typed):
    today = clock.today()
    words = {"number": "FP-2026-001", "amount": "6,000.00", "tax": "690.27", "issued_on": today, "milestone_id": 0}
    return {"contract_id": contract.id, "due_on": today + dt.timedelta(days=30), **words, **typed}


def money_words(contract, **typed):
    words = {"amount": "5000", "received_on": clock.today(), "method": "transfer", "reference": "ICBC-1", "payer": "甲"}
    return {"contract_id": contract.id, **words, **typed}


def problems(answer) -> list[str]:
    return re.findall(r'data-code="(\w+)"', answer.text)


def one(model):
    return db.session.scalars(select(model)).one()


def test_finance_issues_an_invoice_for_a_milestone(desk, contract):
    milestone = contract.milestones[0]
    page = desk.get(f"/invoices/new?contract_id={contract.id}&milestone_id={milestone.id}")
    assert 'value="6000.00"' in page.text
    answer = desk.post("/invoices", data=invoice_words(contract, milestone_id=milestone.id))
    assert (answer.status_code, answer.location) == (303, f"/receivables/contracts/{contract.id}")
    invoice = one(Invoice)
    assert (invoice.open, invoice.tax, invoice.milestone_id) == (D(6000), D("690.27"), milestone.id)
    assert "FP-2026-001" in desk.get(f"/receivables/contracts/{contract.id}").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"amount": "10000.01"}, "beyond_contract"),
        ({"tax": "6000"}, "tax"),
        ({"due_on": "2020-01-01"}, "due_before"),
        ({"issued_on": "2099-01-01", "due_on": "2099-02-01"}, "future"),
    ],
)
def test_what_no_invoice_may_say_comes_back_as_typed(desk, contract, typed, said):
    answer = desk.post("/invoices", data=invoice_words(contract, **typed), hx=True)
    assert (answer.status_code, problems(answer)) == (422, [said])
    assert "FP-2026-001" in answer.text
    assert not db.session.scalars(select(Invoice)).all()


def test_one_number_is_one_invoice(desk, contract):
    desk.post("/invoices", data=invoice_words(contract))
    again = desk.post("/invoices", data=invoice_words(contract, amount="10", tax="", number="fp-2026-001"))
    assert (again.status_code, problems(again)) == (422, ["number_taken"])


def test_money_is_set_against_the_oldest_first_unless_something_else_is_typed(desk, contract, cast):
    late, later = issue(contract, cast.finance1, 3000, ago=40, due=10), issue(contract, cast.finance1, 3000)
    proposal = desk.get(f"/collections/proposal?contract_id={contract.id}&amount=5000", hx=True).text
    assert re.search(rf'name="part_invoice_{late.id}"[^>]*value="3000.00"', proposal)
    assert re.search(rf'name="part_invoice_{later.id}"[^>]*value="2000.00"', proposal)
    answer = desk.post("/collections", data=money_words(contract, oldest_first="y"))
    assert answer.status_code == 303
    assert (late.open, later.open) == (0, 1000)
    typed = {"reference": "ICBC-2", "amount": "500", f"part_invoice_{later.id}": "400", "oldest_first": "y"}
    desk.post("/collections", data=money_words(contract, **typed))
    assert later.open == 600
    assert ledger(contract) == (6000, 5500, 600, 100)


def test_what_somebody_else_settled_meanwhile_is_not_dropped_silently(desk, contract, cast):
    invoice = issue(contract, cast.finance1, 3000)
    collect(contract, cast.finance1, 3000, on(invoice, 3000))
    answer = desk.post("/collections", data=money_words(contract, **{f"part_invoice_{invoice.id}": "100"}))
    assert (answer.status_code, problems(answer)) == (422, ["settled_since"])


def test_one_bank_reference_is_one_collection(desk, contract):
    assert desk.post("/collections", data=money_words(contract)).status_code == 303
    again = desk.post("/collections", data=money_words(contract, reference="icbc-1"))
    assert (again.status_code, problems(again)) == (422, ["reference_taken"])
    assert one(Collection).amount == 5000


def test_a_collection_is_allocated_taken_back_and_refunded_on_its_page(desk, contract, cast):
    invoice, row = issue(contract, cast.finance1, 3000), collect(contract, cast.finance1, 4000)
    page = f"/collections/{row.id}"
    desk.post(f"{page}/allocations", data={"version": row.version, f"part_invoice_{invoice.id}": "3000"})
    assert invoice.open == 0
    stale = desk.post(f"{page}/allocations", data={"version": 1, f"part_milestone_{contract.milestones[0].id}": "1"})
    assert (stale.status_code, problems(stale)) == (422, ["stale"])
    wrong = desk.post(f"{page}/refunds", data=refund_words(amount="1000.01"))
    assert (wrong.status_code, problems(wrong)) == (422, ["above_free"])
    assert desk.post(f"{page}/refunds", data=refund_words(amount="1000")).status_code == 303
    part = row.allocations[0]
    assert desk.post(f"{page}/allocations/{part.id}/reversal").status_code == 303
    again = desk.post(f"{page}/allocations/{part.id}/reversal")
    assert (again.status_code, problems(again)) == (422, ["taken_back"])
    assert ledger(contract) == (3000, 3000, 3000, 3000)


def refund_words(**typed):
    return {"refunded_on": clock.today(), "reference": "TK-1", "reason": "客户重复付款，退回多付部分", **typed}


def test_a_red_letter_invoice_takes_off_at_most_what_stands(desk, contract, cast):
    invoice = issue(contract, cast.finance1, 3000)
    words = {"number": "RED-1", "amount": "3000.01", "issued_on": clock.today(), "note": "数量有误，客户退回设备"}
    wrong = desk.post(f"/invoices/{invoice.id}/corrections", data=words)
    assert (wrong.status_code, problems(wrong)) == (422, ["above"])
    assert desk.post(f"/invoices/{invoice.id}/corrections", data={**words, "amount": "1000"}).status_code == 303
    assert (invoice.corrected, invoice.open) == (1000, 2000)
    assert "RED-1" in desk.get("/invoices?tab=red").text


@pytest.mark.parametrize("amount", ["-5", "0", "1e5", "NaN", "Infinity", "1.234", "9" * 30])
def test_no_odd_amount_becomes_money(desk, contract, amount):
    assert desk.post("/collections", data=money_words(contract, amount=amount)).status_code == 422
    assert not db.session.scalars(select(Collection)).all()


def test_the_salesperson_reads_the_own_ledgers_and_records_nothing(client, sign_in, contract, cast):
    other = new_contract(cast.sales2, "5000")
    issue(contract, cast.finance1, 3000, ago=40, due=10)
    issue(other, cast.finance1, 3000)
    sign_in(client, "sales1")
    listed = client.get("/receivables").text
    assert contract.number in listed
    assert other.number not in listed
    assert client.get(f"/receivables/contracts/{other.id}").status_code == 404
    assert client.get("/invoices/new").status_code == client.post("/collections").status_code == 403
    assert "¥3,000.00" in client.get(f"/receivables/customers/{contract.customer_id}", hx=True).text
    assert "New invoice" not in client.get(f"/receivables/contracts/{contract.id}").text


def test_the_list_is_narrowed_by_age_department_and_search(client, sign_in, contract, cast):
    east = new_contract(cast.east_sales1, "9000")
    issue(contract, cast.finance1, 3000, ago=80, due=45)
    issue(east, cast.finance1, 2000, ago=40, due=3)
    sign_in(client, "salesmgmt_manager")

    def listed(query):
        text = client.get(f"/receivables?{query}").text
        return [number for number in (contract.number, east.number) if number in text]

    assert listed("tab=overdue") == [contract.number, east.number]
    assert listed("tab=overdue&age=up_to_60") == [contract.number]
    assert listed(f"unit_id={east.unit_id}") == [east.number]
    assert listed(f"q={contract.number}") == [contract.number]
    assert listed("tab=prepaid") == []
    ageing = client.get("/receivables/ageing").text
    assert ageing.count("¥3,000.00") >= 2


def test_the_pages_need_few_queries(client, sign_in, contract, cast):
    for amount in range(1, 40):
        issue(contract, cast.finance1, amount, ago=40, due=10)
        collect(contract, cast.finance1, amount, ago=3)
    for _ in range(30):
        issue(new_contract(cast.sales1, "5000"), cast.finance1, 100, ago=40, due=10)
    sign_in(client, "salesmgmt_manager")
    pages = [
        "/receivables",
        "/receivables?tab=overdue",
        "/receivables/dunning",
        f"/receivables/contracts/{contract.id}",
        "/invoices",
        "/collections",
        "/receivables/ageing",
    ]
    asked = {page: queries(client, page) for page in pages}
    assert {page: count for page, count in asked.items() if count > 12} == {}


def queries(client, page) -> int:
    seen = []

    def count(_connection, _cursor, statement, *_rest):
        if statement.lstrip().upper().startswith("SELECT"):
            seen.append(statement)

    client.get(page)
    event.listen(db.engine, "before_cursor_execute", count)
    try:
        assert client.get(page).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    return len(seen)


def test_the_ledger_says_the_balance_after_every_movement(desk, contract, cast):
    issue(contract, cast.finance1, 6000, ago=5)
    collect(contract, cast.finance1, 2500, ago=2)
    text = desk.get(f"/receivables/contracts/{contract.id}").text
    assert "¥3,500.00" in text
    assert text.index("¥6,000.00") < text.rindex("-¥2,500.00")


def test_a_milestone_of_another_contract_is_not_invoiced_here(desk, contract, cast):
    foreign = new_contract(cast.sales1, "100", ["100"]).milestones[0]
    assert desk.post("/invoices", data=invoice_words(contract, milestone_id=foreign.id)).status_code == 422
    assert db.session.get(Milestone, foreign.id) is not None


def test_finance_withdraws_a_wrong_collection_and_nobody_else_does(client, sign_in, contract, cast):
    invoice = issue(contract, cast.finance1, 3000)
    row = collect(contract, cast.finance1, 4000, on(invoice, 3000))
    words = {"version": row.version, "reason": "记到了另一家客户名下"}
    for username in ("sales1", "salesmgmt_manager", "business_manager", "president"):
        sign_in(client, username)
        assert client.post(f"/collections/{row.id}/withdrawal", data=words).status_code == 403
    sign_in(client, "finance1")
    assert client.post(f"/collections/{row.id}/withdrawal", data={**words, "reason": "x"}).status_code == 422
    assert client.post(f"/collections/{row.id}/withdrawal", data=words).status_code == 303
    assert "记到了另一家客户名下" in client.get(f"/collections/{row.id}").text
    assert invoice.open == 3000
    assert client.get(f"/receivables/contracts/{contract.id}").text.count(row.reference) == 2
    again = client.post(f"/collections/{row.id}/withdrawal", data=words)
    assert (again.status_code, problems(again)) == (422, ["stale"])


def test_a_collection_larger_than_everything_open_says_that_the_rest_is_a_prepayment(desk, contract, cast):
    issue(contract, cast.finance1, 3000, ago=40, due=10)
    answer = desk.post("/collections", data=money_words(contract, amount="50000", oldest_first="y"))
    assert "¥47,000.00" in desk.get(answer.location).text
    assert ledger(contract) == (3000, 50000, 0, 47000)


def test_a_prepayment_is_recorded_for_a_customer_without_a_contract(desk, cast):
    customer = new_customer(cast.sales1)
    index_customer(customer)
    db.session.commit()
    desk_page = desk.get(f"/collections/new?q={customer.name}").text
    assert f"customer_id={customer.id}" in desk_page
    words = money_words(type("None_", (), {"id": ""}), customer_id=customer.id)
    assert desk.post("/collections", data=words).status_code == 303
    assert (one(Collection).rest, one(Collection).contract_id) == (5000, None)
