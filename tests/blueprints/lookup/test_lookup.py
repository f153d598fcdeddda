"""Is this one taken? What is told inside the own company and outside, how often, and what one can do then (A8.1, A13)."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import Customer, Lead, LookUp, NextInLine, Notification, ParameterValue
from operations import Refused
from operations.lookups import look_up
from operations.pool import give_up
from policy.leads import LeadChannel, LeadStatus
from tests.support.customers import approved, draft, fields

NAME, CODE = "杭州启明科技有限公司", "91110108551385082Q"


def limit(number: int) -> None:
    today = clock.today()
    db.session.add(ParameterValue(name="lookups_per_day", value=str(number), valid_from=today, set_at=clock.now()))
    db.session.commit()


def questions() -> list[tuple[str, int]]:
    return [(row.term, row.hits) for row in db.session.scalars(select(LookUp).order_by(LookUp.id))]


def ask(client, term: str, hx: bool = True):
    return client.post("/lookup", data={"term": term}, hx=hx)


@pytest.fixture
def taken(cast):
    return draft(cast.sales1, NAME, credit_code=CODE, phone="0571-8812 3456")


class TestInsideTheOwnCompany:
    @pytest.mark.parametrize(
        ("term", "likeness"),
        [
            (NAME, "same"),
            ("杭州（啟明）科技 有限公司", "same"),
            (CODE, "same"),
            ("057188123456", "same"),
            ("启明", "similar"),
            ("qmkj", "similar"),
            ("qiming", "similar"),
            ("杭州启明智能科技有限公司", "similar"),
        ],
    )
    def test_a_draft_of_a_colleague_is_found_with_owner_and_department(
        self, client, sign_in, cast, taken, term, likeness
    ):
        taken.phone = "0571 8812 3456"
        answer = ask(sign_in(client, "sales2"), term).text
        assert f'data-hit="customer" data-likeness="{likeness}"' in answer
        assert NAME in answer
        assert "王磊" in answer
        assert "直销部" in answer
        assert f'href="/customers/{taken.id}"' not in answer

    def test_contacts_lead_to_their_customer_and_leads_are_a_group_of_their_own(self, client, sign_in, cast, taken):
        now = clock.now()
        lead = Lead(channel=LeadChannel.PHONE, status=LeadStatus.NEW, company="启明之星", name_key="启明之星")
        lead.arrived_at = lead.since = now
        lead.unit_id = cast.sales1.unit_id
        db.session.add(lead)
        sign_in(client, "sales2")
        by_phone = ask(client, "138 0013 8000").text
        assert 'data-hit="contact" data-likeness="same"' in by_phone
        assert NAME in by_phone
        assert 'data-hit="lead" data-likeness="similar"' in ask(client, "启明").text

    def test_what_lies_in_the_pool_links_there_and_ones_own_is_named_so(self, client, sign_in, cast):
        customer = approved(cast.sales1, cast.sales_manager, NAME)
        assert f'href="/customers/{customer.id}"' in ask(sign_in(client, "sales1"), "启明").text
        give_up(customer.id, cast.sales_manager, "无需求")
        assert "/pool?q=" in ask(sign_in(client, "sales2"), "启明").text

    def test_at_most_twenty_of_a_group_are_shown(self, client, sign_in, cast):
        for number in range(23):
            draft(cast.sales1, f"收割测试{number}有限公司", contact=False)
        answer = ask(sign_in(client, "sales2"), "收割").text
        assert answer.count('data-hit="customer"') == 20


@pytest.mark.parametrize("term", [NAME, CODE, "启明", "13800138000", "qmkj", "启明科技股份有限公司"])
def test_outside_only_that_it_is_recorded_is_told(client, sign_in, cast, taken, term):
    answer = ask(sign_in(client, "jv_sales1"), term).text
    assert "王磊" not in answer
    assert "直销部" not in answer
    assert "data-hit" not in answer
    assert NAME not in answer.replace(f'value="{NAME}"', "")
    assert ('data-outside="same"' in answer) is (term in (NAME, CODE, "13800138000"))


class TestCountingAndTheLog:
    def test_every_question_is_written_down_with_its_hits_and_getting_the_page_is_none(
        self, client, sign_in, cast, taken
    ):
        sign_in(client, "sales2").get("/lookup?q=启明")
        assert questions() == []
        ask(client, "启明")
        ask(client, "远山", hx=False)
        assert questions() == [("启明", 1), ("远山", 0)]

    def test_what_is_typed_on_is_one_question(self, client, sign_in, cast, taken):
        sign_in(client, "sales2")
        for term in ("启明", "启明科", "启明科技", "启明"):
            ask(client, term)
        ask(client, "启明贸易")
        assert [term for term, _ in questions()] == ["启明科技", "启明贸易"]

    def test_beyond_the_limit_nothing_is_told_anywhere(self, client, sign_in, cast, taken):
        limit(1)
        sign_in(client, "sales2")
        assert ask(client, "远山").status_code == 200
        refusal = ask(client, "启明", hx=False)
        assert refusal.status_code == 422
        assert 'data-code="lookup_limit"' in refusal.text
        assert NAME not in refusal.text
        for path in ("/customers/similar", "/customers", "/lookup/line"):
            answer = client.post(path, data=fields(name=NAME), hx=True)
            assert "王磊" not in answer.text
            assert "直销部" not in answer.text
        assert "王磊" not in client.get(f"/search?q={NAME}").text

    def test_a_refused_save_counts_since_it_tells_the_owner(self, client, sign_in, cast, taken):
        assert "王磊" in sign_in(client, "sales2").post("/customers", data=fields(name=NAME)).text
        assert questions() == [(NAME, 1)]

    @pytest.mark.parametrize("path", ["/customers/similar", "/customers", "/lookup/line"])
    @pytest.mark.parametrize("name", ["远山测试有限公司", "远" * 200])
    def test_another_credit_code_is_another_question_also_under_the_same_name(
        self, client, sign_in, cast, taken, path, name
    ):
        limit(2)
        sign_in(client, "sales2")
        for code in ("91350100M000100Y43", "914403001922038216"):
            client.post("/customers/similar", data={"name": name, "credit_code": code}, hx=True)
        assert len(questions()) == 2
        told = client.post(path, data=fields(name=name, credit_code=CODE), hx=True)
        assert not [text for text in ("王磊", NAME) if text in told.text]
        assert told.status_code in (200, 422)

    def test_many_questions_at_once_do_not_pass_the_limit_together(self, app, cast, taken):
        limit(3)
        asker = cast.sales2

        def one(number):
            with app.app_context():
                try:
                    return bool(look_up(f"问题{number}号", db.session.get(type(asker), asker_id)).term)
                except Refused as refusal:
                    return [problem.code for problem in refusal.problems]
                finally:
                    db.session.remove()

        asker_id = asker.id
        db.session.commit()
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(one, range(8)))
        assert answers.count(True) == 3
        assert answers.count(["lookup_limit"]) == 5

    @pytest.mark.parametrize("term", ["", " ", "启", "。。。", "\x00", "%", "a'b\"<b>;--" * 30])
    def test_odd_terms_are_answered_calmly(self, client, sign_in, cast, term):
        answer = ask(sign_in(client, "sales2"), term)
        assert answer.status_code in (200, 422)
        assert "<b>;" not in answer.text

    def test_the_log_is_for_the_audit_and_withholds_names_from_administrators(self, client, sign_in, cast, taken):
        ask(sign_in(client, "sales2"), "麒麟蚂蚁")
        assert sign_in(client, "sales1").get("/lookup/log").status_code == 403
        sign_in(client, "president")
        for found in ("", f"?term=麒麟&since={clock.today()}&person=sales2"):
            assert "麒麟蚂蚁" in client.get(f"/lookup/log{found}").text
        for other in ("?term=远山", "?person=sales1", f"?until={clock.today() - dt.timedelta(days=1)}"):
            assert "麒麟蚂蚁" not in client.get(f"/lookup/log{other}").text
        page = sign_in(client, "admin").get("/lookup/log").text
        assert cast.sales2.name in page
        assert "麒麟蚂蚁" not in page


class TestWhatOneCanDoThen:
    def test_the_owner_is_asked_once_a_day_to_follow_it_together(self, client, sign_in, cast, taken):
        sign_in(client, "sales2")
        for _ in range(2):
            assert client.post("/lookup/ask", data={"customer_id": taken.id}, hx=True).status_code == 200
        events = list(db.session.scalars(select(Notification.event).where(Notification.user_id == cast.sales1.id)))
        assert events == ["share_wished"]
        assert sign_in(client, "jv_sales1").post("/lookup/ask", data={"customer_id": taken.id}).status_code == 404

    def test_owners_are_asked_no_more_often_than_names(self, client, sign_in, cast):
        limit(2)
        others = [draft(cast.sales1, contact=False).id for _ in range(3)]
        sign_in(client, "sales2")
        answers = [client.post("/lookup/ask", data={"customer_id": one}, hx=True) for one in others]
        assert [answer.status_code for answer in answers] == [200, 200, 422]
        assert 'data-code="lookup_limit"' in answers[-1].text
        assert "%(" not in client.get(client.post("/lookup/ask", data={"customer_id": others[-1]}).location).text
        told = select(Notification.id).where(Notification.user_id == cast.sales1.id)
        assert len(db.session.scalars(told).all()) == 2

    def test_from_the_refusal_of_a_taken_name_one_stands_in_line_and_sees_it(self, client, sign_in, cast, taken):
        refusal = sign_in(client, "jv_sales1").post("/customers", data=fields(name=NAME)).text
        assert 'action="/lookup/line"' in refusal
        assert client.post("/lookup/line", data={"name": NAME, "credit_code": ""}).status_code == 303
        wish = db.session.scalars(select(NextInLine)).one()
        assert NAME in client.get("/lookup").text
        assert sign_in(client, "sales2").post(f"/lookup/line/{wish.id}/end").status_code == 404
        sign_in(client, "jv_sales1").post(f"/lookup/line/{wish.id}/end")
        assert db.session.get(NextInLine, wish.id).ended_at is not None

    def test_a_free_name_needs_no_line(self, client, sign_in, cast):
        answer = sign_in(client, "sales2").post("/lookup/line", data={"name": "没有人的有限公司"})
        assert answer.status_code == 422
        assert 'data-code="no_need_to_wait"' in answer.text


class TestTheRecordsOwnPages:
    def test_the_proof_is_for_who_may_see_the_customer(self, client, sign_in, cast, taken):
        page = sign_in(client, "sales1").get(f"/customers/{taken.id}/registration").text
        assert CODE in page
        assert "王磊" in page
        assert f"/customers/{taken.id}/registration" in client.get(f"/customers/{taken.id}").text
        assert sign_in(client, "sales2").get(f"/customers/{taken.id}/registration").status_code == 404

    def test_a_discarded_draft_leaves_the_lists_but_can_be_read_and_recorded_again(self, client, sign_in, cast, taken):
        sign_in(client, "sales1")
        url, version = f"/customers/{taken.id}", {"version": taken.version}
        assert f'action="{url}/discard"' in client.get(url).text
        assert client.post(f"{url}/discard", data=version).status_code == 303
        assert NAME not in client.get("/customers?tab=mine").text
        assert NAME in client.get("/customers?tab=mine&status=lapsed").text
        page = client.get(url).text
        assert f"/customers/new?again={taken.id}" in page
        assert "/submit" not in page
        assert "江南大道" not in client.get("/customers/new").text
        assert NAME in client.get(f"/customers/new?again={taken.id}").text
        assert sign_in(client, "sales2").get(f"/customers/new?again={taken.id}").status_code == 404
        assert db.session.get(Customer, taken.id).owner_id == cast.sales1.id
