"""The desk's doors: the list, the queues with their clocks, the page of a lead with its chain, and every decision."""

import datetime as dt

import pytest
from sqlalchemy import event, select

from extensions import db
from models import Lead, LeadDispatch
from operations import leads
from operations.lead_clocks import find_lapses
from policy.leads import InvalidReason, LeadDeed, LeadStatus
from queries.lead_lists import LeadFilters, listed
from tests.support.leads import arrived_lead, dispatch_rule, held_lead

WORDS = "<b>想了解排产系统</b>"
CONTENT = {
    "company": "苏州启明机械有限公司",
    "contact": "赵工",
    "phone": "139 0013 9000",
    "province": "江苏省",
    "city": "苏州市",
    "industry": "manufacturing",
    "need": "排产系统，两条产线",
    "budget": "300,000",
}


@pytest.fixture
def lead(cast):
    return arrived_lead(cast.unit("marketing"), words=WORDS, company="常州远大电器有限公司")


@pytest.fixture
def screened(cast):
    return arrived_lead(cast.unit("marketing"), LeadDeed.SCREENED, words=WORDS)


def stands(lead) -> str:
    return db.session.get(Lead, lead.id).status.value


class TestTheQueues:
    def test_show_the_first_due_first_with_clock_and_deeds(self, client, sign_in, cast, lead):
        later = arrived_lead(cast.unit("marketing"), company="后来的公司")
        page = sign_in(client, "marketing1").get("/leads/screening").text
        assert page.index(lead.company) < page.index(later.company)
        assert f'action="/leads/{lead.id}/screening"' in page
        assert "&lt;b&gt;想了解排产系统&lt;/b&gt;" in page
        assert lead.company not in sign_in(client, "jv_gm").get("/leads").text

    def test_are_of_who_has_the_duty(self, client, sign_in, lead):
        assert sign_in(client, "sales1").get("/leads/screening").status_code == 403
        assert sign_in(client, "marketing1").get("/leads/filtering").status_code == 403
        assert sign_in(client, "business_assistant").get("/leads/filtering").status_code == 200

    def test_a_lead_is_found_valid_in_its_row(self, client, sign_in, lead):
        sign_in(client, "marketing1")
        row = client.post(f"/leads/{lead.id}/screening", data={"version": lead.version}, hx=True)
        assert row.status_code == 200
        assert row.text.count("<tr") == 1
        assert stands(lead) == "screened"
        again = client.post(f"/leads/{lead.id}/screening", data={"version": lead.version}, hx=True)
        assert again.status_code == 422
        assert "moved_on" in again.text

    def test_a_row_that_has_aged_says_so_and_can_be_tried_again(self, client, sign_in, cast, lead):
        shown = lead.version
        leads.edit(lead.id, cast.frontdesk1, {"contact": "钱工"})
        row = sign_in(client, "marketing1").post(f"/leads/{lead.id}/screening", data={"version": shown}, hx=True)
        assert (row.status_code, stands(lead)) == (422, "new")
        assert 'data-code="stale"' in row.text
        assert f'name="version" value="{lead.version}"' in row.text

    def test_without_scripts_one_is_back_in_the_queue(self, client, sign_in, lead):
        sent = {"version": lead.version, "next": "/leads/screening"}
        answer = sign_in(client, "marketing1").post(f"/leads/{lead.id}/screening", data=sent)
        assert (answer.status_code, answer.location) == (303, "/leads/screening")

    def test_nobody_is_sent_elsewhere(self, client, sign_in, lead):
        sent = {"version": lead.version, "next": "https://evil.example/"}
        assert sign_in(client, "marketing1").post(f"/leads/{lead.id}/screening", data=sent).location == "/"


