"""The one page on which a lead becomes customer, contact and opportunity."""

import datetime as dt

import pytest
from sqlalchemy import event, func, select

import clock
from extensions import db
from models import Contact, Customer, Lead, LookUp, Opportunity
from policy.entry import CustomerStatus
from policy.leads import LeadStatus
from tests.support.factories import new_customer
from tests.support.leads import held_lead

NAME = "苏州启明机械有限公司"


def text(response):
    return response.get_data(as_text=True)


def typed(**changed):
    day = clock.today() + dt.timedelta(days=60)
    return {
        "customer_id": "",
        "form_key": "window-1",
        "kind": "direct",
        "grade": "C",
        "name": NAME,
        "province": "江苏省",
        "city": "苏州市",
        "industry": "manufacturing",
        "contact_name": "赵工",
        "contact_phone": "13900139000",
        "contact_decision_role": "unknown",
        "opportunity-name": "排产系统一期",
        "opportunity-amount": "300,000",
        "opportunity-expected_on": day.isoformat(),
        "opportunity-stage_id": "1",
        **changed,
    }


def counted():
    return [db.session.scalar(select(func.count()).select_from(model)) for model in (Customer, Contact, Opportunity)]


@pytest.fixture
def lead(cast):
    return held_lead(cast.sales1, need="排产系统\n两个车间", budget=300_000)


@pytest.fixture
def asked():
    """``asked(deed)``: the statements that a deed sends to the database."""

    def count(deed):
        sent = []

        def note(*args):
            sent.append(args[2])

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            deed()
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return [line for line in sent if line.startswith(("SELECT", "WITH"))]

    return count


@pytest.fixture
def url(lead):
    return f"/leads/{lead.id}/convert"


def test_nothing_that_the_lead_says_is_typed_twice(client, cast, sign_in, lead, url):
    sign_in(client, "sales1")
    page = text(client.get(url))
    for value in (NAME, "赵工", "生产部长", "139 0013 9000", "300000.00", "排产系统"):
        assert f'value="{value}"' in page, value
    assert 'selected value="苏州市"' in page or '<option selected value="苏州市">' in page
    assert '<option selected value="manufacturing">' in page


def test_a_new_customer_contact_and_opportunity_in_one_go(client, cast, sign_in, lead, url):
    sign_in(client, "sales1")
    answer = client.post(url, data=typed(submit_now="1"))
    lead = db.session.get(Lead, lead.id)
    assert (answer.status_code, answer.location) == (303, f"/opportunities/{lead.opportunity_id}")
    assert lead.customer.status is CustomerStatus.SUBMITTED
    assert counted() == [1, 1, 1]
    for path in (f"/customers/{lead.customer_id}", f"/opportunities/{lead.opportunity_id}"):
        assert f'href="/leads/{lead.id}"' in text(client.get(path)), path


def test_an_existing_customer_is_chosen_beforehand_and_needs_no_company_fields(client, cast, sign_in, lead, url):
    customer = new_customer(cast.sales1, name=NAME)
    sign_in(client, "sales1")
    assert f'id="customer-{customer.id}" value="{customer.id}" checked' in text(client.get(url))
    answer = client.post(
        url, data=typed(customer_id=str(customer.id), name="", kind="", province="", city="", industry="")
    )
    assert answer.status_code == 303
    assert counted() == [1, 1, 1]


@pytest.mark.parametrize("hx", [False, True])
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"opportunity-expected_on": "2020-01-01"}, "expected_in_past"),
        ({"opportunity-stage_id": "999"}, "unknown_stage"),
        ({"contact_name": ""}, "no_contact"),
        ({"name": "可"}, "no_name"),
        ({"opportunity-amount": "viel"}, None),
        ({"opportunity-amount": ""}, None),
        ({"contact_phone": "abc"}, None),
    ],
)
def test_any_refusal_keeps_nothing_and_gives_back_what_was_typed(client, cast, sign_in, lead, url, hx, changed, code):
    sign_in(client, "sales1")
    values = typed(**{"contact_title": "厂长助理", **changed})
    if "contact_name" in changed:
        values |= {"contact_title": "", "contact_phone": ""}
    answer = client.post(url, data=values, hx=hx)
    assert answer.status_code == 422
    page = text(answer)
    assert "排产系统一期" in page
    assert code is None or f'data-code="{code}"' in page
    assert counted() == [0, 0, 0]


