"""Quotes through their verbs (A9.1, A3.7): computed by the server, approved by authority, void when they change."""

import datetime as dt
from decimal import Decimal as D

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import Approval, ApprovalStep, Quote, Stage
from operations import Refused, Stale, approvals, contracts, quotes, transaction
from operations.ownership import hand_over
from operations.products import withdraw
from policy.approvals import ApprovalKind, ApprovalState
from policy.quoting import QuoteStatus
from policy.roles import Role
from policy.tracking import OwnershipReason
from tests.support.contracts import FIELDS, headquarters, payments, template
from tests.support.factories import neglected_customer, new_activity, new_customer, new_opportunity
from tests.support.quotes import new_catalogue, new_quote, product, ready_opportunity, wish


@pytest.fixture
def price_list(cast):
    return new_catalogue(cast.business_manager)


def codes(caught) -> list[str]:
    return [problem.code for problem in caught.value.problems]


def step_of(quote) -> ApprovalStep:
    rows = (
        select(ApprovalStep).join(Approval).where(Approval.kind == ApprovalKind.QUOTE, Approval.subject_id == quote.id)
    )
    return db.session.scalars(rows.order_by(ApprovalStep.id.desc())).first()


def decide(quote, by, agrees=True, opinion="条件合理") -> Quote:
    step = step_of(quote)
    approvals.decide(step.approval_id, step.id, step.approval.fingerprint, agrees, opinion, by)
    return db.session.get_one(Quote, quote.id)


def approved(quote, by) -> Quote:
    quotes.submit(quote.id, quote.version, quote.owner)
    return decide(quote, by)


def change(quote, *lines, **header) -> Quote:
    return quotes.change(quote.id, quote.version, header, lines or None, quote.owner)


def test_a_quote_amounts_to_the_sum_of_its_lines(cast, price_list):
    quote = new_quote(
        cast.sales1, price_list, wish(quantity="3", discount="0.85"), wish("MES-200", "0.333", net="2400")
    )
    assert [line.net_amount for line in quote.lines] == [D("2550.00"), D("799.20")]
    assert (quote.list_total, quote.net_total, quote.tax_total) == (D("3832.50"), D("3349.20"), D("435.40"))
    assert (quote.deepest, quote.discount) == (D("0.850000"), D("0.873894"))
    assert quote.number.startswith("BJ-")
    assert (quote.status, quote.owner_id) == (QuoteStatus.DRAFT, cast.sales1.id)


@pytest.mark.parametrize(
    ("lines", "role", "by"),
    [
        ([("APS-100", "0.50")], Role.DEPARTMENT_MANAGER, "sales_manager"),
        ([("APS-100", "0.499")], Role.PRESIDENTS_ASSISTANT, "presidents_assistant"),
        ([("APS-100", "0.449")], Role.VICE_PRESIDENT, "vp"),
        ([("APS-100", "1"), ("SRV-1", "0.46")], Role.PRESIDENTS_ASSISTANT, "presidents_assistant"),
        ([("APS-100", "0")], Role.VICE_PRESIDENT, "president"),
    ],
)
def test_who_has_the_authority_for_the_deepest_line_approves(cast, price_list, lines, role, by):
    wishes = [wish(code, discount=ratio) for code, ratio in lines]
    quote = new_quote(cast.sales1, price_list, *wishes)
    quotes.submit(quote.id, quote.version, cast.sales1)
    assert step_of(quote).role is role
    if role is not Role.DEPARTMENT_MANAGER:
        with pytest.raises(Refused):
            decide(quote, cast.sales_manager)
    assert decide(quote, getattr(cast, by)).status is QuoteStatus.APPROVED


def test_no_quote_for_whom_is_not_approved_or_was_never_met(cast, price_list):
    stage = db.session.scalars(select(Stage).where(Stage.allows_quotes)).first()
    stranger = new_opportunity(new_customer(cast.sales1), cast.sales1, stage_id=stage.id)
    values = {"title": "报价", "valid_until": clock.today(), "price_list_id": price_list.id}
    with pytest.raises(Refused) as caught:
        quotes.create(cast.sales1, stranger.id, values)
    assert codes(caught) == ["never_contacted"]
    new_activity(stranger.customer, cast.sales1, imported=True)
    with pytest.raises(Refused) as caught:
        quotes.create(cast.sales1, stranger.id, values)
    assert codes(caught) == ["never_contacted"]
    new_activity(stranger.customer, cast.sales1)
    assert quotes.create(cast.sales1, stranger.id, values).id
    early = new_opportunity(stranger.customer, cast.sales1)
    with pytest.raises(Refused) as caught:
        quotes.create(cast.sales1, early.id, values)
    assert codes(caught) == ["too_early"]