class TestDecisions:
    def test_invalid_needs_its_reason_and_keeps_what_was_typed(self, client, sign_in, lead):
        sign_in(client, "marketing1")
        sent = {"version": lead.version, "invalid_reason": "", "note": "推销电话"}
        refused = client.post(f"/leads/{lead.id}/discarding", data=sent)
        assert refused.status_code == 422
        assert "推销电话" in refused.text
        done = client.post(f"/leads/{lead.id}/discarding", data={**sent, "invalid_reason": "advertising"})
        assert (done.status_code, stands(lead)) == (303, "invalid")

    def test_a_stale_form_is_refused_with_what_was_typed(self, client, sign_in, cast, lead):
        shown = lead.version
        leads.edit(lead.id, cast.marketing1, {"contact": "钱工"})
        sent = {"version": shown, "invalid_reason": "no_need", "note": "不买"}
        refused = sign_in(client, "marketing1").post(f"/leads/{lead.id}/discarding", data=sent, hx=True)
        assert (refused.status_code, stands(lead)) == (422, "new")
        assert "不买" in refused.text

    def test_a_duplicate_is_offered_and_named(self, client, sign_in, cast, lead):
        other = arrived_lead(cast.unit("marketing"))
        page = sign_in(client, "marketing1").get(f"/leads/{lead.id}")
        assert f"/leads/{lead.id}/duplicate?of={other.id}" in page.text
        assert f'value="{other.id}"' in client.get(f"/leads/{lead.id}/duplicate?of={other.id}").text
        sent = {"version": lead.version, "duplicate_of_id": str(other.id)}
        assert client.post(f"/leads/{lead.id}/duplicate", data=sent).status_code == 303
        assert f'href="/leads/{other.id}"' in client.get(f"/leads/{lead.id}").text

    @pytest.mark.parametrize("typed", ["", "一号", "99999999999", "-1", "0x1"])
    def test_an_odd_number_is_no_lead(self, client, sign_in, lead, typed):
        sent = {"version": lead.version, "duplicate_of_id": typed}
        assert sign_in(client, "marketing1").post(f"/leads/{lead.id}/duplicate", data=sent).status_code == 422
        assert stands(lead) == "new"

    def test_what_was_invalid_is_taken_up_again(self, client, sign_in, cast, lead):
        leads.discard(lead.id, cast.marketing1, InvalidReason.UNREACHABLE)
        sign_in(client, "marketing1")
        sent = {"version": lead.version, "note": "回电了"}
        assert client.post(f"/leads/{lead.id}/reopening", data=sent).status_code == 303
        assert stands(lead) == "new"


class TestFiltering:
    def test_completes_enters_and_dispatches(self, client, sign_in, cast, screened):
        dispatch_rule(cast.sales1)
        sent = {**CONTENT, "version": screened.version, "next": "/leads/filtering"}
        done = sign_in(client, "business_manager").post(f"/leads/{screened.id}/filtering", data=sent)
        assert (done.status_code, done.location) == (303, "/leads/filtering")
        lead = db.session.get(Lead, screened.id)
        assert (lead.status, lead.owner_id, str(lead.budget)) == (LeadStatus.DISPATCHED, cast.sales1.id, "300000.00")
        assert lead.words == WORDS

    @pytest.mark.parametrize(
        ("wrong", "code"),
        [
            ({"province": "亚特兰蒂斯", "city": ""}, "no_such_region"),
            ({"city": "杭州市"}, "no_such_region"),
            ({"industry": "炼金"}, "no_such_industry"),
            ({"need": ""}, "no_need"),
            ({"company": "", "contact": ""}, "nameless"),
        ],
    )
    def test_refuses_with_the_remedy_and_what_was_typed(self, client, sign_in, screened, wrong, code):
        sent = {**CONTENT, "version": screened.version, "note": "请先电话", **wrong}
        refused = sign_in(client, "business_manager").post(f"/leads/{screened.id}/filtering", data=sent, hx=True)
        assert refused.status_code == 422
        assert f'data-code="{code}"' in refused.text
        assert "problem-remedy" in refused.text
        assert "请先电话" in refused.text
        assert stands(screened) == "screened"

    def test_malformed_fields_are_no_error_of_ours(self, client, sign_in, screened):
        sent = dict.fromkeys(CONTENT, "\x00" * 9 + "é" * 5000) | {"version": "x"}
        assert sign_in(client, "business_manager").post(f"/leads/{screened.id}/filtering", data=sent).status_code == 422

    def test_goes_back_to_screening_with_the_reason_on_the_chain(self, client, sign_in, screened):
        sent = {"version": screened.version, "note": "号码是空号"}
        sign_in(client, "business_assistant").post(f"/leads/{screened.id}/returning", data=sent)
        assert stands(screened) == "new"
        assert "号码是空号" in sign_in(client, "marketing1").get(f"/leads/{screened.id}").text

    def test_what_is_known_is_corrected_but_never_the_words(self, client, sign_in, lead):
        sent = {**CONTENT, "need": "", "version": lead.version, "words": "改写"}
        assert sign_in(client, "marketing1").post(f"/leads/{lead.id}/edit", data=sent).status_code == 303
        db.session.expire_all()
        assert (lead.company, lead.words, lead.status) == (CONTENT["company"], WORDS, LeadStatus.NEW)


