"""Entering a customer on real requests: who enters which kind, drafts, submission, odd input (A4.0, A4.1)."""

import pytest
from sqlalchemy import select

from extensions import db
from models import Contact, Customer, CustomerOwnership, SubmittedForm
from policy.entry import CustomerKind, CustomerStatus
from tests.support.customers import approved, draft, fields


def only() -> Customer:
    return db.session.scalars(select(Customer)).one()


def test_direct_sales_records_a_customer_and_submits_it_in_one_go(client, cast, sign_in):
    answer = sign_in(client, "sales1").post("/customers", data=fields(submit_now="1", name="杭州远见有限公司"))
    customer = only()
    assert (answer.status_code, answer.location) == (303, f"/customers/{customer.id}")
    assert customer.status is CustomerStatus.SUBMITTED
    assert (customer.owner_id, customer.unit_id, customer.phone) == (
        cast.sales1.id,
        cast.sales1.unit_id,
        "0571 8812 3456",
    )
    assert customer.contacts[0].phone == "138 0013 8000"
    assert "杭州远见有限公司" in client.get(answer.location).text


def test_a_draft_needs_the_name_alone(client, cast, sign_in):
    answer = sign_in(client, "sales1").post(
        "/customers",
        data={"kind": "direct", "name": "嘉兴小雨有限公司", "grade": "C", "contact_decision_role": "unknown"},
    )
    assert answer.status_code == 303
    assert only().status is CustomerStatus.DRAFT
    page = client.get(answer.location).text
    assert 'data-code="no_contact"' in page
    assert 'data-code="no_industry"' in page


def test_an_incomplete_one_is_kept_as_a_draft_and_says_what_is_missing(client, cast, sign_in):
    sign_in(client, "sales1").post("/customers", data=fields(submit_now="1", contact_phone=""))
    assert only().status is CustomerStatus.DRAFT


def test_the_same_form_sent_twice_records_once(client, cast, sign_in):
    sign_in(client, "sales1")
    typed = fields(form_key="k" * 20)
    first, second = client.post("/customers", data=typed), client.post("/customers", data=typed)
    assert first.location == second.location == f"/customers/{only().id}"
    assert db.session.query(SubmittedForm).count() == 1
    assert db.session.query(CustomerOwnership).count() == 1


@pytest.mark.parametrize(
    ("username", "kind", "status"),
    [
        ("sales1", "direct", 303),
        ("sales1", "agent", 422),
        ("channel1", "agent", 303),
        ("channel1", "direct", 422),
        ("jv_sales1", "direct", 303),
        ("agent_sales1", "direct", 303),
        ("sales_manager", "direct", 403),
        ("marketing1", "direct", 403),
        ("finance1", "direct", 403),
        ("president", "direct", 403),
        ("admin", "direct", 403),
    ],
)
def test_each_kind_is_entered_by_its_people(client, sign_in, username, kind, status):
    assert sign_in(client, username).post("/customers", data=fields(kind=kind)).status_code == status


def test_an_end_customer_comes_with_its_agent(client, cast, sign_in):
    agent = approved(cast.channel1, cast.channel_manager, "郑州伙伴软件有限公司", kind=CustomerKind.AGENT)
    sign_in(client, "channel1")
    typed = fields(kind="agent_end", agent_id=str(agent.id), submit_now="1")
    assert client.post("/customers", data=typed).status_code == 303
    assert db.session.scalar(select(Customer.status).where(Customer.agent_id == agent.id)) is CustomerStatus.SUBMITTED


def test_an_end_customer_without_agent_is_not_submitted(client, cast, sign_in):
    sign_in(client, "channel1").post("/customers", data=fields(kind="agent_end", submit_now="1"))
    assert only().status is CustomerStatus.DRAFT


def test_a_foreign_agent_is_not_known(client, cast, sign_in):
    foreign = draft(cast.jv_sales1, "成都外人有限公司")
    typed = fields(kind="agent_end", agent_id=str(foreign.id))
    assert sign_in(client, "channel1").post("/customers", data=typed).status_code == 404


@pytest.mark.parametrize(
    "name",
    ["", "   ", "　", "😀", "()（）", "\u200b\u202e", "x" * 201, "-"],
)
def test_what_is_no_name_is_answered_at_the_field(client, cast, sign_in, name):
    answer = sign_in(client, "sales1").post("/customers", data=fields(name=name))
    assert answer.status_code == 422
    assert 'id="name-error"' in answer.text
    assert db.session.query(Customer).count() == 0


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>有限公司",
        "{{7*7}}有限公司",
        "杭州“引号”' OR 1=1 --公司",
        "𠮷野家（中国）有限公司",
        "Ünal Çelik Ltd",
    ],
)
def test_odd_names_stay_what_they_are(client, cast, sign_in, name):
    location = sign_in(client, "sales1").post("/customers", data=fields(name=name)).location
    assert only().name == name
    page = client.get(location).text
    assert "<script>alert" not in page
    assert "49有限公司" not in page
    assert client.get("/customers").status_code == 200


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("phone", "abc"),
        ("phone", "12"),
        ("phone", "1" * 70),
        ("contact_phone", "打我电话"),
        ("contact_email", "not a mail"),
        ("credit_code", "91330100MA2B1234XX"),
        ("credit_code", "9" * 41),
        ("kind", "king"),
        ("grade", "Z"),
        ("province", "Atlantis"),
        ("city", "成都市"),
        ("industry", "piracy"),
        ("address", "x" * 301),
        ("profile", "x" * 4001),
    ],
)
def test_odd_values_are_answered_at_their_field_and_nothing_typed_is_lost(client, cast, sign_in, field, typed):
    answer = sign_in(client, "sales1").post(
        "/customers", data=fields(name="宁波清溪有限公司", **{field: typed}), hx=True
    )
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "宁波清溪有限公司" in answer.text
    assert "<html" not in answer.text
    assert db.session.query(Customer).count() == 0


def test_full_width_digits_and_dashes_are_read(client, cast, sign_in):
    typed = fields(credit_code="９１１１０１０８５５１３８５０８２Ｑ", phone="０５７１－８８１２３４５６")
    assert sign_in(client, "sales1").post("/customers", data=typed).status_code == 303
    assert (only().credit_code, only().phone) == ("91110108551385082Q", "0571 8812 3456")


def test_a_city_alone_tells_its_province(client, cast, sign_in):
    sign_in(client, "sales1").post("/customers", data=fields(province="", city="昆明市"))
    assert only().province == "云南省"


def test_a_contact_without_name_is_answered(client, cast, sign_in):
    answer = sign_in(client, "sales1").post("/customers", data=fields(contact_name=""))
    assert answer.status_code == 422
    assert db.session.query(Contact).count() == 0


def test_the_cities_of_a_province_are_offered(client, sign_in):
    options = sign_in(client, "sales1").get("/customers/cities?province=海南省", hx=True).text
    assert "三沙市" in options
    assert "成都市" not in options
