"""The sales of a month, kept for bonuses (A12.6), and who comes first for presales support by value (A12.5)."""

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import select

import clock
from extensions import db
from jobs import keep_sales_accounts
from models import CustomerShare, JobRun, SalesAccount, Unit
from queries.sales_accounts import first_for_support
from tests.support.factories import new_opportunity
from tests.support.money import collect, new_contract
from tests.support.ranking import DRAWN, entered, set_numbers

D = Decimal


@pytest.fixture
def at(monkeypatch):
    """``at(day)`` makes it the early morning of that day for everybody who asks the clock."""

    def set_to(day: dt.date):
        moment = clock.start_of(day) + dt.timedelta(hours=6)
        monkeypatch.setattr(clock, "now", lambda: moment)

    set_to(DRAWN)
    return set_to


@pytest.fixture
def shared(cast, at):
    """A customer of sales1, of which sales2 has 30 percent; entered in September."""
    customer = entered(cast.sales1, clock.start_of(dt.date(2026, 9, 2)))
    share = {"customer_id": customer.id, "by_id": cast.sales1.id, "reason": "共同跟进"}
    db.session.add(CustomerShare(user_id=cast.sales2.id, percent=30, from_at=customer.created_at, **share))
    db.session.commit()
    return customer


def account(person, month="2026-10") -> SalesAccount:
    rows = select(SalesAccount).where(SalesAccount.user_id == person.id, SalesAccount.month == month)
    return db.session.scalars(rows).one()


def signed(person, customer, amount, day):
    return new_contract(person, amount, customer=customer, signed_on=day)


def test_contracts_and_collections_are_divided_by_the_shares_to_the_fen(cast, shared):
    contract = signed(cast.sales1, shared, "100000.01", dt.date(2026, 10, 12))
    signed(cast.sales1, shared, "50000", dt.date(2026, 9, 12))
    signed(cast.sales1, shared, "70000", dt.date(2026, 11, 1))
    collect(contract, cast.finance1, 10_000, ago=5)
    keep_sales_accounts.run()
    mine, other = account(cast.sales1), account(cast.sales2)
    assert (mine.contracts, other.contracts) == (D("70000.01"), D("30000.00"))
    assert (mine.year_contracts, other.year_contracts) == (D("105000.01"), D("45000.00"))
    assert (mine.collected, other.collected) == (D("7000.00"), D("3000.00"))


def test_what_is_kept_stays_and_what_comes_late_is_in_the_year_of_the_next_month(cast, shared, at):
    keep_sales_accounts.run()
    signed(cast.sales1, shared, "1000", dt.date(2026, 10, 20))
    for run in db.session.scalars(select(JobRun)):
        db.session.delete(run)
    db.session.commit()
    keep_sales_accounts.run()
    assert account(cast.sales1).contracts == 0
    at(dt.date(2026, 12, 1))
    keep_sales_accounts.run()
    november = account(cast.sales1, "2026-11")
    assert (november.contracts, november.year_contracts) == (0, D("700.00"))


def test_an_agent_has_an_account_of_its_own_with_all_that_its_people_have(cast, at):
    customer = entered(cast.agent_sales1, clock.start_of(dt.date(2026, 10, 9)))
    signed(cast.agent_sales1, customer, "20000", dt.date(2026, 10, 20))
    keep_sales_accounts.run()
    rows = select(SalesAccount).where(SalesAccount.user_id.is_(None), SalesAccount.contracts > 0)
    agent = db.session.scalars(rows).one()
    top = db.session.scalars(select(Unit).where(Unit.parent_id.is_(None))).one()
    assert (agent.unit_id, agent.company_id, agent.contracts, agent.place) == (
        *(cast.agent_sales1.unit_id, top.id, D(20_000)),
        1,
    )


def test_who_has_the_highest_value_of_customers_and_opportunities_comes_first_for_support(cast, shared):
    set_numbers(presales_first_people=1)
    new_opportunity(shared, cast.sales1, amount=D(1_000_000), probability=50)
    entered(cast.channel1, clock.start_of(dt.date(2026, 10, 9)))
    keep_sales_accounts.run()
    mine, other = account(cast.sales1), account(cast.sales2)
    assert (mine.customer_value, other.customer_value) == (D(70_000), D(30_000))
    assert (mine.opportunity_value, other.opportunity_value) == (D(350_000), D(150_000))
    assert [account(person).place for person in (cast.sales1, cast.sales2, cast.channel1)] == [1, 2, 3]
    first = first_for_support()
    assert first.people == {cast.sales1.id}
    assert not first.names(cast.sales2.id, cast.sales2.unit_id)
