"""Pressing for payment on real requests: the work list, the steps, the letter, who is told (A9.4)."""

import datetime as dt
import re

import pytest
from sqlalchemy import select

import clock
from blueprints.receivables.paper import letter_data
from extensions import db
from models import DunningStep, Notification, Receivable
from queries.ledgers import delivery_stopped
from tests.support.money import collect, issue, new_contract, on

RESULT = "财务经理承诺下周三付清全部款项"


@pytest.fixture
def contract(cast):
    contract = new_contract(cast.sales1, "10000")
    issue(contract, cast.finance1, 3000, ago=40, due=10)
    issue(contract, cast.finance1, 2000)
    return contract


def words(**typed):
    today = clock.today()
    given = {
        "kind": "call",
        "on": today,
        "result": RESULT,
        "next_on": today + dt.timedelta(days=7),
        "next_kind": "letter",
    }
    return {**given, **typed}


def steps() -> list[DunningStep]:
    return list(db.session.scalars(select(DunningStep).order_by(DunningStep.id)))


def press(client, contract, **typed):
    return client.post(f"/receivables/contracts/{contract.id}/dunning", data=words(**typed))


def test_an_overdue_contract_is_on_the_list_until_its_next_step(client, sign_in, contract):
    sign_in(client, "salesmgmt_manager")
    assert contract.number in client.get("/receivables/dunning").text
    assert press(client, contract).status_code == 303
    assert contract.number not in client.get("/receivables/dunning").text
    assert contract.number in client.get("/receivables/dunning?tab=all").text
    row = db.session.get(Receivable, contract.id, populate_existing=True)
    assert row.dun_on == clock.today() + dt.timedelta(days=7)
    assert (steps()[0].open, [item["open"] for item in steps()[0].items]) == (3000, ["3000.00"])


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"result": "无"}, "result"), ({"on": "2099-01-01"}, "future"), ({"next_on": "2020-01-01"}, "next")],
)
def test_a_step_without_result_or_next_day_comes_back(client, sign_in, contract, typed, said):
    sign_in(client, "salesmgmt_manager")
    answer = press(client, contract, **typed)
    assert (answer.status_code, re.findall(r'data-code="(\w+)"', answer.text)) == (422, [said])
    assert steps() == []


def test_nobody_is_pressed_for_what_is_paid(client, sign_in, contract, cast):
    overdue = contract_invoice(contract)
    collect(contract, cast.finance1, 3000, on(overdue, 3000))
    sign_in(client, "salesmgmt_manager")
    answer = press(client, contract)
    assert (answer.status_code, steps()) == (422, [])
    assert contract.number not in client.get("/receivables/dunning?tab=all").text


def contract_invoice(contract):
    from queries.ledgers import open_invoices

    return open_invoices([contract.id])[0]


def test_the_salesperson_hears_of_it_and_reads_it_on_the_customer(client, sign_in, contract, cast):
    sign_in(client, "salesmgmt_manager")
    press(client, contract, kind="stop")
    told = db.session.scalars(select(Notification).where(Notification.event.in_(["dunning_step", "delivery_stopped"])))
    assert {one.user_id for one in told} == {cast.sales1.id, cast.business_manager.id}
    assert delivery_stopped(contract.id)
    sign_in(client, "sales1")
    assert RESULT in client.get(f"/receivables/customers/{contract.customer_id}", hx=True).text
    assert "/receivables/customers/" in client.get(f"/customers/{contract.customer_id}").text
    assert press(client, contract).status_code == 403


def test_the_letter_says_what_was_overdue_that_day_also_later(app, client, sign_in, contract, cast):
    sign_in(client, "salesmgmt_manager")
    press(client, contract, kind="letter")
    collect(contract, cast.finance1, 3000, on(contract_invoice(contract), 3000))
    answer = client.get(f"/receivables/letters/{steps()[0].id}.pdf")
    assert answer.data.startswith(b"%PDF")
    with app.test_request_context():
        data = letter_data(steps()[0])
    assert data["rows"][0][-1] == "¥3,000.00"
    sign_in(client, "sales2")
    assert client.get(f"/receivables/letters/{steps()[0].id}.pdf").status_code == 404


def test_markup_in_a_result_stays_text(client, sign_in, contract):
    sign_in(client, "salesmgmt_manager")
    press(client, contract, result='<script>alert(1)</script> 承诺下周付款 #import "x"', kind="letter")
    assert "<script>alert" not in client.get(f"/receivables/contracts/{contract.id}").text
    assert client.get(f"/receivables/letters/{steps()[0].id}.pdf").status_code == 200


def test_a_call_does_not_lift_a_stop_but_a_decision_does(client, sign_in, contract, cast):
    sign_in(client, "salesmgmt_manager")
    press(client, contract, kind="stop")
    assert "stopped" in press(client, contract, kind="stop").text
    press(client, contract, kind="call")
    assert delivery_stopped(contract.id)
    assert contract.number in client.get("/receivables?tab=stopped").text
    assert press(client, contract, kind="resume").status_code == 303
    assert not delivery_stopped(contract.id)
    told = db.session.scalars(select(Notification).where(Notification.event == "delivery_resumed"))
    assert {one.user_id for one in told} == {cast.sales1.id, cast.business_manager.id}
    assert press(client, contract, kind="resume").status_code == 422


def test_a_stop_ends_when_nothing_is_overdue_any_more_and_does_not_come_back(client, sign_in, contract, cast):
    sign_in(client, "salesmgmt_manager")
    press(client, contract, kind="stop")
    late = contract_invoice(contract)
    collect(contract, cast.finance1, 1000, on(late, 1000))
    assert delivery_stopped(contract.id)
    collect(contract, cast.finance1, 2000, on(late, 2000))
    assert not delivery_stopped(contract.id)
    issue(contract, cast.finance1, 500, ago=40, due=5)
    assert not delivery_stopped(contract.id)
    assert steps()[-1].kind == "resume"
    assert client.get(f"/receivables/contracts/{contract.id}").status_code == 200
