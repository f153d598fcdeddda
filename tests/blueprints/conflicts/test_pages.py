"""Conflicts on real requests: opening, reading, ruling, appealing; and what each side may read."""

import datetime as dt
import re
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select

import clock
from extensions import db
from models import AuditEntry, Conflict, ConflictParty, CustomerShare, NextInLine, Notification
from operations.handovers import begin
from policy.conflicts import ConflictStatus
from policy.handovers import RECEIVED
from tests.support.factories import new_customer, new_opportunity

NAME = "宁波海曙仪表有限公司"
WORDS = {"preference": "总经理希望由我对接", "relation": "合作过三期项目", "statement": "三月起每周拜访"}
REASON = "双方都有长期联系，共同跟进对签约最有利"


@pytest.fixture
def customer(cast):
    return new_customer(cast.sales1, name=NAME)


def claim(client, **typed):
    return client.post("/conflicts", data={"name": NAME, **WORDS, **typed})


@pytest.fixture
def conflict(client, sign_in, customer):
    sign_in(client, "sales2")
    assert claim(client).status_code == 303
    return db.session.scalars(select(Conflict)).one()


def bare(page: str) -> str:
    """The page without ids, tokens and keys."""
    return re.sub(r'(value="|"X-CSRFToken":")[^"]*"|customer_id=\d+', "", page)


def ruling(client, conflict, outcome="together", reason=REASON, way="ruling", **shares):
    version = db.session.get(Conflict, conflict.id).version
    percents = {f"share_{party.user_id}": shares.get(party.user.username, "") for party in conflict.parties}
    data = {"outcome": outcome, "reason": reason, "version": version, **percents}
    return client.post(f"/conflicts/{conflict.id}/{way}", data=data)


def test_a_conflict_goes_its_whole_way(client, sign_in, cast, customer, conflict):
    page = client.get(f"/conflicts/{conflict.id}").text
    assert WORDS["relation"] in page
    sign_in(client, "sales1")
    mine = next(party for party in conflict.parties if party.user_id == cast.sales1.id)
    typed = {"statement": "先录入并一直跟进", "version": mine.version}
    assert client.post(f"/conflicts/{conflict.id}/statement", data=typed).status_code == 303
    sign_in(client, "sales_manager")
    assert f"/conflicts/{conflict.id}" in client.get("/approvals").text
    assert "/conflicts?tab=rule" in client.get("/").text
    page = client.get(f"/conflicts/{conflict.id}").text
    assert WORDS["relation"] in page
    assert "先录入并一直跟进" in page
    assert ruling(client, conflict, sales1=70, sales2=40).status_code == 422
    assert ruling(client, conflict, sales1=60, sales2=40).status_code == 303
    assert sign_in(client, "sales2").get(f"/customers/{customer.id}").status_code == 200
    assert "60 %" in client.get(f"/customers/{customer.id}/team").text
    sign_in(client, "sales1")
    version = db.session.get(Conflict, conflict.id).version
    typed = {"reason": "客户明确表示只认先录入的一方", "version": version}
    assert client.post(f"/conflicts/{conflict.id}/appeal", data=typed).status_code == 303
    assert ruling(sign_in(client, "sales_manager"), conflict, way="appeal/ruling").status_code == 403
    assert ruling(client, conflict, outcome="first_keeps").status_code == 422
    sign_in(client, "salesmgmt_manager")
    assert ruling(client, conflict, outcome="first_keeps", way="appeal/ruling").status_code == 303
    assert sign_in(client, "sales2").get(f"/customers/{customer.id}").status_code == 404
    page = client.get(f"/conflicts/{conflict.id}").text
    assert REASON in page
    assert "客户明确表示只认先录入的一方" not in page


def test_a_claimant_reads_the_own_statement_alone(client, sign_in, conflict):
    sign_in(client, "sales1")
    page = client.get(f"/conflicts/{conflict.id}").text
    assert not any(words in page for words in WORDS.values())


