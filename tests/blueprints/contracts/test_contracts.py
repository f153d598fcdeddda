"""Contracts on real requests: drawn up, paid in parts, submitted, signed, changed; and what is refused on the way."""

import io
from decimal import Decimal

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import Contract, ContractChange, ContractTemplate
from operations import contracts, signings
from policy.approvals import ApprovalKind
from policy.contracting import ChangeStatus, ContractStatus
from policy.following import OpportunityStatus
from tests.support.approvals import answer_of, asked, say
from tests.support.contracts import BODY, approved, drawn_up, headquarters, scan, template
from tests.support.factories import new_customer, new_opportunity
from tests.support.papers import text_of

NAME = "宁波海曙仪表有限公司"


@pytest.fixture
def customer(cast):
    return new_customer(cast.sales1, name=NAME)


@pytest.fixture
def text(cast):
    return template(cast.business_manager)


@pytest.fixture
def contract(cast, customer, text):
    return drawn_up(cast.sales1, customer, text)


@pytest.fixture(autouse=True)
def english(cast):
    for username in ("sales1", "sales_manager", "business_manager"):
        getattr(cast, username).language = "en"
    db.session.commit()


def fresh(row):
    return db.session.get(type(row), row.id, populate_existing=True)


def typed(customer, text=None, **other):
    values = {
        "customer_id": customer.id,
        "title": "排产系统",
        "amount": "120,000",
        "discount": "8折",
        "signing_unit_id": headquarters().id,
        "template_id": text.id if text else "",
        "field_delivery_place": "上海市浦东新区",
    }
    return values | other


def rows(*given):
    """The payments as the page sends them: (label, part, day or "acceptance")."""
    columns = {name: [] for name in ("milestone_id", "label", "part", "due_on", "term")}
    for label, part, due in given:
        accepted = due == "acceptance"
        for name, value in zip(
            columns, ("", label, part, "" if accepted else due, "acceptance" if accepted else "day"), strict=True
        ):
            columns[name].append(value)
    return columns


def pay(client, contract, *given, **other):
    version = fresh(contract).version
    return client.post(f"/contracts/{contract.id}/milestones", data={"version": version, **rows(*given), **other})


def deed(client, contract, name, **other):
    return client.post(f"/contracts/{contract.id}/{name}", data={"version": fresh(contract).version, **other})


def test_a_contract_goes_its_whole_way(client, sign_in, cast, customer, text):
    opportunity = new_opportunity(customer, cast.sales1)
    sign_in(client, "sales1")
    form = client.get(f"/contracts/new?customer_id={customer.id}").text
    assert f'name="customer_id" value="{customer.id}"' in form
    made = client.post("/contracts", data=typed(customer, text, opportunity_id=opportunity.id))
    contract = db.session.scalars(select(Contract)).one()
    assert made.location == f"/contracts/{contract.id}/milestones"
    day = clock.today().isoformat()
    assert pay(client, contract, ("首付款", "30%", day), ("验收款", "", "acceptance")).status_code == 303
    page = client.get(f"/contracts/{contract.id}").text
    assert "¥84,000.00" in page
    assert "standard text, proven by its hash" in page
    assert deed(client, contract, "submission").status_code == 303
    approval = asked(ApprovalKind.CONTRACT, contract.id)
    sign_in(client, "sales_manager")
    screen = client.get(f"/approvals/{approval.id}").text
    assert "Standard text, proven by its hash" in screen
    assert client.post(f"/approvals/{approval.id}/decide", data=answer_of(approval, opinion="同意")).status_code == 303
    sign_in(client, "sales1")
    assert deed(client, contract, "signing", signed_on=day).status_code == 422
    paper = (io.BytesIO(b"%PDF-1.4\nsigned\n%%EOF\n"), "盖章件.pdf")
    signing = deed(client, contract, "signing", signed_on=day, file=paper, closes="y", reason="交期满足")
    assert signing.status_code == 303
    assert fresh(contract).status is ContractStatus.SIGNED
    assert fresh(opportunity).status is OpportunityStatus.WON
    assert "盖章件.pdf" in client.get(f"/contracts/{contract.id}").text
    assert contract.number in client.get(f"/contracts/of/{opportunity.id}", hx=True).text
    assert contract.number in client.get(f"/contracts/of/{opportunity.id}").text


