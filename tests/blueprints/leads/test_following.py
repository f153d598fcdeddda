"""The panel of a lead in somebody's hands: accept, give back, record, with and without scripts."""

import datetime as dt

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import Activity, Lead
from policy.leads import LeadStatus
from tests.support.factories import new_customer, new_opportunity
from tests.support.leads import dispatch_rule, held_lead


def moment(when=None):
    return clock.local(when or clock.now()).strftime("%Y-%m-%dT%H:%M")


def call(**changed):
    return {"kind": "call", "starts_at": moment(), "summary": "电话联系，约定周四演示", **changed}


def text(response):
    return response.get_data(as_text=True)


@pytest.fixture
def lead(cast):
    return held_lead(cast.sales1)


def test_the_receiver_accepts_and_sees_the_clock_run_on(client, cast, sign_in, lead):
    sign_in(client, "sales1")
    page = text(client.get(f"/leads/{lead.id}"))
    assert f'action="/leads/{lead.id}/acceptance"' in page
    assert f'href="/leads/{lead.id}/convert"' in page
    answer = client.post(f"/leads/{lead.id}/acceptance", data={"version": lead.version}, hx=True)
    assert answer.status_code == 200
    assert "/acceptance" not in text(answer)
    assert 'hx-target="#chain"' in text(answer)
    assert db.session.get(Lead, lead.id).status is LeadStatus.ACCEPTED


def test_a_follow_up_stands_on_the_lead_at_once(client, cast, sign_in, lead):
    sign_in(client, "sales1")
    data = call(next_step="上门演示", next_step_on=(clock.today() + dt.timedelta(days=3)).isoformat())
    answer = client.post(f"/leads/{lead.id}/follow_ups", data=data)
    assert (answer.status_code, answer.location) == (303, f"/leads/{lead.id}")
    page = text(client.get(f"/leads/{lead.id}"))
    assert "电话联系，约定周四演示" in page
    assert "上门演示" in page
    assert db.session.get(Lead, lead.id).due_at is None


@pytest.mark.parametrize("hx", [False, True])
def test_what_is_refused_comes_back_as_it_was_typed(client, cast, sign_in, lead, hx):
    sign_in(client, "sales1")
    future = moment(clock.now() + dt.timedelta(days=1))
    answer = client.post(f"/leads/{lead.id}/follow_ups", data=call(starts_at=future), hx=hx)
    assert answer.status_code == 422
    assert future in text(answer)
    assert 'data-code="done_in_future"' in text(answer)
    assert ("<html" in text(answer)) is not hx
    assert db.session.scalar(select(Activity.id)) is None
    assert client.post(f"/leads/{lead.id}/giving_back", data={"version": lead.version}, hx=hx).status_code == 422


def test_given_back_it_leaves_the_list_of_who_had_it(client, cast, sign_in, lead):
    dispatch_rule(cast.sales2)
    sign_in(client, "sales1")
    data = {"version": lead.version, "reason": "客户在外省"}
    assert client.post(f"/leads/{lead.id}/giving_back", data=data).location == "/leads"
    assert client.get(f"/leads/{lead.id}").status_code == 404
    sign_in(client, "sales2")
    page = text(client.get(f"/leads/{lead.id}"))
    assert "客户在外省" in page
    assert "/acceptance" in page


def test_a_page_from_before_hears_that_it_changed_and_may_go_on(client, cast, sign_in, lead):
    sign_in(client, "sales1")
    data = {"version": lead.version - 1, "reason": "客户在外省"}
    answer = client.post(f"/leads/{lead.id}/giving_back", data=data, hx=True)
    assert answer.status_code == 422
    assert "客户在外省" in text(answer)
    assert f'value="{lead.version}"' in text(answer)


def test_the_assistant_records_on_behalf_and_neither_accepts_nor_gives_back(client, cast, sign_in, lead):
    sign_in(client, "sales_assistant")
    page = text(client.get(f"/leads/{lead.id}"))
    assert "/follow_ups" in page
    assert "/acceptance" not in page
    assert "/giving_back" not in page
    assert client.post(f"/leads/{lead.id}/acceptance", data={"version": lead.version}).status_code == 422
    assert client.post(f"/leads/{lead.id}/follow_ups", data=call()).status_code == 303
    assert db.session.scalar(select(Activity.owner_id)) == cast.sales1.id


