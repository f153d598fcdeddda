"""What belongs to somebody else stays theirs, also behind posted ids, in histories, and through deputies (A13, A3.3)."""

import io
from decimal import Decimal

import pytest
from werkzeug.datastructures import FileStorage

import clock
from extensions import db
from models import Attachment, Deputy, Price
from operations import Refused, contract_texts, contracts, quotes, record, transaction
from policy.approvals import ApprovalKind, ApprovalState, StepState
from policy.roles import Role
from tests.support.approvals import asked, say
from tests.support.contracts import drawn_up, template
from tests.support.factories import new_customer
from tests.support.quotes import new_catalogue, new_quote, wish
from tests.support.world import World


@pytest.fixture
def world(cast):
    return World()


def test_another_companys_prices_are_not_offered_whatever_list_is_asked_for(world, client, sign_in):
    quote, theirs = world["hq"]["quotes"], world["jv"]["price_lists"]
    price = db.session.query(Price).filter_by(price_list_id=theirs.id).first()
    price.amount, price.product.active = 7_654_321, True
    db.session.commit()
    sign_in(client, "sales1")
    url = f"/quotes/{quote.id}"
    assert "7,654,321" not in client.get(f"{url}/products?price_list_id={theirs.id}").text
    typed = {"price_list_id": theirs.id, "q": ""}
    for door in ("lines", "check", "edit"):
        assert "7,654,321" not in client.post(f"{url}/{door}", data=typed).text, door
    sign_in(client, "jv_sales1")
    assert "7,654,321" in client.get(f"/quotes/{world['jv']['quotes'].id}/products?price_list_id={theirs.id}").text


def test_what_is_recorded_of_business_is_read_in_a_customers_history_by_whom_the_business_is_for(
    world, client, sign_in
):
    things = world["hq"]
    for noun in ("quotes", "contracts", "sales_orders", "invoices", "collections"):
        with transaction():
            record("edited", things[noun], things["users"], after={"amount": "7654321", "note": f"geheim-{noun}"})
    things["customers"].owner_id, things["customers"].pooled_at = None, clock.now()
    db.session.commit()
    url = f"/customers/{things['customers'].id}/history"
    assert "geheim-contracts" in sign_in(client, "sales_manager").get(url).text
    other = sign_in(client, "sales2").get(url)
    assert other.status_code == 200
    assert "geheim" not in other.text


def test_who_only_reads_adds_no_file_to_an_implementation_and_takes_none_off(world, client, sign_in):
    work = world["hq"]["implementations"]
    for username in ("supervisor1", "sales_assistant", "rnd_vp"):
        sign_in(client, username)
        file = (io.BytesIO(b"%PDF-1.7\n%%EOF\n"), "x.pdf")
        answer = client.post("/attachments", data={"implementation_id": work.id, "file": file})
        assert answer.status_code in (403, 404), username
    assert db.session.query(Attachment).filter_by(implementation_id=work.id).count() == 0


@pytest.mark.parametrize("username", ["business_manager", "sales_assistant", "salesmgmt_manager", "vp"])
def test_whoever_enters_absences_does_not_hand_out_the_right_to_decide_above_them(username, cast, client, sign_in):
    president, today = cast.president, clock.today().isoformat()
    sign_in(client, username)
    for user in (president, cast.sales_manager):
        for deputy in (getattr(cast, username), cast.sales2):
            typed = {"user_id": user.id, "deputy_id": deputy.id, "from_on": today, "until_on": today}
            client.post("/approvals/deputies/new", data=typed | {"form_key": f"{user.id}-{deputy.id}"})
    named = {(row.user.username, row.deputy.username) for row in db.session.query(Deputy)}
    assert named == ({("sales_manager", "sales2")} if username in ("salesmgmt_manager", "vp") else set())


