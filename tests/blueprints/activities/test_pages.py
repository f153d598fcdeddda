"""Activities on real requests: recorded in one short form, mended with traces, found by their owners."""

import datetime as dt

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import Activity
from policy.following import ActivityStatus
from tests.support.factories import new_activity, new_claim, new_customer, new_line
from tests.support.hostile import TEXTS


def typed(customer, **changed):
    now = clock.local(clock.now()).strftime("%Y-%m-%dT%H:%M")
    plain = {"kind": "visit", "status": "done", "starts_at": now, "customer_id": customer.id}
    return plain | {"summary": "演示排产", "effect": "同意试点", "progress": "选型", "key_value": "八十万", **changed}


def test_two_clicks_from_the_customer_and_back(client, cast, sign_in):
    customer = new_customer(cast.sales1)
    sign_in(client, "sales1")
    here = f"/customers/{customer.id}"
    form = client.get(f"/activities/new?customer_id={customer.id}", headers={"Referer": f"http://localhost{here}"})
    assert customer.name in form.text
    assert f'name="next" type="hidden" value="{here}"' in form.text
    answer = client.post("/activities/new", data=typed(customer, next=here))
    assert (answer.status_code, answer.location) == (303, here)
    by_htmx = client.post("/activities/new", hx=True, data=typed(customer, next=here))
    assert by_htmx.headers["HX-Redirect"] == here
    away = client.post("/activities/new", data=typed(customer, next="https://evil.example/"))
    assert away.location == "/"


def test_what_was_typed_stays_when_it_is_refused(client, cast, sign_in):
    customer = new_customer(cast.sales1)
    sign_in(client, "sales1")
    answer = client.post("/activities/new", hx=True, data=typed(customer, effect="", summary="见了张总"))
    assert answer.status_code == 422
    assert "见了张总" in answer.text
    assert "/policy#A6-5" in answer.text
    assert 'id="effect-error"' in answer.text
    assert db.session.scalars(select(Activity)).all() == []


@pytest.mark.parametrize(
    "when",
    ["2099-01-01T10:00", "1900-01-01 10:00", "2026-02-29 10:00", "2026-11-01 25:00", "gestern", "", "2026-13-01"],
)
def test_times_that_cannot_be_done(client, cast, sign_in, when):
    customer = new_customer(cast.sales1)
    sign_in(client, "sales1")
    answer = client.post("/activities/new", data=typed(customer, starts_at=when))
    assert answer.status_code == 422
    assert 'id="starts_at-error"' in answer.text


@pytest.mark.parametrize(
    ("when", "utc"),
    [
        ("2026-03-01T00:00", dt.datetime(2026, 2, 28, 16, tzinfo=dt.UTC)),
        ("２０２６－０３－０１ ０７:５９", dt.datetime(2026, 2, 28, 23, 59, tzinfo=dt.UTC)),
        ("2024年2月29日 23时59分", dt.datetime(2024, 2, 29, 15, 59, tzinfo=dt.UTC)),
        ("2026/3/1 8:00", dt.datetime(2026, 3, 1, 0, 0, tzinfo=dt.UTC)),
    ],
)
def test_midnight_is_the_companys(client, cast, sign_in, when, utc):
    sign_in(client, "sales1")
    assert client.post("/activities/new", data=typed(new_customer(cast.sales1), starts_at=when)).status_code == 303
    assert db.session.scalars(select(Activity.starts_at)).one() == utc


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_is_kept_as_text_or_refused(client, cast, sign_in, text):
    sign_in(client, "sales1")
    fields = ("subject", "summary", "effect", "progress", "key_value", "next_step", "place", "city")
    answer = client.post("/activities/new", data=typed(new_customer(cast.sales1), **dict.fromkeys(fields, text)))
    assert answer.status_code in {303, 422}
    if answer.status_code == 303:
        page = client.get(f"/activities/{db.session.scalars(select(Activity.id)).one()}")
        assert page.status_code == 200
        assert not any(bad in page.text for bad in ("<script>alert", "<img src=x", '<button hx-post="/logout"'))


@pytest.mark.parametrize(
    ("username", "page", "form"),
    [
        ("sales1", 200, 200),
        ("sales_manager", 200, 200),
        ("sales_assistant", 200, 200),
        ("president", 200, 200),
        ("sales2", 404, 404),
        ("jv_gm", 404, 404),
        ("finance1", 404, 403),
        ("supervisor1", 200, 403),
        ("admin", 403, 403),
    ],
)
def test_who_sees_and_who_mends(client, cast, sign_in, username, page, form):
    activity = new_activity(new_customer(cast.sales1), cast.sales1, summary="演示", effect="好")
    sign_in(client, username)
    assert client.get(f"/activities/{activity.id}").status_code == page
    assert client.get(f"/activities/{activity.id}/edit").status_code == form


