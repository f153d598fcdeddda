"""Presales support (A12.5): asked from an opportunity, served in turn, moved on by whom it concerns."""

import datetime as dt

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import Notification, PresalesRequest, SalesAccount
from operations import presales_requests as verbs
from policy.ranking import RequestState, SupportKind
from queries.presales import queue
from tests.support.factories import new_activity, new_customer, new_opportunity

NEED = "为采购与生产两个部门演示排产"


def day(ahead: int) -> dt.date:
    return clock.today() + dt.timedelta(days=ahead)


def asked(person, ahead: int = 3, kind: SupportKind = SupportKind.DEMO) -> PresalesRequest:
    opportunity = new_opportunity(new_customer(person), person)
    return verbs.ask(opportunity.id, kind, NEED, day(ahead), person)


def typed(opportunity_id: int, **fields) -> dict:
    return {"opportunity_id": opportunity_id, "kind": "demo", "need": NEED, "wanted_on": day(2).isoformat(), **fields}


def state_of(request_id: int) -> RequestState:
    db.session.expire_all()
    return db.session.get(PresalesRequest, request_id).state


def test_who_works_on_an_opportunity_asks_once_and_presales_is_told(client, cast, sign_in):
    opportunity = new_opportunity(new_customer(cast.sales1), cast.sales1).id
    sign_in(client, "sales1")
    assert client.get("/presales/new").location == "/opportunities"
    assert client.get(f"/presales/new?opportunity_id={opportunity}").status_code == 200
    assert client.post("/presales/new", data=typed(opportunity)).status_code == 303
    assert client.post("/presales/new", data=typed(opportunity)).status_code == 422
    told = select(Notification.user_id).where(Notification.event == "presales_asked")
    assert db.session.scalars(told).all() == [cast.presales1.id]


@pytest.mark.parametrize(
    "fields",
    [{"need": " "}, {"wanted_on": "2020-01-01"}, {"wanted_on": "soon"}, {"kind": "dance"}, {"need": "好" * 3000}],
)
def test_a_poor_request_comes_back_as_it_was_typed(client, cast, sign_in, fields):
    opportunity = new_opportunity(new_customer(cast.sales1), cast.sales1).id
    sign_in(client, "sales1")
    answer = client.post("/presales/new", data=typed(opportunity, **fields), hx=True)
    assert answer.status_code == 422
    assert 'id="ask"' in answer.text


def test_nobody_asks_for_the_opportunity_of_a_colleague(client, cast, sign_in):
    opportunity = new_opportunity(new_customer(cast.sales2), cast.sales2).id
    sign_in(client, "sales1")
    assert client.get(f"/presales/new?opportunity_id={opportunity}").status_code == 404
    assert client.post("/presales/new", data=typed(opportunity)).status_code == 404


def test_the_first_by_value_are_served_first_then_the_day_wanted_then_who_asked_earlier(cast, app):
    soon, later, same = asked(cast.sales2, 1), asked(cast.sales2, 5), asked(cast.sales2, 1)
    first = asked(cast.sales1, 9)
    row = {"company_id": cast.sales1.unit.parent_id, "month": "2026-10", "unit_id": cast.sales1.unit_id}
    db.session.add(SalesAccount(user_id=cast.sales1.id, place=5, kept_at=clock.now(), **row))
    db.session.add(SalesAccount(user_id=cast.sales2.id, place=6, kept_at=clock.now(), **row))
    db.session.commit()
    turn = [row.id for row in queue(cast.presales1, "open", None, "", "").page.rows]
    assert turn == [first.id, soon.id, same.id, later.id]


def test_an_agents_request_reaches_presales_of_headquarters(client, cast, sign_in):
    request = asked(cast.agent_sales1).id
    sign_in(client, "presales1")
    page = client.get(f"/presales/{request}").text
    assert NEED in page
    assert 'href="/opportunities/' not in page.split("<main", 1)[1]
    sign_in(client, "jv_gm")
    assert client.get(f"/presales/{request}").status_code == 404


def test_taken_done_with_the_activity_in_which_it_was_given(client, cast, sign_in):
    row = asked(cast.sales1)
    visit = new_activity(row.customer, cast.presales1, starts_at=clock.now()).id
    other = new_activity(new_customer(cast.sales2), cast.sales2).id
    request, version = row.id, row.version
    sign_in(client, "presales1")
    assert client.post(f"/presales/{request}/take", data={"version": version}).status_code == 303
    ended = {"version": version + 1, "result": "已演示，客户认可", "activity_id": other}
    assert client.post(f"/presales/{request}/done", data=ended).status_code == 422
    assert client.post(f"/presales/{request}/done", data={**ended, "activity_id": visit}).status_code == 303
    assert state_of(request) is RequestState.DONE
    told = select(Notification.event).where(Notification.user_id == cast.sales1.id).order_by(Notification.id)
    assert db.session.scalars(told).all() == ["presales_take", "presales_done"]


def test_a_stale_page_takes_nothing_twice(client, cast, sign_in):
    row = asked(cast.sales1)
    request, version = row.id, row.version
    sign_in(client, "presales1")
    assert client.post(f"/presales/{request}/take", data={"version": version}).status_code == 303
    assert client.post(f"/presales/{request}/take", data={"version": version}).status_code == 422
    assert client.post(f"/presales/{request}/take", data={"version": "x"}).status_code == 422


def test_declining_says_why_and_who_asked_cannot_decline(client, cast, sign_in):
    row = asked(cast.sales1)
    request, version = row.id, row.version
    sign_in(client, "sales1")
    assert client.post(f"/presales/{request}/decline", data={"version": version, "result": "不"}).status_code == 403
    assert client.post(f"/presales/{request}/take", data={"version": version}).status_code == 403
    sign_in(client, "presales1")
    assert client.post(f"/presales/{request}/decline", data={"version": version, "result": ""}).status_code == 422
    assert client.post(f"/presales/{request}/decline", data={"version": version, "result": "无人手"}).status_code == 303
    assert state_of(request) is RequestState.DECLINED


def test_who_asked_withdraws_and_a_taken_one_goes_back_to_the_queue(client, cast, sign_in):
    row = asked(cast.sales1)
    verbs.take(row.id, row.version, cast.presales1)
    row = db.session.get(PresalesRequest, row.id)
    verbs.move(row.id, row.version, "give_back", cast.presales1, "出差")
    row = db.session.get(PresalesRequest, row.id)
    assert (row.state, row.taken_by_id) == (RequestState.WAITING, None)
    request, version = row.id, row.version
    sign_in(client, "sales1")
    assert client.post(f"/presales/{request}/withdraw", data={"version": version}).status_code == 303
    assert state_of(request) is RequestState.WITHDRAWN


@pytest.mark.parametrize("query", ["", "?tab=mine", "?tab=ended", "?tab=odd&kind=demo", "?after=x&kind='"])
def test_the_queue_is_a_page_and_a_fragment(client, cast, sign_in, query):
    asked(cast.sales1)
    sign_in(client, "presales1")
    assert client.get("/presales" + query).status_code == 200
    assert client.get("/presales" + query, hx=True).text.lstrip().startswith("<div")