class TestTheList:
    @pytest.fixture
    def held(self, cast):
        return held_lead(cast.sales1)

    def test_shows_each_reader_their_own(self, client, sign_in, lead, held):
        for username, expected in (
            ("sales1", (False, True)),
            ("sales2", (False, False)),
            ("sales_manager", (False, True)),
            ("business_manager", (True, True)),
            ("marketing1", (True, False)),
            ("president", (True, True)),
            ("jv_gm", (False, False)),
        ):
            page = sign_in(client, username).get("/leads?tab=all").text
            assert (lead.company in page, held.company in page) == expected, username

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("q=启明", True),
            ("q=苏州启明", True),
            ("q=远大", False),
            ("q=139 0013 9000", True),
            ("q=00139", False),
            ("q=赵工", True),
            ("q=№ 1", True),
            ("q=%232", False),
            ("q=%25", False),
            ("status=dispatched&channel=phone&province=江苏省&industry=manufacturing", True),
            ("status=new", False),
            ("clock=over", False),
            ("clock=running", True),
            ("since=2020-01-01&until=2020-12-31", False),
            ("status=odd&clock=x&since=2020-13-45&after=%00&industry=1&tab=no", True),
        ],
    )
    def test_filters_narrow_it_and_odd_ones_count_as_absent(self, client, sign_in, held, asked, found):
        page = sign_in(client, "business_manager").get(f"/leads?tab=all&{asked}", hx=True)
        assert page.text.lstrip().startswith('<div id="list">')
        assert (held.company in page.text) is found

    def test_the_first_page_tells_whose_turn_it_is(self, client, sign_in, lead, held):
        assert 'href="/leads/screening"' in sign_in(client, "marketing1").get("/").text
        page = sign_in(client, "sales1").get("/").text
        assert 'href="/leads?tab=mine&amp;status=dispatched"' in page
        assert held.company in client.get("/leads?tab=mine&status=dispatched").text


class TestThePage:
    def test_shows_words_chain_and_clock(self, client, sign_in, cast, lead):
        leads.screen(lead.id, cast.marketing1, note="客户很急")
        page = sign_in(client, "business_manager").get(f"/leads/{lead.id}").text
        assert "&lt;b&gt;想了解排产系统&lt;/b&gt;" in page
        for said in ("客户很急", "罗敏", f"/leads/{lead.id}/filtering"):
            assert said in page

    def test_says_to_the_holder_what_was_asked_again(self, client, sign_in, cast, lead):
        held = held_lead(cast.sales1)
        leads.mark_duplicate(lead.id, cast.business_manager, held.id)
        page = sign_in(client, "sales1").get(f"/leads/{held.id}").text
        assert "&lt;b&gt;想了解排产系统&lt;/b&gt;" in page
        assert f'href="/leads/{lead.id}"' not in page
        assert client.get(f"/leads/{lead.id}").status_code == 404

    def test_takes_few_queries_however_long_the_chain(self, client, sign_in, cast, lead):
        for _round in range(4):
            leads.screen(lead.id, cast.marketing1)
            leads.return_to_screening(lead.id, cast.business_manager, "再核实")
        sign_in(client, "business_manager")
        client.get(f"/leads/{lead.id}")
        asked = []
        count = lambda *call: asked.append(call[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", count)
        client.get(f"/leads/{lead.id}")
        event.remove(db.engine, "before_cursor_execute", count)
        assert len(asked) <= 10, asked

    def test_a_lead_that_one_took_and_holds_is_counted_once(self, cast):
        lead = held_lead(cast.sales1)
        lead.taken_by_id = cast.sales1.id
        arrived_lead(cast.unit("marketing"), taken_by_id=cast.sales1.id)
        arrived_lead(cast.unit("marketing"))
        assert [listed(cast.sales1, LeadFilters(tab=tab)).total for tab in ("all", "mine")] == [2, 2]
        assert listed(cast.sales1, LeadFilters(status=lead.status)).total == 1

    def test_lapses_are_read_by_the_holder_and_who_leads_the_holder(self, client, sign_in, cast):
        held = held_lead(cast.sales1)
        dispatch = db.session.scalars(select(LeadDispatch)).one()
        dispatch.due_at -= dt.timedelta(days=30)
        db.session.commit()
        list(find_lapses())
        for username, sees in (("sales1", True), ("sales_manager", True), ("supervisor1", True), ("sales2", False)):
            assert (held.company in sign_in(client, username).get("/leads/lapses").text) is sees, username