def test_the_file_tells_another_company_no_more_than_its_refused_registration_did(client, sign_in, cast, customer):
    customer.created_at -= dt.timedelta(days=3)
    recorded = f"{clock.local(customer.created_at):%Y-%m-%d}"
    sign_in(client, "jv_sales1")
    assert client.get(f"/customers/{customer.id}").status_code == 404
    blank = client.get(f"/conflicts/new?customer_id={customer.id}").text
    assert NAME not in blank
    assert bare(blank) == bare(client.get("/conflicts/new?customer_id=999").text)
    assert claim(client, customer_id=customer.id, name="别的名称有限公司").status_code == 422
    assert claim(client, customer_id=customer.id).status_code == 303
    conflict = db.session.scalars(select(Conflict)).one()
    for url in (f"/conflicts/{conflict.id}", "/conflicts"):
        page = client.get(url).text
        hidden = (cast.sales1.name, cast.sales1.unit.name, f"/customers/{customer.id}", recorded)
        assert NAME in page
        assert not [text for text in hidden if text in page], url
    sign_in(client, "sales1")
    for url in (f"/conflicts/{conflict.id}", "/conflicts", "/notifications", f"/customers/{customer.id}/history"):
        page = client.get(url).text
        assert cast.jv_sales1.name not in page, url
        assert cast.jv_sales1.unit.name not in page, url
    sign_in(client, "salesmgmt_manager")
    page = client.get(f"/conflicts/{conflict.id}").text
    assert cast.jv_sales1.name in page
    assert cast.sales1.name in page
    assert ruling(client, conflict, sales1=60, jv_sales1=40).status_code == 303
    assert cast.sales1.name in sign_in(client, "jv_sales1").get(f"/conflicts/{conflict.id}").text
    assert client.get(f"/customers/{customer.id}").status_code == 200


def test_who_left_a_conflict_learns_nobodys_name_by_its_end(client, sign_in, cast, customer):
    for username in ("jv_sales1", "sales2"):
        assert claim(sign_in(client, username), name=f" {NAME}").status_code == 303
    conflict = db.session.scalars(select(Conflict)).one()
    assert sign_in(client, "jv_sales1").post(f"/conflicts/{conflict.id}/withdrawal").status_code == 303
    assert ruling(sign_in(client, "sales_manager"), conflict, sales1=60, sales2=40).status_code == 303
    assert REASON in sign_in(client, "sales2").get(f"/conflicts/{conflict.id}").text
    for username in ("jv_sales1", "jv_gm"):
        sign_in(client, username)
        for url in (f"/conflicts/{conflict.id}", "/conflicts?tab=all"):
            page = client.get(url).text
            assert NAME in page
            assert not [text for text in (cast.sales1.name, cast.sales2.name, REASON) if text in page], url


def test_the_customers_history_tells_nobody_of_another_company(client, sign_in, cast, customer):
    sign_in(client, "jv_sales1")
    assert claim(client).status_code == 303
    assert client.post("/lookup/line", data={"name": NAME}).status_code == 303
    begin(cast.jv_sales1.id, dict.fromkeys(RECEIVED, cast.jv_gm), "离职交接", cast.jv_gm)
    page = sign_in(client, "sales1").get(f"/customers/{customer.id}/history").text
    assert not [text for text in (cast.jv_sales1.name, cast.jv_gm.name, "离职交接") if text in page]


def test_who_was_refused_need_not_type_the_name_again(client, sign_in, cast, customer):
    wish = NextInLine(name_key=customer.name_key, name=f" {NAME}", customer_id=customer.id, user_id=cast.jv_sales1.id)
    wish.at = clock.now() - dt.timedelta(days=1)
    db.session.add(wish)
    sign_in(client, "jv_sales1")
    assert NAME in client.get(f"/conflicts/new?customer_id={customer.id}").text
    assert claim(client, customer_id=customer.id, name="").status_code == 303
    party = db.session.scalars(select(ConflictParty).where(ConflictParty.user_id == cast.jv_sales1.id)).one()
    assert party.recorded_at == wish.at


def test_asking_for_names_by_opening_conflicts_counts_like_any_look_up(client, sign_in, cast, customer):
    sign_in(client, "jv_sales1")
    codes = [claim(client, name=f"猜测第{number}号有限公司").status_code for number in range(3)]
    assert codes == [422] * 3
    limited = [claim(client, name=f"{number}号猜测有限公司") for number in range(100)]
    assert 'data-code="lookup_limit"' in limited[-1].text
    assert claim(client).status_code == 422
    assert db.session.scalars(select(Conflict)).all() == []


