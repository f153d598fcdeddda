"""Contracts as the verbs carry them out: drawn up, decided, signed, changed, ended (A9.2, A3.6, A6.7)."""

from decimal import Decimal

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import Approval, Contract, Milestone, Opportunity
from operations import Refused, Stale, contract_templates, contract_texts, contracts, signings
from operations.contracts import Terms
from policy.approvals import ApprovalKind
from policy.contracting import ContractStatus
from policy.entry import CustomerStatus
from policy.milestones import MilestoneFacts
from queries.contract_facts import standard
from tests.support.approvals import asked, say
from tests.support.contracts import (
    ALONE,
    BODY,
    COUNTERSIGNED,
    FIELDS,
    approved,
    codes,
    drawn_up,
    fresh,
    headquarters,
    payments,
    route_of,
    scan,
    terms_of,
)
from tests.support.factories import new_customer


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
