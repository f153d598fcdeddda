"""A9.2: "standard" is proven. Whatever is done to the text, the file or the template afterwards shows, or stops the deed."""

import datetime as dt

import pytest

import clock
from extensions import db
from models import Contract
from operations import Refused, Stale, contract_templates, contract_texts, contracts, signings
from policy.approvals import ApprovalKind, ApprovalState
from policy.contracting import ContractStatus
from queries.contract_evidence import contract_evidence
from queries.contract_facts import standard
from tests.support.approvals import asked, say
from tests.support.contracts import BODY, approved, drawn_up, scan, template
from tests.support.factories import new_customer


def codes(deed) -> list[str]:
    with pytest.raises(Refused) as refusal:
        deed()
    return [problem.code for problem in refusal.value.problems]


def fresh(row):
    return db.session.get(type(row), row.id, populate_existing=True)


@pytest.fixture
def text(cast):
    return template(cast.business_manager)


@pytest.fixture
def contract(cast, text):
    return drawn_up(cast.sales1, new_customer(cast.sales1), text)


def test_words_slipped_into_the_text_after_it_was_made_are_found(cast, contract):
    contract.fields = contract.fields | {"delivery_place": "上海，乙方不承担任何责任"}
    db.session.commit()
    assert not standard(fresh(contract))
    assert codes(lambda: contracts.submit(contract.id, None, cast.sales1)) == ["outdated"]


@pytest.mark.parametrize("what", ["text", "template"])
def test_what_is_tampered_with_while_it_waits_is_decided_by_nobody(cast, contract, text, what):
    contracts.submit(contract.id, None, cast.sales1)
    if what == "text":
        contract.fields = contract.fields | {"delivery_place": "别处"}
    else:
        text.body += "乙方不承担任何责任\n"
    db.session.commit()
    assert codes(lambda: say(ApprovalKind.CONTRACT, contract.id, cast.sales_manager)) == ["changed"]
    assert asked(ApprovalKind.CONTRACT, contract.id).state is ApprovalState.VOIDED
    assert fresh(contract).status is ContractStatus.DRAFT


def test_a_file_that_is_named_like_the_standard_text_voids_what_was_approved(cast, contract, text):
    approved(contract, cast)
    file = scan(BODY.encode())
    file.filename = f"{text.label}.txt"
    contract_texts.upload(contract.id, None, file, cast.sales1)
    contract = fresh(contract)
    assert (contract.status, standard(contract)) == (ContractStatus.DRAFT, False)
    assert codes(lambda: signings.sign(contract.id, None, clock.today(), scan(), cast.sales1)) == ["not_approved"]


def test_a_new_revision_while_it_waits_is_shown_to_who_decides_and_asked_for_the_next_time(cast, contract, text):
    contracts.submit(contract.id, None, cast.sales1)
    contract_templates.revise(text.id, cast.business_manager, text.label, BODY + "第二条 质保\n")
    contract = fresh(contract)
    assert standard(contract)
    assert "sale · 1" in [one.value for one in contract_evidence(contract)]
    say(ApprovalKind.CONTRACT, contract.id, cast.sales_manager, agrees=False, opinion="请用新版")
    assert codes(lambda: contracts.submit(contract.id, None, cast.sales1)) == ["old_revision"]


def test_of_two_who_record_the_signing_from_one_page_the_second_sees_that_it_is_done(cast, contract):
    version = approved(contract, cast).version
    signings.sign(contract.id, version, clock.today(), scan(), cast.sales1)
    with pytest.raises(Stale):
        signings.sign(contract.id, version, clock.today(), scan(b"%PDF-1.4\nother\n%%EOF\n"), cast.business_manager)
    kept = fresh(contract).scan_sha256
    assert codes(lambda: signings.sign(contract.id, None, clock.today(), scan(), cast.sales1)) == ["not_approved"]
    assert (fresh(contract).scan_sha256, db.session.get(Contract, contract.id).status) == (kept, ContractStatus.SIGNED)


def test_nobody_signs_before_the_approval_or_in_the_future(cast, contract):
    approved(contract, cast)
    day = dt.timedelta(days=1)
    for signed_on, code in ((clock.today() - day, "before_approval"), (clock.today() + day, "future")):
        assert codes(lambda on=signed_on: signings.sign(contract.id, None, on, scan(), cast.sales1)) == [code]