def test_a_manager_claims_for_somebody_and_the_opportunity_is_named(client, sign_in, cast, customer):
    opportunity = new_opportunity(customer, cast.sales1, name="二期排产")
    sign_in(client, "sales_manager")
    page = client.get(f"/conflicts/new?customer_id={customer.id}&opportunity_id={opportunity.id}").text
    assert "二期排产" in page
    typed = {"customer_id": customer.id, "opportunity_id": opportunity.id, "user_id": cast.sales2.id}
    assert claim(client, **typed).status_code == 303
    conflict = db.session.scalars(select(Conflict)).one()
    assert (conflict.opportunity_id, conflict.opened_by_id) == (opportunity.id, cast.sales_manager.id)
    assert {party.user_id for party in conflict.parties} == {cast.sales1.id, cast.sales2.id}
    assert claim(client, customer_id=customer.id, user_id=cast.jv_sales1.id).status_code == 422


def test_the_same_form_twice_opens_one_file(client, sign_in, customer):
    sign_in(client, "sales2")
    answers = [claim(client, form_key="k" * 24) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert len(db.session.scalars(select(ConflictParty)).all()) == 2


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"outcome": "x", "reason": REASON},
        {"outcome": "together", "reason": REASON},
        {"outcome": "first_keeps", "reason": "同上"},
        {"outcome": "first_keeps", "reason": "长" * 2001},
    ],
)
def test_a_ruling_that_is_refused_changes_nothing_and_keeps_what_was_typed(client, sign_in, conflict, typed):
    sign_in(client, "sales_manager")
    for hx in (False, True):
        answer = client.post(f"/conflicts/{conflict.id}/ruling", data={"version": conflict.version, **typed}, hx=hx)
        assert answer.status_code == 422
        assert 'id="ruling"' in answer.text
        assert typed.get("reason", "")[:40] in answer.text
    assert db.session.get(Conflict, conflict.id).status is ConflictStatus.OPEN
    assert db.session.scalars(select(CustomerShare)).all() == []


@pytest.mark.parametrize("share", ["-1", "0", "100", "1.5", "abc", "99999999999999999999", "４0"])
def test_odd_shares_are_refused(client, sign_in, conflict, share):
    assert ruling(sign_in(client, "sales_manager"), conflict, sales1=60, sales2=share).status_code in {303, 422}
    kept = db.session.scalars(select(CustomerShare)).all()
    assert [row.percent for row in kept] == ([40] if share == "４0" else [])


def test_the_sum_is_told_while_shares_are_typed(client, sign_in, cast, conflict):
    sign_in(client, "sales_manager")
    shares = f"share_{cast.sales1.id}=60&share_{cast.sales2.id}=30"
    page = client.get(f"/conflicts/{conflict.id}/shares?{shares}", hx=True)
    assert "90" in page.text
    assert client.get(f"/conflicts/{conflict.id}/shares?share_{cast.sales1.id}=x").status_code == 200


def test_two_who_rule_at_once_make_one_ruling(client, sign_in, conflict):
    version = conflict.version
    sign_in(client, "sales_manager")
    assert ruling(client, conflict, outcome="first_keeps").status_code == 303
    data = {"outcome": "first_keeps", "reason": REASON, "version": version}
    answer = sign_in(client, "salesmgmt_manager").post(f"/conflicts/{conflict.id}/ruling", data=data)
    assert answer.status_code == 422
    assert 'data-code="stale"' in answer.text


def test_what_one_leads_but_is_a_party_of_is_shown_and_not_ruled(client, sign_in, cast, customer):
    own = new_customer(cast.sales_manager)
    sign_in(client, "sales1")
    assert claim(client, name=own.name).status_code == 303
    conflict = db.session.scalars(select(Conflict)).one()
    page = sign_in(client, "sales_manager").get(f"/conflicts/{conflict.id}").text
    assert 'data-code="involved"' in page
    assert ruling(client, conflict, outcome="first_keeps").status_code == 422