def test_a_deputy_of_the_president_is_the_presidents_own_choice_and_ends_by_nobody_below(cast, client, sign_in):
    typed = {"user_id": cast.president.id, "deputy_id": cast.vp.id, "form_key": "one"}
    days = dict.fromkeys(("from_on", "until_on"), clock.today().isoformat())
    sign_in(client, "president").post("/approvals/deputies/new", data=typed | days)
    row = db.session.query(Deputy).one()
    assert sign_in(client, "salesmgmt_manager").post(f"/approvals/deputies/{row.id}/end").status_code == 422
    assert sign_in(client, "business_manager").post(f"/approvals/deputies/{row.id}/end").status_code == 404
    db.session.refresh(row)
    assert row.ended_at is None


def decided_by(approval, kind, subject_id, person):
    """Somebody agreed to this in days when it was theirs to decide."""
    approval.kind, approval.subject_id, step = kind, subject_id, approval.steps[0]
    approval.state, approval.ended_at = ApprovalState.APPROVED, clock.now()
    step.state, step.by_id, step.at = StepState.APPROVED, person.id, clock.now()
    db.session.commit()


def test_who_once_decided_about_a_contract_reads_it_and_not_what_is_paid_on_it(world, cast, client, sign_in):
    contract = world["hq"]["contracts"]
    decided_by(world["hq"]["approvals"], ApprovalKind.CONTRACT, contract.id, cast.sales2)
    sign_in(client, "sales2")
    assert client.get(f"/contracts/{contract.id}").status_code == 200
    assert client.get(f"/receivables/contracts/{contract.id}").status_code == 404
    assert sign_in(client, "sales1").get(f"/receivables/contracts/{contract.id}").status_code == 200


def test_a_partner_decides_about_prices_of_headquarters_without_learning_what_they_cost(cast, client, sign_in):
    price_list = new_catalogue(cast.business_manager)
    db.session.query(Price).update({"cost": Decimal("777.00")})
    db.session.commit()
    made = new_quote(cast.agent_sales1, price_list, wish(discount="0.7"))
    quotes.submit(made.id, made.version, cast.agent_sales1)
    url = f"/approvals/{asked(ApprovalKind.QUOTE, made.id).id}"
    page = sign_in(client, "agent_gm").get(url).text
    assert 'value="agree"' in page
    assert "777.00" not in page
    assert "777.00" in sign_in(client, "president").get(url).text


def test_who_draws_a_contract_up_for_somebody_does_not_decide_about_it(cast):
    contract = drawn_up(cast.sales_manager, new_customer(cast.sales1), template(cast.business_manager))
    assert contract.owner_id == cast.sales1.id
    contracts.submit(contract.id, contract.version, cast.sales1)
    step = asked(ApprovalKind.CONTRACT, contract.id).steps[0]
    assert step.role is not Role.DEPARTMENT_MANAGER
    with pytest.raises(Refused):
        say(ApprovalKind.CONTRACT, contract.id, cast.sales_manager, opinion="同意")


def test_a_deputy_reads_the_text_that_they_decide_about_while_it_is_theirs(cast, client, sign_in):
    contract = drawn_up(cast.sales1, new_customer(cast.sales1))
    text = FileStorage(io.BytesIO(b"%PDF-1.7\n%%EOF\n"), "合同.pdf", "file")
    contract_texts.upload(contract.id, None, text, cast.sales1)
    contracts.submit(contract.id, None, cast.sales1)
    url = f"/attachments/{db.session.query(Attachment.id).filter_by(contract_id=contract.id).scalar()}"
    asked_of, today = cast.salesmgmt_manager, clock.today()
    assert sign_in(client, "channel1").get(url).status_code == 404
    days = {"from_on": today, "until_on": today, "at": clock.now()}
    row = Deputy(user_id=asked_of.id, deputy_id=cast.channel1.id, by_id=asked_of.id, **days)
    db.session.add(row)
    db.session.commit()
    assert client.get(url).status_code == 200
    row.ended_at = clock.now()
    db.session.commit()
    assert client.get(url).status_code == 404


def test_who_only_reads_quotes_is_offered_nothing_to_do_with_one(world, client, sign_in):
    url = f"/quotes/{world['hq']['quotes'].id}"
    for username, offered in (("sales1", True), ("supervisor1", False), ("rnd_vp", False)):
        page = sign_in(client, username).get(url).text
        assert (f'action="{url}/cancellation"' in page) == (f'href="{url}/edit"' in page) == offered, username