def test_a_plan_is_completed_and_an_error_cancelled_with_its_reason(client, cast, sign_in):
    customer = new_customer(cast.sales1)
    sign_in(client, "sales1")
    later = (clock.local(clock.now()) + dt.timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    client.post("/activities/new", data=typed(customer, status="planned", subject="复访", starts_at=later, summary=""))
    plan = db.session.scalars(select(Activity)).one()
    assert client.get(f"/activities/{plan.id}/completion").status_code == 200
    early = client.post(
        f"/activities/{plan.id}/completion", data=typed(customer, starts_at=later, version=plan.version)
    )
    assert early.status_code == 422
    done = client.post(f"/activities/{plan.id}/completion", data=typed(customer, version=plan.version))
    assert done.status_code == 303
    version = db.session.get(Activity, plan.id).version
    url = f"/activities/{plan.id}/cancellation"
    assert client.post(url, data={"version": version, "reason": ""}).status_code == 422
    assert client.post(url, data={"version": version - 1, "reason": "记错"}).status_code == 422
    assert client.post(url, data={"version": version, "reason": "记错了客户"}).status_code == 303
    assert db.session.get(Activity, plan.id).status is ActivityStatus.CANCELLED
    assert "记错了客户" in client.get(f"/activities/{plan.id}").text


def test_a_change_shows_what_stood_there_before(client, cast, sign_in):
    customer = new_customer(cast.sales1)
    sign_in(client, "sales1")
    client.post("/activities/new", data=typed(customer))
    visit = db.session.scalars(select(Activity)).one()
    data = typed(
        customer, progress="商务谈判", version=visit.version, starts_at=clock.local(visit.starts_at).isoformat()[:16]
    )
    assert client.post(f"/activities/{visit.id}/edit", data=data).status_code == 303
    page = client.get(f"/activities/{visit.id}").text
    assert "<del>选型</del>" in page
    assert "商务谈判" in page


def test_under_an_expense_the_customer_stays_and_the_clause_is_named(client, cast, sign_in):
    customer, other = new_customer(cast.sales1), new_customer(cast.sales1)
    visit = new_activity(customer, cast.sales1, summary="演示", effect="好")
    claim = new_claim(cast.sales1)
    new_line(claim, visit)
    claim.status = "submitted"
    db.session.commit()
    sign_in(client, "sales1")
    data = typed(other, version=visit.version, starts_at=clock.local(visit.starts_at).isoformat()[:16])
    answer = client.post(f"/activities/{visit.id}/edit", hx=True, data=data)
    assert answer.status_code == 422
    assert 'data-code="expense_rests"' in answer.text
    assert "/policy#A3-4" in answer.text


def test_lists_show_ones_own_plans_and_what_is_overdue(client, cast, sign_in):
    customer = new_customer(cast.sales1)
    new_activity(customer, cast.sales1)
    past = clock.now() - dt.timedelta(days=2)
    new_activity(customer, cast.sales1, status=ActivityStatus.PLANNED, starts_at=past)
    new_activity(new_customer(cast.sales2), cast.sales2)
    sign_in(client, "sales1")
    counts = {
        query: client.get(f"/activities?{query}", hx=True).text.count("<tr>\n")
        for query in ("", "state=planned", "state=overdue", "state=done", "kind=call", f"customer_id={customer.id}")
    }
    head = counts["kind=call"]
    assert {query: count - head for query, count in counts.items()} == {
        "": 2,
        "state=planned": 1,
        "state=overdue": 1,
        "state=done": 1,
        "kind=call": 0,
        f"customer_id={customer.id}": 2,
    }
    sign_in(client, "sales_manager")
    assert client.get("/activities?who=unit", hx=True).text.count("<tr>\n") - head == 3


def test_colleagues_and_the_customers_particulars_are_offered(client, cast, sign_in):
    customer = new_customer(cast.sales1)
    sign_in(client, "sales1")
    found = client.get(f"/activities/people?q=何俊&participants={cast.sales2.id}", hx=True).text
    assert "何俊杰" in found
    assert f'value="{cast.sales2.id}" checked' in found
    assert "谭雨" not in client.get("/activities/people?q=谭雨", hx=True).text
    assert client.get(f"/activities/new/customer?customer_id={customer.id}", hx=True).status_code == 200
    foreign = new_customer(cast.jv_sales1)
    assert foreign.name not in client.get(f"/activities/new/customer?customer_id={foreign.id}", hx=True).text
