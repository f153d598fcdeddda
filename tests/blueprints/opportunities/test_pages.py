"""Opportunities on real requests: what each role sees and does, in place and without scripts."""

import datetime as dt

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import Competitor, Opportunity
from policy.approvals import ApprovalKind
from policy.entry import CustomerStatus
from queries.search import index_customer
from tests.support.approvals import answer_of
from tests.support.approvals import asked as asked_for
from tests.support.factories import new_customer, new_opportunity
from tests.support.hostile import TEXTS
from tests.support.opportunities import asked, stage


def registration(customer, **changed):
    expected = (clock.today() + dt.timedelta(days=9)).isoformat()
    plain = {"customer_id": customer.id, "stage_id": stage("contact"), "name": "质检系统", "amount": "1,234.50"}
    return plain | {"expected_on": expected, **changed}


class TestRegistering:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [("1,234.50", "1234.50"), ("１２３", "123.00"), ("¥99999999999.99", "99999999999.99"), ("88元", "88.00")],
    )
    def test_amounts_as_people_type_them(self, client, cast, sign_in, typed, kept):
        sign_in(client, "sales1")
        answer = client.post("/opportunities/new", data=registration(new_customer(cast.sales1), amount=typed))
        assert answer.status_code == 303
        assert str(db.session.scalars(select(Opportunity.amount)).one()) == kept

    @pytest.mark.parametrize("typed", ["-5", "0", "1.005", "999999999999999", "1e5", "NaN", "abc", "", "1,23.4"])
    def test_amounts_that_are_none(self, client, cast, sign_in, typed):
        sign_in(client, "sales1")
        answer = client.post("/opportunities/new", data=registration(new_customer(cast.sales1), amount=typed))
        assert answer.status_code == 422
        assert 'id="amount-error"' in answer.text
        assert db.session.scalars(select(Opportunity)).all() == []

    @pytest.mark.parametrize("typed", ["1900-01-01", "2027-02-29", "2026-13-01", "x", "", "2020-02-29"])
    def test_days_that_cannot_be_expected(self, client, cast, sign_in, typed):
        sign_in(client, "sales1")
        answer = client.post("/opportunities/new", data=registration(new_customer(cast.sales1), expected_on=typed))
        assert answer.status_code == 422
        assert 'id="expected_on-error"' in answer.text

    def test_a_leap_day_and_the_chinese_way_of_writing_it(self, client, cast, sign_in):
        sign_in(client, "sales1")
        data = registration(new_customer(cast.sales1), expected_on="2028年2月29日")
        assert client.post("/opportunities/new", data=data).status_code == 303

    @pytest.mark.parametrize("text", TEXTS)
    def test_any_text_is_kept_as_text_or_refused(self, client, cast, sign_in, text):
        sign_in(client, "sales1")
        data = registration(new_customer(cast.sales1), name=text, product_interest=text)
        answer = client.post("/opportunities/new", data=data)
        assert answer.status_code in {303, 422}
        if answer.status_code == 303:
            page = client.get(answer.location)
            assert page.status_code == 200
            assert "<script>alert" not in page.text
            assert "<img src=x" not in page.text
            assert '<button hx-post="/logout"' not in page.text

    def test_the_same_form_sent_twice_registers_once(self, client, cast, sign_in):
        sign_in(client, "sales1")
        data = registration(new_customer(cast.sales1), form_key="once")
        first, second = (client.post("/opportunities/new", data=data).location for _ in range(2))
        assert first == second
        assert len(db.session.scalars(select(Opportunity)).all()) == 1

    def test_a_foreign_customer_is_unknown(self, client, cast, sign_in):
        foreign = new_customer(cast.jv_sales1, name="西南隐名公司")
        sign_in(client, "sales1")
        answer = client.post("/opportunities/new", data=registration(foreign))
        assert answer.status_code == 422
        assert "西南隐名公司" not in answer.text

    def test_a_customer_that_is_not_approved_counts_later_and_that_is_said(self, client, cast, sign_in):
        sign_in(client, "sales1")
        draft = new_customer(cast.sales1, status=CustomerStatus.DRAFT)
        page = client.get(client.post("/opportunities/new", data=registration(draft)).location)
        assert "/policy#A4-2" in page.text


class TestCompetitors:
    def test_they_are_added_mended_and_removed_in_place(self, client, sign_in, case):
        sign_in(client, "sales1")
        base = f"/opportunities/{case.id}/competitors"
        added = client.post(base, hx=True, data={"name": "乙公司", "strengths": "价低", "form_key": "k"})
        assert added.status_code == 200
        assert added.text.lstrip().startswith('<div id="competitors">') or 'id="competitors"' in added.text
        rival = db.session.scalars(select(Competitor)).one()
        stale = client.post(f"{base}/{rival.id}", hx=True, data={"name": "乙", "version": 9})
        assert stale.status_code == 422
        mended = client.post(f"{base}/{rival.id}", data={"name": "乙公司", "our_answer": "驻场", "version": 1})
        assert mended.status_code == 303
        assert db.session.scalars(select(Competitor.our_answer)).one() == "驻场"
        assert client.post(f"{base}/{rival.id}/removal", hx=True).status_code == 200
        assert db.session.scalars(select(Competitor)).all() == []

    def test_of_another_opportunity_they_are_not_found(self, client, cast, sign_in, case):
        other = new_opportunity(new_customer(cast.sales1), cast.sales1)
        other.competitors.append(Competitor(name="丙公司"))
        db.session.commit()
        sign_in(client, "sales1")
        url = f"/opportunities/{case.id}/competitors/{other.competitors[0].id}"
        assert client.post(url, data={"name": "x", "version": 1}).status_code == 404


