"""Two deeds on what hangs together, at the same instant: the second is judged by what the first has left (A9)."""

from concurrent.futures import ThreadPoolExecutor, wait
from decimal import Decimal

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import AuditEntry, Contract, ContractChange, Milestone, Notification, Opportunity, Quote, User
from operations import Refused, collections, contract_changes, contracts, quotes, signings
from operations.closings import close
from operations.contracts import Terms
from policy.approvals import ApprovalKind
from policy.contracting import ChangeStatus, ContractStatus
from policy.following import OpportunityStatus
from policy.quoting import QuoteStatus
from queries.contract_facts import snapshot
from tests.support.approvals import say
from tests.support.contracts import approved, drawn_up, headquarters, payments, scan, template
from tests.support.factories import new_customer, new_opportunity
from tests.support.money import collect
from tests.support.quotes import new_catalogue, wish
from tests.support.sent_quotes import approved_quote, sent

D = Decimal
MEANWHILE = 0.4
"""Seconds that the second deed has to overtake the first one, were it not made to wait."""


@pytest.fixture
def text(cast):
    return template(cast.business_manager)


@pytest.fixture
def meanwhile(app, monkeypatch):
    """``meanwhile(module, name, deed)``: when ``module.name`` is called next, ``deed`` begins beside it, and is given the
    time to overtake; gives back what asks for its answer."""
    threads, begun = ThreadPoolExecutor(1), []

    def beside(deed):
        with app.app_context():
            try:
                return deed() and "done"
            except Refused as refusal:
                return refusal.problems[0].code
            finally:
                db.session.remove()

    def arrange(module, name, deed):
        real = getattr(module, name)

        def stopped(*args, **kwargs):
            if not begun:
                begun.append(threads.submit(beside, deed))
                wait(begun, MEANWHILE)
            return real(*args, **kwargs)

        monkeypatch.setattr(module, name, stopped)
        return lambda: begun[0].result(20)

    yield arrange
    threads.shutdown()


def fresh(model, row_id):
    return db.session.get(model, row_id, populate_existing=True)


def person(user_id: int) -> User:
    return db.session.get_one(User, user_id)


def quoted_contract(cast, text) -> Contract:
    quote = approved_quote(cast.sales1, cast.sales_manager, new_catalogue(cast.sales_manager))
    terms = Terms("排产系统", headquarters().id)
    made = contracts.create(
        cast.sales1, None, terms, quote_id=quote.id, template_id=text.id, fields={"delivery_place": "上海"}
    )
    return contracts.set_milestones(made.id, made.version, payments(made.amount), cast.sales1)


def test_a_quote_stands_still_from_the_submission_of_its_contract(cast, text, meanwhile):
    contract = quoted_contract(cast, text)
    ids, sales1 = (contract.id, contract.quote_id), cast.sales1.id
    version = fresh(Quote, ids[1]).version

    def change():
        return quotes.change(ids[1], version, {"title": "另一份报价"}, None, person(sales1))

    answer = meanwhile(contracts, "submission_problems", change)
    contracts.submit(ids[0], None, cast.sales1)
    assert answer() != "done"
    assert fresh(Contract, ids[0]).status is ContractStatus.PENDING
    assert fresh(Quote, ids[1]).status is QuoteStatus.APPROVED


def test_a_contract_says_what_its_quote_says_now(cast, text):
    contract = quoted_contract(cast, text)
    quote = fresh(Quote, contract.quote_id)
    quote = quotes.change(quote.id, quote.version, {}, [wish(quantity="2")], cast.sales1)
    quotes.submit(quote.id, quote.version, cast.sales1)
    say(ApprovalKind.QUOTE, quote.id, cast.sales_manager, opinion="同意")
    with pytest.raises(Refused) as refusal:
        contracts.submit(contract.id, None, cast.sales1)
    assert [problem.code for problem in refusal.value.problems] == ["quote_moved"]