def test_what_was_withdrawn_while_the_quote_was_open_is_not_submitted(cast, price_list):
    quote = new_quote(cast.sales1, price_list)
    gone = product()
    withdraw(gone.id, gone.version, cast.business_manager)
    with pytest.raises(Refused) as caught:
        quotes.submit(quote.id, quote.version, cast.sales1)
    assert codes(caught) == ["withdrawn"]
    with pytest.raises(Refused) as caught:
        change(quote, wish())
    assert "withdrawn" in codes(caught)


def test_what_was_withdrawn_while_the_quote_waited_is_not_agreed_to_but_may_go_back(cast, price_list):
    quote = new_quote(cast.sales1, price_list, wish(discount="0.8"))
    quotes.submit(quote.id, quote.version, cast.sales1)
    withdraw(product().id, product().version, cast.business_manager)
    with pytest.raises(Refused) as caught:
        decide(quote, cast.sales_manager)
    assert codes(caught) == ["withdrawn"]
    assert decide(quote, cast.sales_manager, agrees=False).status is QuoteStatus.RETURNED


def test_a_list_that_ended_at_midnight_is_not_quoted_from(cast, monkeypatch):
    ending = new_catalogue(cast.business_manager, valid_until=clock.today())
    quote = new_quote(cast.sales1, ending)
    tomorrow = clock.now() + dt.timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    with pytest.raises(Refused) as caught:
        quotes.submit(quote.id, quote.version, cast.sales1)
    assert codes(caught) == ["list_over"]


def test_a_price_that_changed_meanwhile_is_taken_when_the_quote_is_saved_again(cast, price_list):
    quote = new_quote(cast.sales1, price_list, wish(discount="0.8"))
    next(price for price in price_list.prices if price.product.code == "APS-100").amount = D("1100")
    db.session.commit()
    with pytest.raises(Refused) as caught:
        quotes.submit(quote.id, quote.version, cast.sales1)
    assert codes(caught) == ["other_list_price"]


def test_what_waits_is_frozen_and_may_be_taken_back(cast, price_list):
    quote = new_quote(cast.sales1, price_list)
    quotes.submit(quote.id, quote.version, cast.sales1)
    with pytest.raises(Refused) as caught:
        change(quote, wish(quantity="2"))
    assert "frozen" in codes(caught)
    assert quotes.take_back(quote.id, cast.sales1).status is QuoteStatus.DRAFT
    assert change(quote, wish(quantity="2")).lines[0].quantity == 2


def test_any_change_of_content_voids_the_approval(cast, price_list):
    quote = approved(new_quote(cast.sales1, price_list, wish(discount="0.8")), cast.sales_manager)
    assert change(quote, title=quote.title).status is QuoteStatus.APPROVED
    assert change(quote, terms="货到付款").status is QuoteStatus.DRAFT
    assert quote.approved_at is None
    assert step_of(quote).approval.state is ApprovalState.VOIDED


def test_what_a_contract_rests_on_is_changed_only_after_the_contract_was_taken_back(cast, price_list):
    quote = approved(new_quote(cast.sales1, price_list, wish(discount="0.8")), cast.sales_manager)
    terms, text = contracts.Terms("排产系统", headquarters().id), template(cast.business_manager)
    fields = {"template_id": text.id, "fields": FIELDS}
    contract = contracts.create(cast.sales1, None, terms, quote_id=quote.id, **fields)
    contract = contracts.set_milestones(contract.id, contract.version, payments(contract.amount), cast.sales1)
    contracts.submit(contract.id, contract.version, cast.sales1)
    quote = db.session.get_one(Quote, quote.id)
    with pytest.raises(Refused) as caught:
        change(quote, wish(discount="0.7"))
    assert codes(caught) == ["rested_on"]
    contracts.withdraw(contract.id, cast.sales1)
    assert change(db.session.get_one(Quote, quote.id), wish(discount="0.7")).status is QuoteStatus.DRAFT


