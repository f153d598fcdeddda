"""Any history of any deeds, one after the other or several at once: the ledger adds up after each of them (A9.4)."""

import random
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

import clock
from extensions import db
from models import Allocation, Collection, Contract, Invoice, Refund, User
from operations import Refused, collections, invoices
from tests.operations.test_collections import balanced
from tests.support.money import collect, issue, new_contract, on

D = Decimal
WHY = "数量有误，客户退回两台设备"
DEEDS = (
    *("issue", "collect", "common", "correct", "allocate", "take_back", "refund"),
    *("withdraw", "withdraw_refund"),
)


def _one_of(model, which: int, *conditions):
    rows = list(db.session.scalars(select(model).where(*conditions).order_by(model.id)))
    return rows[which % len(rows)] if rows else None


def do(contract: Contract, by: User, deed: str, which: int, amount: int, key: str) -> None:
    """One deed on something of the contract, or of its customer, that stands now."""
    money = _one_of(Collection, which, Collection.customer_id == contract.customer_id)
    invoice = _one_of(Invoice, which, Invoice.contract_id == contract.id, Invoice.amount > 0)
    if deed == "issue":
        issue(contract, by, amount, ago=which, milestone=contract.milestones[which % 2] if which % 3 else None)
    elif deed in {"collect", "common"}:
        target = invoice or contract.milestones[which % 2]
        collect(contract, by, amount, on(target, min(amount, 100)) if which % 2 else None, common=deed == "common")
    elif deed == "correct" and invoice:
        invoices.correct(invoice.id, f"R-{key}", clock.today(), D(amount), WHY, by)
    elif deed == "allocate" and invoice and money:
        collections.allocate(money.id, money.version, on(invoice, amount), by)
    elif deed == "take_back" and (part := _one_of(Allocation, which, Allocation.amount > 0)):
        collections.take_back(part.collection_id, part.id, by)
    elif deed == "refund" and money:
        collections.refund(money.id, D(amount), clock.today(), f"T-{key}", WHY, by)
    elif deed == "withdraw" and money:
        collections.withdraw(money.id, money.version, WHY, by)
    elif deed == "withdraw_refund" and (back := _one_of(Refund, which)):
        collections.withdraw_refund(back.collection_id, back.id, WHY, by)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 20), st.integers(1, 400)), max_size=14))
def test_the_ledger_of_a_contract_balances_after_whatever_was_done_to_it(cast, deeds):
    contract = new_contract(cast.sales1, "1000000", ["600000", "400000"])
    for place, (deed, which, amount) in enumerate(deeds):
        try:
            do(contract, cast.finance1, deed, which, amount, f"{contract.id}-{place}")
        except Refused:
            db.session.rollback()
        assert balanced()


@pytest.mark.parametrize("seed", [4, 11])
def test_the_ledgers_of_a_customer_balance_when_many_hands_move_them_at_once(app, cast, seed):
    contract = new_contract(cast.sales1, "100000", ["60000", "40000"])
    other = new_contract(cast.sales1, "5000", ["2500", "2500"], customer=contract.customer)
    ids = (contract.id, other.id)

    def hand(number: int) -> list[str]:
        chance, said = random.Random(seed * 100 + number), []
        with app.app_context():
            by = db.session.scalars(select(User).where(User.username == "finance1")).one()
            for turn in range(8):
                here = db.session.get_one(Contract, chance.choice(ids))
                given = chance.choice(DEEDS), chance.randrange(20), chance.randint(1, 900)
                try:
                    do(here, by, *given, f"{number}-{turn}")
                except Refused as refusal:
                    db.session.rollback()
                    said += [problem.code for problem in refusal.problems]
            db.session.remove()
        return said

    db.session.commit()
    with ThreadPoolExecutor(6) as threads:
        said = {code for each in threads.map(hand, range(6)) for code in each}
    assert "busy" not in said
    assert balanced()