def test_payments_of_99_99_percent_come_back_as_they_were_typed(client, sign_in, contract):
    sign_in(client, "sales1")
    day = clock.today().isoformat()
    answer = pay(client, contract, ("首付款", "30%", day), ("尾款", "69.99%", day))
    assert answer.status_code == 422
    assert 'value="69.99%"' in answer.text
    assert "99.99" in answer.text
    assert len(fresh(contract).milestones) == 2


@pytest.mark.parametrize(
    ("part", "day"), [("-5", None), ("101%", None), ("1e5", None), ("=1+1", None), ("30%", "2026-02-30"), ("0", None)]
)
def test_payments_that_make_no_sense_are_refused_and_nothing_is_written(client, sign_in, contract, part, day):
    sign_in(client, "sales1")
    before = [one.amount for one in fresh(contract).milestones]
    answer = pay(client, contract, ("首付款", part, day or clock.today().isoformat()), ("尾款", "", "acceptance"))
    assert answer.status_code == 422
    assert [one.amount for one in fresh(contract).milestones] == before


def test_the_sum_follows_and_one_more_row_writes_nothing(client, sign_in, contract):
    sign_in(client, "sales1")
    query = rows(("首付款", "50%", ""), ("尾款", "59,999.99", ""))
    told = client.get(f"/contracts/{contract.id}/milestones/sum", query_string=query, hx=True).text
    assert "¥119,999.99" in told
    version = fresh(contract).version
    assert pay(client, contract, ("首付款", "50%", ""), more="1").status_code == 200
    assert fresh(contract).version == version


@pytest.mark.parametrize(
    "other",
    [
        {"discount": "101%"},
        {"discount": "-0.1"},
        {"discount": "abc"},
        {"amount": "-1"},
        {"title": ""},
        {"signing_unit_id": "999"},
        {"template_id": "999"},
        {"opportunity_id": "999"},
        {"starts_on": "2026-05-02", "ends_on": "2026-05-01"},
        {"field_delivery_place": "第十条" * 50},
    ],
    ids=str,
)
def test_bad_terms_come_back_with_what_was_typed(client, sign_in, customer, text, other):
    sign_in(client, "sales1")
    answer = client.post("/contracts", data=typed(customer, text, **other))
    assert answer.status_code == 422
    assert NAME in answer.text
    assert db.session.scalars(select(Contract)).all() == []


def test_a_ratio_a_hair_below_the_floor_is_cut_and_never_rounded_up(client, sign_in, customer, text):
    sign_in(client, "sales1")
    client.post("/contracts", data=typed(customer, text, discount="0.4499999"))
    contract = db.session.scalars(select(Contract)).one()
    assert contract.discount == Decimal("0.449999")


def test_a_foreign_customer_is_not_found_and_a_template_with_a_missing_field_is_named(client, sign_in, customer, text):
    sign_in(client, "jv_sales1")
    assert client.get(f"/contracts/new?customer_id={customer.id}").status_code == 404
    assert client.post("/contracts", data=typed(customer)).status_code == 404
    sign_in(client, "sales1")
    client.post("/contracts", data=typed(customer, text, field_delivery_place=""))
    contract = db.session.scalars(select(Contract)).one()
    assert "{{delivery_place}}" in client.get(f"/contracts/{contract.id}").text
    assert deed(client, contract, "submission").status_code == 422


def test_user_text_stays_text_in_page_and_paper(client, sign_in, cast, customer, text):
    contract = drawn_up(cast.sales1, customer, text, title="{{7*7}} <script>alert(1)</script>")
    sign_in(client, "sales1")
    page = client.get(f"/contracts/{contract.id}").text
    assert "<script>alert(1)" not in page
    assert "{{7*7}}" in page
    paper = client.get(f"/contracts/{contract.id}/document.pdf")
    assert paper.content_type == "application/pdf"
    words = text_of(paper.data)
    assert "人民币壹拾贰万元整" in words
    assert "草稿" in words, "an English reader, a Chinese text: the sheet speaks as the text does"


def test_another_text_is_uploaded_and_never_standard(client, sign_in, contract):
    sign_in(client, "sales1")
    file = (io.BytesIO(BODY.encode()), "合同.txt")
    assert deed(client, contract, "text", file=file).status_code == 303
    page = client.get(f"/contracts/{contract.id}").text
    assert "not the standard text" in page
    assert client.get(f"/contracts/{contract.id}/document.pdf").status_code == 303
    assert deed(client, contract, "text").status_code == 422


