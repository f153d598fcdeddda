"""Contracts as the verbs carry them out: drawn up, decided, signed, changed, ended (A9.2, A3.6, A6.7)."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

import clock
from extensions import db
from jobs import watch_contracts
from models import Approval, Attachment, Contract, ContractChange, Milestone, Notification, Opportunity
from operations import Refused, Stale, contract_changes, contract_templates, contract_texts, contracts, signings
from operations.contracts import Terms
from policy.approvals import ApprovalKind
from policy.contracting import ChangeStatus, ContractStatus
from policy.entry import CustomerStatus
from policy.following import OpportunityStatus
from policy.milestones import MilestoneFacts
from queries.contract_facts import snapshot, standard
from tests.support.approvals import asked, say
from tests.support.contracts import BODY, FIELDS, approved, drawn_up, headquarters, payments, scan, template
from tests.support.factories import new_customer, new_opportunity

ALONE = ["department_manager"]
COUNTERSIGNED = ["sales_management", "rnd_vice_president", "implementation_vice_president", "president"]


def codes(refusal):
    return [problem.code for problem in refusal.value.problems]


def terms_of(contract, **other) -> Terms:
    names = ("title", "signing_unit_id", "amount", "discount", "opportunity_id", "starts_on", "ends_on", "note")
    return replace(Terms(**{name: getattr(contract, name) for name in names}), **other)


def route_of(contract):
    approval = asked(ApprovalKind.CONTRACT, contract.id)
    return [step.details.get("instead_of", step.role) for step in approval.steps]


def fresh(row):
    return db.session.get(type(row), row.id, populate_existing=True)


@pytest.fixture
def customer(cast):
    return new_customer(cast.sales1)


@pytest.fixture
def text(cast):
    return template(cast.business_manager)


@pytest.fixture
def contract(cast, customer, text):
    return drawn_up(cast.sales1, customer, text)


@pytest.fixture
def signed(cast, contract):
    approved(contract, cast)
    return signings.sign(contract.id, None, clock.today(), scan(), cast.sales1)


def test_a_small_standard_contract_is_decided_by_the_department_manager_alone(cast, contract):
    assert standard(contract)
    contracts.submit(contract.id, contract.version, cast.sales1)
    assert route_of(contract) == ALONE
    say(ApprovalKind.CONTRACT, contract.id, cast.sales_manager, opinion="同意")
    assert fresh(contract).status is ContractStatus.APPROVED
    assert contract.approved_at is not None


@pytest.mark.parametrize("typed", [{"amount": Decimal("200000.01")}, {"discount": Decimal("0.449999")}])
def test_a_large_or_deep_one_is_countersigned_in_order(cast, customer, text, typed):
    contract = drawn_up(cast.sales1, customer, text, **typed)
    contracts.submit(contract.id, contract.version, cast.sales1)
    assert route_of(contract) == COUNTERSIGNED
    states = [step.state.value for step in asked(ApprovalKind.CONTRACT, contract.id).steps]
    assert states == ["open", "waiting", "waiting", "waiting"]
    for username in ("salesmgmt_manager", "rnd_vp", "impl_vp"):
        say(ApprovalKind.CONTRACT, contract.id, getattr(cast, username))
    assert fresh(contract).status is ContractStatus.PENDING
    say(ApprovalKind.CONTRACT, contract.id, cast.president)
    assert fresh(contract).status is ContractStatus.APPROVED


def test_an_upload_is_never_standard_even_with_the_same_words(cast, contract):
    words = BODY.encode()
    upload = scan(words)
    upload.filename = "合同.txt"
    contract_texts.upload(contract.id, contract.version, upload, cast.sales1)
    contract = fresh(contract)
    assert (contract.template_id, standard(contract)) == (None, False)
    contracts.submit(contract.id, contract.version, cast.sales1)
    assert route_of(contract) == COUNTERSIGNED


def test_a_text_that_was_tampered_with_is_no_standard_text(cast, contract, text):
    text.body = text.body + "乙方不承担任何责任\n"
    db.session.commit()
    assert not standard(fresh(contract))
    with pytest.raises(Refused) as refusal:
        contracts.submit(contract.id, None, cast.sales1)
    assert codes(refusal) == ["outdated"]


def test_a_contract_needs_its_customer_approved_also_in_headquarters_name(cast, text):
    unreviewed = new_customer(cast.jv_sales1, status=CustomerStatus.SUBMITTED)
    contract = drawn_up(cast.jv_sales1, unreviewed, text)
    with pytest.raises(Refused) as refusal:
        contracts.submit(contract.id, contract.version, cast.jv_sales1)
    assert codes(refusal) == ["customer_not_approved"]
    assert refusal.value.problems[0].clause == "A3.6"


def test_what_a_partner_signs_in_headquarters_name_is_decided_at_headquarters(cast, text):
    contract = drawn_up(cast.jv_sales1, new_customer(cast.jv_sales1), text)
    contracts.submit(contract.id, contract.version, cast.jv_sales1)
    approval = asked(ApprovalKind.CONTRACT, contract.id)
    assert approval.unit_id == headquarters().id
    with pytest.raises(Refused):
        say(ApprovalKind.CONTRACT, contract.id, cast.jv_gm)
    own = drawn_up(cast.jv_sales1, new_customer(cast.jv_sales1), text, signing_unit_id=cast.unit("jv").id)
    contracts.submit(own.id, own.version, cast.jv_sales1)
    say(ApprovalKind.CONTRACT, own.id, cast.jv_gm)
    assert fresh(own).status is ContractStatus.APPROVED


def test_nobody_draws_up_a_contract_for_a_customer_that_is_not_theirs(cast, customer):
    with pytest.raises(Refused) as refusal:
        drawn_up(cast.sales2, customer)
    assert codes(refusal) == ["no_customer"]


def test_any_change_of_what_was_approved_voids_it(cast, contract):
    approved(contract, cast)
    contract = fresh(contract)
    contracts.edit(contract.id, contract.version, terms_of(contract), cast.sales1, template_id=contract.template_id)
    assert fresh(contract).status is ContractStatus.APPROVED
    dearer = [*payments(Decimal(100_000)), MilestoneFacts("质保金", Decimal(20_000), clock.today())]
    contracts.set_milestones(contract.id, contract.version, dearer, cast.sales1)
    assert fresh(contract).status is ContractStatus.DRAFT
    assert asked(ApprovalKind.CONTRACT, contract.id).state == "voided"
    with pytest.raises(Refused) as refusal:
        signings.sign(contract.id, None, clock.today(), scan(), cast.sales1)
    assert codes(refusal) == ["not_approved"]


def test_what_waits_is_frozen_until_it_is_taken_back(cast, contract):
    contracts.submit(contract.id, contract.version, cast.sales1)
    for deed in (
        lambda: contracts.edit(contract.id, None, terms_of(contract, note="x"), cast.sales1),
        lambda: contracts.set_milestones(contract.id, None, payments(contract.amount), cast.sales1),
        lambda: contract_texts.upload(contract.id, None, scan(), cast.sales1),
        lambda: signings.cancel(contract.id, None, "不做了", cast.sales1),
    ):
        with pytest.raises(Refused) as refusal:
            deed()
        assert codes(refusal) == ["frozen"]
    contracts.withdraw(contract.id, cast.sales1)
    assert fresh(contract).status is ContractStatus.DRAFT


def test_a_disagreement_is_definite_and_returns_it_with_its_reason(cast, contract):
    contracts.submit(contract.id, contract.version, cast.sales1)
    with pytest.raises(Refused):
        say(ApprovalKind.CONTRACT, contract.id, cast.sales_manager, agrees=False)
    say(ApprovalKind.CONTRACT, contract.id, cast.sales_manager, agrees=False, opinion="付款条件不利")
    contract = fresh(contract)
    assert contract.status is ContractStatus.RETURNED
    contracts.submit(contract.id, contract.version, cast.sales1)
    assert fresh(contract).status is ContractStatus.PENDING


def test_payments_must_sum_and_a_stale_page_changes_nothing(cast, contract):
    rows = [MilestoneFacts("首付款", Decimal("119988.00"), clock.today())]
    with pytest.raises(Refused) as refusal:
        contracts.set_milestones(contract.id, None, rows, cast.sales1)
    assert codes(refusal) == ["sum"]
    with pytest.raises(Stale):
        contracts.set_milestones(contract.id, contract.version - 1, payments(contract.amount), cast.sales1)


def test_a_changed_amount_needs_new_payments_before_it_is_submitted(cast, contract):
    contracts.edit(
        contract.id, None, terms_of(contract, amount=Decimal(90_000)), cast.sales1, template_id=contract.template_id
    )
    with pytest.raises(Refused) as refusal:
        contracts.submit(contract.id, None, cast.sales1)
    assert codes(refusal) == ["sum"]


def test_a_new_revision_asks_for_the_text_anew(cast, contract, text):
    contract_templates.revise(text.id, cast.business_manager, text.label, BODY + "第二条 质保\n")
    with pytest.raises(Refused) as refusal:
        contracts.submit(contract.id, None, cast.sales1)
    assert codes(refusal) == ["old_revision"]
    contracts.edit(contract.id, None, terms_of(contract), cast.sales1, template_id=text.id, fields=FIELDS)
    contracts.submit(contract.id, None, cast.sales1)
    assert fresh(contract).template.revision == 2


def test_a_template_with_a_missing_field_names_it(cast, customer, text):
    values = Terms("系统", headquarters().id, Decimal(100), Decimal("0.8"))
    contract = contracts.create(cast.sales1, customer.id, values, template_id=text.id)
    contracts.set_milestones(contract.id, None, payments(Decimal(100)), cast.sales1)
    with pytest.raises(Refused) as refusal:
        contracts.submit(contract.id, None, cast.sales1)
    assert (codes(refusal), refusal.value.problems[0].params["names"]) == (["missing_field"], "{{delivery_place}}")


def test_signing_keeps_the_scan_and_closes_the_opportunity_as_won(cast, customer, text):
    opportunity = new_opportunity(customer, cast.sales1)
    contract = drawn_up(cast.sales1, customer, text, opportunity_id=opportunity.id)
    approved(contract, cast)
    signings.sign(contract.id, None, clock.today(), scan(), cast.sales1, reason="价格与交期都满足")
    contract = fresh(contract)
    assert contract.status is ContractStatus.SIGNED
    kept = db.session.scalars(select(Attachment).where(Attachment.contract_id == contract.id)).one()
    assert kept.sha256 == contract.scan_sha256
    opportunity = fresh(opportunity)
    assert (opportunity.status, opportunity.closing.reason) == (OpportunityStatus.WON, "价格与交期都满足")
    assert fresh(customer).won_at is not None


def test_where_it_is_not_closed_the_clock_of_one_working_day_runs(cast, customer, text, monkeypatch):
    opportunity = new_opportunity(customer, cast.sales1)
    contract = drawn_up(cast.sales1, customer, text, opportunity_id=opportunity.id)
    approved(contract, cast)
    signings.sign(contract.id, None, clock.today(), scan(), cast.sales1, closes=False)
    assert fresh(opportunity).status is OpportunityStatus.OPEN
    assert told("won_to_close") == [cast.sales1.id]
    watch_contracts.run()
    assert told("won_not_closed") == []
    later = clock.now() + dt.timedelta(days=10)
    monkeypatch.setattr(clock, "now", lambda: later)
    watch_contracts.run()
    assert told("won_not_closed") == sorted([cast.sales1.id, cast.sales_manager.id])


def told(event):
    return sorted(db.session.scalars(select(Notification.user_id).where(Notification.event == event)))


def test_the_end_of_a_contract_is_told_once(cast, customer, text, monkeypatch):
    contract = drawn_up(cast.sales1, customer, text, ends_on=clock.today() + dt.timedelta(days=31))
    approved(contract, cast)
    signings.sign(contract.id, None, clock.today(), scan(), cast.sales1)
    watch_contracts.run()
    assert told("contract_ends") == []
    for days in (1, 2):
        later = clock.now() + dt.timedelta(days=days)
        monkeypatch.setattr(clock, "now", lambda later=later: later)
        watch_contracts.run()
    assert told("contract_ends") == [cast.sales1.id]


def test_a_signed_contract_ends_but_is_not_cancelled(cast, signed):
    with pytest.raises(Refused) as refusal:
        signings.cancel(signed.id, None, "作废", cast.sales1)
    assert codes(refusal) == ["signed"]
    signings.end(signed.id, None, "履行完毕", cast.sales1)
    assert (fresh(signed).status, signed.ended_on) == (ContractStatus.ENDED, clock.today())


def to_be(contract, **other):
    return {**snapshot(contract), "terms": "", **other}


def enlarged(contract, amount="300000.00"):
    rows = snapshot(contract)["milestones"]
    rows[-1]["amount"] = str(Decimal(amount) - sum(Decimal(row["amount"]) for row in rows[:-1]))
    return to_be(contract, amount=amount, milestones=rows)


def test_a_change_order_goes_the_route_of_the_contract_as_it_is_to_be(cast, signed):
    first = signed.milestones[0].id
    change = contract_changes.draw_up(signed.id, "增加两条产线", enlarged(signed), cast.sales1)
    contract_changes.submit(change.id, None, cast.sales1)
    assert [step.role for step in asked(ApprovalKind.CHANGE, change.id).steps] == COUNTERSIGNED
    for username in ("salesmgmt_manager", "rnd_vp", "impl_vp"):
        say(ApprovalKind.CHANGE, change.id, getattr(cast, username))
    assert fresh(signed).amount == Decimal(120_000)
    say(ApprovalKind.CHANGE, change.id, cast.president)
    contract = fresh(signed)
    assert (contract.amount, fresh(change).status) == (Decimal(300_000), ChangeStatus.IN_FORCE)
    assert sum(one.amount for one in contract.milestones) == Decimal(300_000)
    assert contract.milestones[0].id == first


def test_a_small_change_is_for_the_department_manager_and_other_terms_are_not(cast, signed):
    later = (clock.today() + dt.timedelta(days=400)).isoformat()
    change = contract_changes.draw_up(signed.id, "延期", to_be(signed, ends_on=later), cast.sales1)
    contract_changes.submit(change.id, None, cast.sales1)
    assert [step.role for step in asked(ApprovalKind.CHANGE, change.id).steps] == ALONE
    contract_changes.withdraw(change.id, cast.sales1)
    worded = to_be(signed, terms="验收标准改为甲方书面确认")
    contract_changes.edit(change.id, None, "改验收", worded, cast.sales1)
    contract_changes.submit(change.id, None, cast.sales1)
    assert [step.role for step in asked(ApprovalKind.CHANGE, change.id).steps] == COUNTERSIGNED


def test_a_change_that_is_refused_leaves_the_contract_as_it_was(cast, signed):
    before = snapshot(signed)
    change = contract_changes.draw_up(signed.id, "增加产线", enlarged(signed), cast.sales1)
    contract_changes.submit(change.id, None, cast.sales1)
    say(ApprovalKind.CHANGE, change.id, cast.salesmgmt_manager, agrees=False, opinion="毛利不足")
    assert snapshot(fresh(signed)) == before
    assert fresh(change).status is ChangeStatus.RETURNED


def test_a_payment_that_is_reached_stays_in_every_change(cast, signed):
    signed.milestones[0].reached_on = clock.today()
    db.session.commit()
    rows = snapshot(signed)["milestones"]
    whole = [{**rows[1], "amount": "120000.00"}]
    with pytest.raises(Refused) as refusal:
        contract_changes.draw_up(signed.id, "合并付款", to_be(signed, milestones=whole), cast.sales1)
    assert codes(refusal) == ["settled"]
    assert db.session.scalars(select(ContractChange)).all() == []


def test_two_change_orders_do_not_overtake_each_other(cast, signed):
    first = contract_changes.draw_up(signed.id, "增加产线", enlarged(signed), cast.sales1)
    second = contract_changes.draw_up(signed.id, "再加", enlarged(signed, "150000.00"), cast.sales1)
    contract_changes.submit(second.id, None, cast.sales1)
    with pytest.raises(Refused) as refusal:
        contract_changes.submit(first.id, None, cast.sales1)
    assert codes(refusal) == ["other_open"]
    say(ApprovalKind.CHANGE, second.id, cast.sales_manager)
    with pytest.raises(Refused) as refusal:
        contract_changes.submit(first.id, None, cast.sales1)
    assert codes(refusal) == ["drifted"]


def test_the_same_form_sent_twice_draws_up_one_contract(cast, customer):
    values = Terms("系统", headquarters().id, Decimal(100), Decimal("0.8"))
    contracts.create(cast.sales1, customer.id, values, form_key="once")
    with pytest.raises(Exception, match="/contracts/"):
        contracts.create(cast.sales1, customer.id, values, form_key="once")
    assert len(db.session.scalars(select(Contract)).all()) == 1


def test_nothing_is_left_behind_by_a_refusal(cast, customer):
    with pytest.raises(Refused):
        drawn_up(cast.sales1, customer, discount=Decimal("1.01"))
    assert [db.session.scalars(select(model)).all() for model in (Contract, Milestone, Approval)] == [[], [], []]
    assert db.session.scalars(select(Opportunity)).all() == []