def test_a_claim_is_withdrawn_and_only_by_who_claims(client, sign_in, cast, conflict):
    assert sign_in(client, "sales1").post(f"/conflicts/{conflict.id}/withdrawal").status_code == 422
    assert sign_in(client, "sales2").post(f"/conflicts/{conflict.id}/withdrawal").status_code == 303
    assert client.get("/conflicts?tab=mine&status=withdrawn").text.count(f'href="/conflicts/{conflict.id}"') == 1
    told = select(Notification).where(Notification.user_id == cast.sales1.id)
    assert db.session.scalars(told.where(Notification.event == "conflict_withdrawn")).one()


def test_whose_term_is_over_counts_as_settled_in_the_list(client, sign_in, conflict):
    ruling(sign_in(client, "sales_manager"), conflict, outcome="first_keeps")
    row = db.session.get(Conflict, conflict.id)
    row.appeal_until = clock.today() - dt.timedelta(days=1)
    sign_in(client, "sales2")
    link = f'href="/conflicts/{conflict.id}"'
    assert link in client.get("/conflicts?status=settled&tab=all").text
    assert link not in client.get("/conflicts?status=ruled&tab=all").text
    page = client.get(f"/conflicts/{conflict.id}").text
    assert f"/conflicts/{conflict.id}/appeal" not in page
    data = {"reason": "总经理书面说明由我对接", "version": row.version}
    assert client.post(f"/conflicts/{conflict.id}/appeal", data=data).status_code == 422


@pytest.mark.parametrize(
    "username", ["sales2", "sales1", "sales_manager", "salesmgmt_manager", "supervisor1", "east_gm"]
)
def test_after_a_claimant_has_resigned_every_page_still_opens(client, sign_in, cast, conflict, username):
    cast.sales1.active = username != "sales2"
    cast.sales2.active = username == "sales2"
    db.session.commit()
    sign_in(client, username)
    seen = username != "east_gm"
    assert client.get(f"/conflicts/{conflict.id}").status_code == (200 if seen else 404)
    assert client.get("/conflicts").status_code == 200


def test_what_was_put_forward_is_kept_in_every_version(client, sign_in, cast, conflict):
    mine = next(party for party in conflict.parties if party.user_id == cast.sales2.id)
    data = {**WORDS, "relation": "与总经理是同学", "version": mine.version}
    sign_in(client, "sales2")
    assert client.post(f"/conflicts/{conflict.id}/statement", data=data).status_code == 303
    assert client.post(f"/conflicts/{conflict.id}/statement", data=data).status_code == 422
    kept = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "conflict_stated")).one()
    assert (kept.before["relation"], kept.after["relation"]) == (WORDS["relation"], "与总经理是同学")


@pytest.mark.parametrize("username", ["sales1", "sales2", "sales_manager", "salesmgmt_manager"])
def test_list_and_file_cost_at_most_ten_queries(client, sign_in, conflict, username):
    sign_in(client, username)
    for path in ("/conflicts?tab=all", f"/conflicts/{conflict.id}", "/approvals"):
        client.get(path)
        with counted() as queries:
            assert client.get(path).status_code == 200
        assert len(queries) <= 10, path


@contextmanager
def counted():
    queries = []

    def heard(*args):
        queries.append(args[2])

    event.listen(db.engine, "before_cursor_execute", heard)
    yield queries
    event.remove(db.engine, "before_cursor_execute", heard)


def test_a_claimant_does_not_learn_from_the_sum_what_others_have(client, sign_in, cast, customer):
    other = CustomerShare(customer_id=customer.id, user_id=cast.channel1.id, percent=23, reason="渠道支持")
    other.by_id, other.from_at = cast.sales1.id, clock.now()
    db.session.add(other)
    assert claim(sign_in(client, "jv_sales1")).status_code == 303
    conflict = db.session.scalars(select(Conflict)).one()
    assert client.get(f"/conflicts/{conflict.id}/shares").status_code == 403
    assert "23" not in sign_in(client, "jv_gm").get(f"/conflicts/{conflict.id}/shares").text
    assert "23" in sign_in(client, "president").get(f"/conflicts/{conflict.id}/shares").text