def test_business_reads_what_was_done_and_does_nothing(client, cast, sign_in, lead):
    sign_in(client, "sales1")
    client.post(f"/leads/{lead.id}/follow_ups", data=call())
    sign_in(client, "business_manager")
    page = text(client.get(f"/leads/{lead.id}"))
    assert "电话联系，约定周四演示" in page
    assert "/follow_ups" not in page
    assert client.post(f"/leads/{lead.id}/follow_ups", data=call()).status_code == 403


def test_a_strangers_lead_is_not_there(client, cast, sign_in, lead):
    sign_in(client, "jv_sales1")
    assert client.post(f"/leads/{lead.id}/follow_ups", data=call()).status_code == 404


def test_a_plan_on_a_lead_needs_no_customer_and_its_page_names_the_lead(client, cast, sign_in, lead):
    sign_in(client, "sales1")
    page = text(client.get(f"/activities/new?lead_id={lead.id}&status=planned"))
    assert "苏州启明机械有限公司" in page
    tomorrow = moment(clock.now() + dt.timedelta(days=1))
    data = {"status": "planned", "kind": "visit", "starts_at": tomorrow, "subject": "上门演示", "lead_id": lead.id}
    assert client.post("/activities/new", data=data).status_code == 303
    plan = db.session.scalars(select(Activity)).one()
    assert (plan.lead_id, plan.customer_id) == (lead.id, None)
    assert "苏州启明机械有限公司" in text(client.get(f"/activities/{plan.id}/edit"))
    for path in (f"/activities/{plan.id}", "/activities?who=mine"):
        assert f'href="/leads/{lead.id}"' in text(client.get(path)), path
    data |= {"version": plan.version, "starts_at": moment(), "summary": "演示了排产"}
    assert client.post(f"/activities/{plan.id}/completion", data=data).status_code == 303
    assert db.session.get(Lead, lead.id).followed_up_at is not None


def test_a_former_receiver_sees_the_own_record_without_a_link_to_the_lead(client, cast, sign_in, lead):
    dispatch_rule(cast.sales2)
    sign_in(client, "sales1")
    client.post(f"/leads/{lead.id}/follow_ups", data=call())
    lead = db.session.get(Lead, lead.id)
    client.post(f"/leads/{lead.id}/giving_back", data={"version": lead.version, "reason": "换人"})
    activity = db.session.scalars(select(Activity)).one()
    page = text(client.get(f"/activities/{activity.id}"))
    assert f'href="/leads/{lead.id}"' not in page
    assert f'href="/leads/{lead.id}"' not in text(client.get("/activities?who=mine"))
    sign_in(client, "sales2")
    assert f'href="/leads/{lead.id}"' in text(client.get(f"/activities/{activity.id}"))


def test_the_next_step_on_a_lead_is_due_on_the_first_page_until_the_lead_is_given_back(client, cast, sign_in, lead):
    sign_in(client, "sales1")
    client.post(f"/leads/{lead.id}/follow_ups", data=call(next_step="回电确认", next_step_on=str(clock.today())))
    assert f'href="/leads/{lead.id}#following"' in text(client.get("/"))
    lead = db.session.get(Lead, lead.id)
    client.post(f"/leads/{lead.id}/giving_back", data={"version": lead.version, "reason": "换人"})
    assert "回电确认" not in text(client.get("/"))


def test_what_came_of_it_in_another_company_is_not_named_to_who_took_the_call(client, cast, sign_in):
    lead = held_lead(cast.jv_sales1)
    customer = new_customer(cast.jv_sales1, name="重庆北碚仪器有限公司")
    opportunity = new_opportunity(customer, cast.jv_sales1, name="二期排产")
    lead.taken_by_id, lead.status = cast.marketing1.id, LeadStatus.CONVERTED
    lead.customer_id, lead.opportunity_id = customer.id, opportunity.id
    for username, told in (("marketing1", False), ("jv_sales1", True)):
        page = text(sign_in(client, username).get(f"/leads/{lead.id}"))
        assert [name in page for name in (customer.name, opportunity.name)] == [told, told]
