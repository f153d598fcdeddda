"""The phone: filled during the call, the number first, and what is known of it beside the form."""

import pytest

import clock
from extensions import db
from models import Contact, Lead, LookUp, ParameterValue
from operations.inquiries import take_call
from policy.leads import LeadChannel, LeadStatus
from queries import search
from tests.support.factories import new_customer
from tests.support.hostile import TEXTS

NUMBER = "139 0013 9000"


@pytest.fixture
def desk(client, sign_in):
    sign_in(client, "frontdesk1")
    return client


def look(client, **typed):
    return client.post("/leads/new/known", data=typed, hx=True).text


def leads():
    return db.session.query(Lead).order_by(Lead.id).all()


def test_a_number_alone_is_a_lead(desk, cast):
    answer = desk.post("/leads/new", data={"phone": "13900139000", "form_key": "call-1"})
    [lead] = leads()
    assert (answer.status_code, answer.location) == (303, f"/leads/{lead.id}")
    assert (lead.phone, lead.channel, lead.status) == (NUMBER, LeadChannel.PHONE, LeadStatus.NEW)
    assert (lead.taken_by_id, lead.unit_id) == (cast.frontdesk1.id, cast.unit("hq").id)


def test_a_double_click_takes_one_call(desk):
    for _ in range(2):
        assert desk.post("/leads/new", data={"phone": NUMBER, "form_key": "call-1"}).status_code == 303
    assert len(leads()) == 1


def test_the_next_call_can_be_taken_at_once(desk):
    answer = desk.post("/leads/new", data={"phone": NUMBER, "form_key": "call-1", "next_call": "1"})
    assert answer.location == "/leads/new"


def test_nobody_who_can_be_called_back_is_refused_for_an_odd_number(desk):
    desk.post("/leads/new", data={"phone": "+1 (555) 010-9999 ext 7", "form_key": "1"})
    desk.post("/leads/new", data={"phone": "总机转 8031", "form_key": "2"})
    assert len(leads()) == 2


def test_without_number_and_mail_the_form_comes_back_as_it_was_typed(desk):
    for hx in (False, True):
        answer = desk.post("/leads/new", data={"company": "苏州精工", "words": "急", "form_key": "1"}, hx=hx)
        assert answer.status_code == 422
        assert "苏州精工" in answer.text
        assert "A5" in answer.text
    assert leads() == []


def test_a_number_that_called_before_is_shown_while_it_is_typed(desk, cast):
    lead = take_call({"phone": NUMBER, "company": "苏州精工有限公司", "contact": "赵工"}, cast.frontdesk1)
    shown = look(desk, phone="139-0013-9000")
    assert "苏州精工有限公司" in shown
    assert f"/leads/{lead.id}" in shown
    assert "可能与" in shown
    lead.status = LeadStatus.INVALID
    assert "可能与" not in look(desk, phone="139-0013-9000")


def test_who_holds_the_lead_of_the_number_is_named_but_not_opened_to_who_may_not(desk, cast):
    lead = take_call({"phone": NUMBER, "company": "苏州精工有限公司"}, cast.marketing1)
    lead.status, lead.owner_id, lead.unit_id = LeadStatus.ACCEPTED, cast.sales1.id, cast.sales1.unit_id
    shown = look(desk, phone=NUMBER)
    assert cast.sales1.name in shown
    assert f"/leads/{lead.id}" not in shown


def test_contacts_and_customers_are_named_inside_the_own_company_and_masked_outside(desk, cast):
    for owner, company, person in (
        (cast.sales1, "苏州精工有限公司", "赵工"),
        (cast.jv_sales1, "联营的秘密客户", "钱工"),
    ):
        customer = new_customer(owner, name=company)
        row = Contact(customer_id=customer.id, name=person, phone=NUMBER, created_at=clock.now())
        row.created_by_id = owner.id
        db.session.add(row)
        db.session.commit()
    shown = look(desk, phone=NUMBER)
    assert "苏州精工有限公司 · 赵工" in shown
    assert cast.sales1.name in shown
    assert "联营的秘密客户" not in shown
    assert "钱工" not in shown
    assert "在本公司以外" in shown


def test_a_company_is_found_by_its_name_and_by_one_like_it(desk, cast):
    search.index_customer(new_customer(cast.sales1, name="苏州精工机械制造有限公司"))
    assert "苏州精工机械制造有限公司" in look(desk, company="苏州精工机械制造有限公司")
    assert "名称相似" in look(desk, company="苏州精工机械")


@pytest.mark.parametrize("typed", [{"phone": "139"}, {"company": "苏"}, {}])
def test_too_little_to_mean_somebody_finds_nobody(desk, cast, typed):
    take_call({"phone": NUMBER, "company": "苏州精工有限公司"}, cast.frontdesk1)
    assert "苏州精工" not in look(desk, **typed)
    assert db.session.query(LookUp).count() == 0


def test_looking_is_counted_once_while_one_types_and_ends_with_the_limit_of_the_day(desk, cast):
    for phone in ("1390013", "139001390", "13900139000"):
        look(desk, phone=phone)
    assert db.session.query(LookUp).filter_by(user_id=cast.frontdesk1.id).count() == 1
    row = ParameterValue(name="lookups_per_day", value="1", valid_from=clock.today(), set_at=clock.now(), reason="")
    db.session.add(row)
    db.session.commit()
    take_call({"phone": "138 0013 8000", "company": "不该看见"}, cast.marketing1)
    shown = look(desk, phone="13800138000")
    assert "不该看见" not in shown
    assert "lookups_per_day" in shown
    assert desk.post("/leads/new", data={"phone": "13800138000", "form_key": "k"}).status_code == 303


@pytest.mark.parametrize("text", TEXTS)
def test_hostile_text_stays_text(desk, text):
    form = {"phone": NUMBER, "company": text[:200], "words": text[:4000], "form_key": "k"}
    assert desk.post("/leads/new", data=form).status_code in {303, 422}
    shown = look(desk, phone=NUMBER, company=text)
    assert "<script>alert" not in shown
    assert '<button hx-post="/logout"' not in shown


def test_without_scripts_the_look_up_leads_back_to_the_form(desk):
    assert desk.post("/leads/new/known", data={"phone": NUMBER}).location == "/leads/new"