def test_a_change_order_is_drawn_up_shown_and_decided(client, sign_in, cast, contract):
    approved(contract, cast)
    signings.sign(contract.id, None, clock.today(), scan(), cast.sales1)
    sign_in(client, "sales1")
    day = clock.today().isoformat()
    kept = fresh(contract).milestones
    given = rows(("首付款", "36000", day), ("验收款", "", "acceptance")) | {"milestone_id": [one.id for one in kept]}
    data = {"reason": "增加产线", "amount": "150000", "discount": "0.8", "terms": "", **given}
    assert client.get(f"/contracts/{contract.id}/changes/new").status_code == 200
    made = client.post(f"/contracts/{contract.id}/changes/new", data=data)
    change = db.session.scalars(select(ContractChange)).one()
    assert made.location == f"/contracts/{contract.id}/changes/{change.id}"
    assert client.get(f"/contracts/{contract.id}/changes/{change.id}/edit").status_code == 200
    assert "¥30,000.00" in client.get(made.location).text
    sent = client.post(f"{made.location}/submission", data={"version": change.version})
    assert sent.status_code == 303
    screen = sign_in(client, "sales_manager").get(f"/approvals/{asked(ApprovalKind.CHANGE, change.id).id}").text
    assert "on acceptance</li>" in screen, "payments are said in words"
    assert "✓</li>" not in screen
    assert f"{day}</li>" not in screen, "and their days in the house's way"
    assert "0.8 / 0.45" in screen
    assert "Hash of the text" not in screen, "what a change order does not say is not listed"
    say(ApprovalKind.CHANGE, change.id, cast.sales_manager, opinion="同意")
    assert fresh(change).status is ChangeStatus.IN_FORCE
    assert [one.id for one in fresh(contract).milestones] == [one.id for one in kept]
    assert contract.amount == Decimal(150_000)


def test_a_stale_page_says_so_and_a_pending_contract_is_frozen(client, sign_in, cast, contract):
    sign_in(client, "sales1")
    old = contract.version
    contracts.submit(contract.id, None, cast.sales1)
    answer = client.post(f"/contracts/{contract.id}/submission", data={"version": old})
    assert (answer.status_code, "Somebody changed this" in answer.text) == (422, True)
    day = clock.today().isoformat()
    assert pay(client, contract, ("全款", "", day)).status_code == 422
    assert deed(client, contract, "withdrawal").status_code == 303


def test_business_signs_and_ends_but_does_not_draw_up(client, sign_in, cast, contract):
    approved(contract, cast)
    sign_in(client, "business_manager")
    assert client.get("/contracts/new").status_code == 403
    paper = (io.BytesIO(b"%PDF-1.4\nsigned\n%%EOF\n"), "盖章件.pdf")
    assert deed(client, contract, "signing", signed_on=clock.today().isoformat(), file=paper).status_code == 303
    assert deed(client, contract, "end", note="").status_code == 422
    assert deed(client, contract, "end", note="履行完毕").status_code == 303
    sign_in(client, "finance1")
    assert contract.number in client.get("/contracts?tab=all").text
    assert deed(client, contract, "end", note="再来").status_code == 403


def test_the_list_finds_by_number_title_state_and_last_day(client, sign_in, contract):
    sign_in(client, "sales_manager")
    for query in ("", "?tab=units&q=排产", f"?tab=units&q={contract.number.lower()}", "?tab=units&status=draft"):
        assert contract.number in client.get(f"/contracts{query}").text, query
    for query in ("?tab=units&q=不存在", "?tab=units&status=signed", "?tab=units&ends_before=2030-01-01"):
        assert contract.number not in client.get(f"/contracts{query}").text, query


def test_a_standard_text_is_set_revised_and_taken_out_of_use(client, sign_in):
    sign_in(client, "business_manager")
    made = client.post("/contracts/templates/new", data={"code": "sale", "label": "销售合同", "body": BODY})
    assert made.status_code == 303
    bad = client.post(f"{made.location}/revision", data={"label": "销售合同", "body": "{{friend}} {{7*7}}"})
    assert (bad.status_code, "friend" in bad.text) == (422, True)
    assert client.post(f"{made.location}/revision", data={"label": "销售合同", "body": BODY}).status_code == 422
    revised = client.post(f"{made.location}/revision", data={"label": "销售合同", "body": BODY + "{{7*7}}\n"})
    found = db.session.scalars(select(ContractTemplate).order_by(ContractTemplate.revision)).all()
    assert [(row.revision, row.active) for row in found] == [(1, False), (2, True)]
    assert "{{7*7}}" in client.get(revised.location).text
    assert client.post(f"{revised.location}/withdrawal").status_code == 303
    assert "not in use" in client.get("/contracts/templates").text