def test_who_signs_takes_the_offer_that_is_out(cast, text):
    contract = quoted_contract(cast, text)
    sent(fresh(Quote, contract.quote_id), cast.sales1)
    approved(contract, cast)
    signings.sign(contract.id, None, clock.today(), scan(), cast.sales1)
    quote = fresh(Quote, contract.quote_id)
    assert (quote.status, quote.answered_on) == (QuoteStatus.ACCEPTED, clock.today())
    line = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "quote_accepted")).one()
    assert (line.by_id, contract.number in line.after["answer"]) == (cast.sales1.id, True)


def test_whoever_can_mend_it_hears_that_what_was_recorded_as_lost_was_signed(cast, text):
    customer = new_customer(cast.sales1)
    opportunity = new_opportunity(customer, cast.sales1)
    contract = drawn_up(cast.sales1, customer, text, opportunity_id=opportunity.id)
    approved(contract, cast)
    close(opportunity.id, cast.sales1, OpportunityStatus.LOST, "客户另选他家", clock.today())
    signings.sign(contract.id, None, clock.today(), scan(), cast.sales1)
    assert fresh(Contract, contract.id).status is ContractStatus.SIGNED
    heard = select(Notification.user_id).where(Notification.event == "signed_though_gone")
    assert set(db.session.scalars(heard)) == {cast.sales1.id, cast.sales_manager.id}


def test_signing_and_closing_at_once_wait_for_each_other_in_one_order(cast, text, meanwhile):
    customer = new_customer(cast.sales1)
    opportunity = new_opportunity(customer, cast.sales1)
    contract = drawn_up(cast.sales1, customer, text, opportunity_id=opportunity.id)
    approved(contract, cast)
    ids = (contract.id, opportunity.id, cast.sales1.id)

    def won():
        return close(ids[1], person(ids[2]), OpportunityStatus.WON, "价格合适", clock.today())

    answer = meanwhile(signings, "store", won)
    signings.sign(ids[0], None, clock.today(), scan(), cast.sales1)
    assert answer() == "closed"
    assert fresh(Opportunity, ids[1]).status is OpportunityStatus.WON


def test_money_that_comes_in_and_what_is_written_about_its_contract_do_not_wait_in_a_ring(cast, text, meanwhile):
    contract = drawn_up(cast.sales1, new_customer(cast.sales1), text, ends_on=clock.today())
    approved(contract, cast)
    signings.sign(contract.id, None, clock.today(), scan(), cast.sales1)
    ids = (contract.id, cast.finance1.id)
    answer = meanwhile(signings, "ending_problems", lambda: collect(fresh(Contract, ids[0]), person(ids[1]), "100"))
    signings.end(ids[0], None, "已履行完毕", cast.sales1)
    assert answer() == "done"
    assert fresh(Contract, ids[0]).status is ContractStatus.ENDED


def test_money_is_not_set_against_a_payment_that_a_change_order_takes_away(cast, text, meanwhile):
    contract = drawn_up(cast.sales1, new_customer(cast.sales1), text)
    approved(contract, cast)
    contract = signings.sign(contract.id, None, clock.today(), scan(), cast.sales1)
    first = contract.milestones[0]
    money = collect(contract, cast.finance1, str(first.amount))
    change = lowered(contract, cast.sales1)
    ids, manager = (change.id, first.id), cast.sales_manager.id

    def agree():
        return say(ApprovalKind.CHANGE, ids[0], person(manager), opinion="同意")

    answer = meanwhile(collections, "put", agree)
    amount, version = first.amount, fresh(type(money), money.id).version
    collections.allocate(money.id, version, {("milestone", first.id): amount}, cast.finance1)
    assert answer() == "settled"
    assert fresh(ContractChange, ids[0]).status is ChangeStatus.PENDING
    assert fresh(Milestone, ids[1]).amount == amount


def lowered(contract: Contract, by: User) -> ContractChange:
    """A change order, submitted, that takes the first payment down to one yuan."""
    after = snapshot(contract) | {"terms": ""}
    rows = [dict(row) for row in after["milestones"]]
    moved = D(rows[0]["amount"]) - 1
    rows[0]["amount"], rows[1]["amount"] = "1.00", f"{D(rows[1]['amount']) + moved}"
    change = contract_changes.draw_up(contract.id, "付款改期", after | {"milestones": rows}, by)
    return contract_changes.submit(change.id, change.version, by)