def test_a_rejected_change_restores_the_version_before_it(cast, price_list):
    quote = approved(new_quote(cast.sales1, price_list, wish(discount="0.8"), terms="款到发货"), cast.sales_manager)
    change(quote, wish(discount="0.6"), wish("SRV-1"), terms="货到付款")
    quotes.submit(quote.id, quote.version, cast.sales1)
    quote = decide(quote, cast.sales_manager, agrees=False, opinion="折扣太深")
    assert quote.status is QuoteStatus.APPROVED
    assert (quote.terms, [line.net_price for line in quote.lines]) == ("款到发货", [D("800.00")])
    assert (quote.net_total, quote.deepest) == (D("800.00"), D("0.800000"))


def test_what_was_returned_the_first_time_is_mended_and_submitted_again(cast, price_list):
    quote = new_quote(cast.sales1, price_list, wish(discount="0.8"))
    quotes.submit(quote.id, quote.version, cast.sales1)
    quote = decide(quote, cast.sales_manager, agrees=False, opinion="请改为九折")
    assert quote.status is QuoteStatus.RETURNED
    change(quote, wish(discount="0.9"))
    assert approved(quote, cast.sales_manager).status is QuoteStatus.APPROVED


def test_nobody_approves_the_own_quote(cast, price_list):
    quote = new_quote(cast.sales_manager, price_list)
    quotes.submit(quote.id, quote.version, cast.sales_manager)
    with pytest.raises(Refused):
        decide(quote, cast.sales_manager)


def test_a_neglectful_partner_gets_no_special_price(cast):
    price_list = new_catalogue(cast.jv_gm)
    stale = neglected_customer(cast.jv_sales1, 31)
    quote = new_quote(cast.jv_sales1, price_list, wish(discount="0.9"))
    with pytest.raises(Refused) as caught:
        quotes.submit(quote.id, quote.version, cast.jv_sales1)
    [problem] = caught.value.problems
    assert (problem.code, problem.clause) == ("stale_customers", "A3.7")
    assert problem.params["customers"] == ((stale.id, stale.name),)
    change(quote, wish())
    assert quotes.submit(quote.id, quote.version, cast.jv_sales1).status is QuoteStatus.PENDING
    ours = new_quote(cast.sales1, new_catalogue(cast.business_manager), wish(discount="0.9"))
    assert quotes.submit(ours.id, ours.version, cast.sales1).status is QuoteStatus.PENDING


def test_a_quote_is_changed_by_one_at_a_time(cast, price_list):
    quote = new_quote(cast.sales1, price_list)
    version = quote.version
    change(quote, title="第二版")
    with pytest.raises(Stale):
        quotes.change(quote.id, version, {"title": "第三版"}, None, cast.sales_manager)


def test_two_quotes_have_two_numbers(cast, price_list):
    first, second = new_quote(cast.sales1, price_list), new_quote(cast.sales2, price_list)
    assert first.number != second.number


def test_what_is_cancelled_stays_so(cast, price_list):
    quote = new_quote(cast.sales1, price_list)
    assert quotes.cancel(quote.id, quote.version, cast.sales1).status is QuoteStatus.CANCELLED
    with pytest.raises(Refused) as caught:
        change(quote, title="再来")
    assert codes(caught) == ["not_editable"]


def test_a_contact_of_another_customer_is_refused(cast, price_list):
    from tests.support.customers import draft

    other = draft(cast.sales2).contacts[0]
    quote = new_quote(cast.sales1, price_list)
    with pytest.raises(Refused) as caught:
        change(quote, contact_id=other.id)
    assert codes(caught) == ["contact"]


def test_the_owner_of_the_opportunity_owns_the_quote_whoever_writes_it(cast, price_list):
    opportunity = ready_opportunity(cast.sales1)
    values = {"title": "代写", "valid_until": clock.today(), "price_list_id": price_list.id}
    quote = quotes.create(cast.sales_manager, opportunity.id, values)
    assert (quote.owner_id, quote.created_by_id) == (cast.sales1.id, cast.sales_manager.id)


def test_quotes_go_with_the_opportunity_to_whoever_follows_it_now(cast, price_list):
    quote = new_quote(cast.sales1, price_list)
    quotes.submit(quote.id, quote.version, cast.sales1)
    with transaction():
        hand_over(quote.customer, cast.channel1, OwnershipReason.TRANSFERRED, cast.sales_manager, "换人跟进")
    assert (quote.owner_id, quote.unit_id) == (cast.channel1.id, cast.channel1.unit_id)
    assert decide(quote, cast.channel_manager).status is QuoteStatus.APPROVED