def test_somebody_elses_customer_is_shown_with_the_ways_and_not_to_be_chosen(client, cast, sign_in, lead, url):
    taken, outside = new_customer(cast.sales2, name=NAME), new_customer(cast.jv_sales1, phone="139 0013 9000")
    sign_in(client, "sales1")
    page = text(client.get(url))
    assert f'id="customer-{taken.id}"' not in page
    assert cast.sales2.name in page
    assert f"customer_id={taken.id}" in page
    assert outside.name not in page
    assert cast.jv_sales1.name not in page
    assert client.post(url, data=typed(customer_id=str(taken.id))).status_code == 422
    stranger = new_customer(cast.jv_sales1)
    assert client.post(url, data=typed(customer_id=str(stranger.id))).status_code == 404
    assert client.post(url, data=typed(customer_id="999999")).status_code == 404
    assert db.session.scalar(select(Opportunity.id)) is None


def test_a_new_customer_of_a_name_that_is_taken_is_refused_with_the_one_that_is(client, cast, sign_in, lead, url):
    new_customer(cast.sales2, name="昆山另一家有限公司")
    sign_in(client, "sales1")
    page = text(client.post(url, data=typed(name="昆山另一家有限公司"), hx=True))
    assert 'data-code="taken"' in page
    assert "昆山另一家有限公司" in page


def test_two_windows_convert_once(client, cast, sign_in, lead, url):
    sign_in(client, "sales1")
    client.post(url, data=typed())
    again = client.post(url, data=typed())
    lead = db.session.get(Lead, lead.id)
    assert (again.status_code, again.location) == (303, f"/opportunities/{lead.opportunity_id}")
    other = client.post(url, data=typed(form_key="window-2", name="另一家有限公司"))
    assert other.status_code == 409
    assert 'data-code="already_converted"' in text(other)
    assert f'href="/opportunities/{lead.opportunity_id}"' in text(other)
    assert counted() == [1, 1, 1]
    assert f'href="/opportunities/{lead.opportunity_id}"' in text(client.get(url))


def test_who_neither_holds_it_nor_leads_converts_nothing(client, cast, sign_in, lead, url):
    expected = {"sales2": 404, "jv_gm": 404, "business_manager": 403, "supervisor1": 403, "sales_manager": 200}
    for username, status in expected.items():
        sign_in(client, username)
        assert client.get(url).status_code == status, username
    lead = db.session.get(Lead, lead.id)
    lead.status, lead.owner_id = LeadStatus.FILTERED, None
    db.session.commit()
    sign_in(client, "sales_manager")
    assert client.get(url).status_code in {403, 404}


def test_the_page_asks_little_of_the_database(client, cast, sign_in, lead, url, asked):
    new_customer(cast.sales1, name=NAME)
    new_customer(cast.sales2, phone="139 0013 9000")
    sign_in(client, "sales1")
    client.get(url)
    assert len(asked(lambda: client.get(url))) <= 10


def test_what_was_typed_in_place_of_the_leads_own_words_is_a_counted_question(client, cast, sign_in, lead, url):
    new_customer(cast.sales2, name="昆山另一家有限公司", credit_code="91350100M000100Y43")
    sign_in(client, "sales1")
    client.get(url)
    client.post(url, data=typed(**{"opportunity-expected_on": "2020-01-01"}))
    assert db.session.scalar(select(func.count(LookUp.id))) == 0
    broken = typed(credit_code="91350100M000100Y43", **{"opportunity-expected_on": "2020-01-01"})
    assert "昆山另一家有限公司" in text(client.post(url, data=broken))
    assert db.session.scalar(select(func.count(LookUp.id))) == 1


def test_a_manager_chooses_a_recorded_customer_or_is_told_to(client, cast, sign_in, lead, url):
    sign_in(client, "sales_manager")
    page = text(client.get(url))
    assert 'id="customer-new"' not in page
    assert 'name="province"' not in page
    nobody = client.post(url, data=typed())
    assert nobody.status_code == 422
    assert 'data-code="none_chosen"' in text(nobody)
    customer = new_customer(cast.sales1, name=NAME)
    assert client.post(url, data=typed(customer_id=str(customer.id))).status_code == 303
    assert db.session.get(Lead, lead.id).opportunity.owner_id == cast.sales1.id