class TestClosing:
    def test_it_is_closed_and_confirmed_by_the_assistant(self, client, sign_in, case):
        sign_in(client, "sales1")
        data = {"status": "won", "reason": "评分第一", "result_on": clock.today().isoformat(), "version": case.version}
        told = data | {"cause": "relation"}
        assert client.post(f"/opportunities/{case.id}/closing", data=told).status_code == 303
        assert '<span class="soft">' in client.get("/opportunities?status=won").text.partition("mark-good")[2]
        waits = asked_for(ApprovalKind.CLOSING, case.id)
        url = f"/approvals/{waits.id}/decide"
        assert client.post(url, data=answer_of(waits)).status_code == 422
        sign_in(client, "sales_assistant")
        assert case.name in client.get(client.get("/opportunities/closings").location).text
        assert client.post(url, data=answer_of(waits, agrees=False)).status_code == 422
        assert client.post(url, data=answer_of(waits)).status_code == 303
        assert case.name in client.get("/approvals").text, "what was agreed to is said once"
        assert case.name not in client.get(client.get("/opportunities/closings").location).text

    @pytest.mark.parametrize(
        "changed", [{"status": ""}, {"status": "open"}, {"reason": ""}, {"result_on": "2099-01-01"}]
    )
    def test_what_is_missing_is_asked_for_and_what_was_typed_stays(self, client, sign_in, case, changed):
        sign_in(client, "sales1")
        data = {"status": "lost", "reason": "价格", "result_on": clock.today().isoformat(), "version": case.version}
        answer = client.post(f"/opportunities/{case.id}/closing", data=data | changed)
        assert answer.status_code == 422
        assert db.session.get(Opportunity, case.id).status == "open"


class TestLists:
    @pytest.fixture
    def many(self, cast):
        customer = new_customer(cast.sales1, name="苏州精密有限公司")
        index_customer(customer)
        for number in range(1, 131):
            new_opportunity(customer, cast.sales1, name=f"项目{number}号", amount=number * 100)
        return customer

    def test_pages_follow_each_other_without_gap_or_repetition(self, client, sign_in, many):
        sign_in(client, "sales1")
        seen, url = [], "/opportunities?sort=-amount"
        while url:
            page = client.get(url, hx=True).text
            seen += [int(part.split("号")[0]) for part in page.split("项目")[1:] if "号</a>" in part[:8]]
            url = (
                page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&") if 'rel="next"' in page else None
            )
        assert seen == list(range(130, 0, -1))

    @pytest.mark.parametrize(
        ("query", "count"),
        [
            ("q=项目13号", 1),
            ("q=苏州精密", 50),
            ("least=12,900&most=１３０００", 2),
            ("status=won", 0),
            ("stage_id=99999", 0),
            ("month=1999-01", 0),
            ("owner_id=x&after=%00%00&month=zzz&sort=nonsense", 50),
            ("q=%25", 0),
        ],
    )
    def test_filters(self, client, sign_in, many, query, count):
        sign_in(client, "sales1")
        answer = client.get(f"/opportunities?{query}", hx=True)
        assert answer.status_code == 200
        assert answer.text.count('<tr id="opportunity-') == count

    def test_everybody_finds_exactly_what_is_theirs(self, client, cast, sign_in, many):
        new_opportunity(new_customer(cast.jv_sales1), cast.jv_sales1, name="西南项目")
        sees = {"sales2": [], "east_gm": [], "jv_gm": ["西南项目"], "president": ["西南项目", "项目13号"]}
        for username, names in sees.items():
            sign_in(client, username)
            for wanted in ("西南项目", "项目13号"):
                text = client.get(f"/opportunities?who=all&q={wanted}", hx=True).text
                assert (f"{wanted}</a>" in text) == (wanted in names)

    def test_of_the_whole_company_old_ones_are_found_by_their_customer(self, client, sign_in, many, monkeypatch):
        monkeypatch.setattr("queries.opportunity_list.NEWEST", 20)
        finds = {("president", "项目13号"): 0, ("president", "项目130号"): 1, ("president", "苏州精密"): 50}
        for (username, term), count in (finds | {("sales1", "项目13号"): 1}).items():
            sign_in(client, username)
            text = client.get(f"/opportunities?who=all&q={term}", hx=True).text
            assert text.count('<tr id="opportunity-') == count, (username, term)

    @pytest.mark.parametrize("path", ["/opportunities", "/opportunities/board", "/activities", "/opportunities/{id}"])
    @pytest.mark.parametrize("username", ["sales1", "sales_manager", "president"])
    def test_a_page_costs_at_most_ten_queries(self, client, sign_in, many, path, username):
        sign_in(client, username)
        path = path.format(id=db.session.scalar(select(Opportunity.id).limit(1)))
        with asked() as queries:
            assert client.get(path).status_code == 200
        assert len(queries) <= 10

    def test_the_board_shows_sums_first_cards_and_a_way_to_the_rest(self, client, sign_in, many):
        sign_in(client, "sales1")
        page = client.get("/opportunities/board").text
        assert "¥851,500.00" in page
        assert page.count('class="board-card"') == 15
        assert f"/opportunities?stage_id={stage('contact')}" in page
