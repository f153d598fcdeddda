"""The pool's doors: its list, one winner per customer, assigning, giving up by hand."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, select

from extensions import db
from models import AuditEntry, Customer, CustomerOwnership
from operations.pool import claim, give_up
from tests.support.factories import new_customer


@pytest.fixture
def pooled(cast):
    customer = new_customer(cast.sales1, province="上海市", city="上海市", industry="manufacturing")
    give_up(customer.id, cast.sales_manager, "<b>三次联系</b>无人应答")
    return customer


def owner_of(customer_id: int) -> str | None:
    owner = db.session.get(Customer, customer_id).owner
    return owner.username if owner else None


class TestTheList:
    def test_says_why_and_offers_to_claim(self, client, sign_in, pooled):
        page = sign_in(client, "sales2").get("/pool").text
        assert pooled.name in page
        assert "&lt;b&gt;三次联系&lt;/b&gt;" in page
        assert f'action="/pool/{pooled.id}/claim"' in page

    def test_a_former_owner_sees_from_when_instead_of_a_button(self, client, sign_in, pooled):
        page = sign_in(client, "sales1").get("/pool").text
        assert pooled.name in page
        assert "/claim" not in page

    def test_filters_narrow_it_and_odd_ones_count_as_absent(self, client, sign_in, pooled):
        sign_in(client, "sales2")
        assert pooled.name in client.get("/pool?industry=manufacturing&province=上海市&grade=C&kind=direct").text
        assert pooled.name not in client.get("/pool?industry=energy").text
        assert pooled.name in client.get("/pool?grade=Z&after=xx&sort=;drop&q=").text

    def test_as_a_fragment_it_has_no_page_around_it(self, client, sign_in, pooled):
        text = sign_in(client, "sales2").get("/pool", hx=True).text
        assert text.lstrip().startswith('<div id="list">')

    def test_another_company_sees_nothing_of_it(self, client, sign_in, pooled):
        assert pooled.name not in sign_in(client, "jv_sales1").get("/pool").text

    def test_who_has_nothing_to_do_with_the_pool_stays_out(self, client, sign_in, pooled):
        assert sign_in(client, "finance1").get("/pool").status_code == 403

    def test_it_costs_few_queries(self, client, sign_in, cast, app):
        for _ in range(12):
            give_up(new_customer(cast.sales1).id, cast.sales_manager, "无需求")
        sign_in(client, "sales2")
        counted = []
        event.listen(db.engine, "before_cursor_execute", lambda *args: counted.append(args[2]))
        client.get("/pool")
        assert len([line for line in counted if line.startswith(("SELECT", "WITH"))]) <= 10, counted


class TestClaiming:
    def test_with_a_plain_form_one_comes_to_the_customer(self, client, sign_in, pooled):
        answer = sign_in(client, "sales2").post(f"/pool/{pooled.id}/claim")
        assert (answer.status_code, answer.location) == (303, f"/customers/{pooled.id}")
        assert owner_of(pooled.id) == "sales2"

    def test_by_htmx_the_row_says_that_it_is_mine(self, client, sign_in, pooled):
        answer = sign_in(client, "sales2").post(f"/pool/{pooled.id}/claim", hx=True)
        assert answer.status_code == 200
        assert f'<tr id="pooled-{pooled.id}">' in answer.text

    @pytest.mark.parametrize("hx", [False, True])
    def test_who_comes_second_hears_who_was_faster(self, client, sign_in, pooled, cast, hx):
        claim(pooled.id, cast.sales2)
        answer = sign_in(client, "east_sales1").post(f"/pool/{pooled.id}/claim", hx=hx)
        assert answer.status_code == 409
        assert 'data-code="just_claimed"' in answer.text
        assert cast.sales2.name in answer.text
        assert owner_of(pooled.id) == "sales2"

    def test_a_refusal_of_the_policy_names_its_clause(self, client, sign_in, pooled):
        answer = sign_in(client, "sales1").post(f"/pool/{pooled.id}/claim", hx=True)
        assert answer.status_code == 422
        assert 'data-code="cooling"' in answer.text
        assert "A7.3" in answer.text

    @pytest.mark.parametrize(
        ("username", "status"), [("sales_manager", 403), ("finance1", 403), ("admin", 403), ("jv_sales1", 404)]
    )
    def test_nobody_else_claims(self, client, sign_in, pooled, username, status):
        assert sign_in(client, username).post(f"/pool/{pooled.id}/claim").status_code == status
        assert owner_of(pooled.id) is None

    def test_what_never_was_in_the_pool_is_not_there(self, client, sign_in, cast):
        owned = new_customer(cast.sales1)
        assert sign_in(client, "sales2").post(f"/pool/{owned.id}/claim").status_code == 404
        assert client.post("/pool/999999/claim").status_code == 404

    def test_of_many_requests_at_once_one_wins_and_none_breaks(self, app, sign_in, cast):
        contested = []
        for _ in range(5):
            customer = new_customer(cast.sales1)
            give_up(customer.id, cast.sales_manager, "无需求")
            contested.append(customer.id)
        rivals = [sign_in(app.test_client(), name) for name in ("sales2", "channel1", "east_sales1")]
        db.session.commit()

        def post(call):
            rival, customer_id = call
            with app.app_context():
                try:
                    return rival.post(f"/pool/{customer_id}/claim", hx=True).status_code
                finally:
                    db.session.remove()

        answers = {}
        for customer_id in contested:
            with ThreadPoolExecutor(3) as threads:
                answers[customer_id] = sorted(threads.map(post, [(rival, customer_id) for rival in rivals]))
        assert set(map(tuple, answers.values())) == {(200, 409, 409)}
        running = select(CustomerOwnership).where(CustomerOwnership.until_at.is_(None))
        assert len(db.session.scalars(running).all()) == len(contested)


class TestAssigning:
    def test_a_manager_chooses_among_the_own_salespeople(self, client, sign_in, pooled, cast):
        sign_in(client, "sales_manager")
        page = client.get(f"/pool/{pooled.id}/assignment").text
        assert cast.sales2.name in page
        assert cast.east_sales1.name not in page
        answer = client.post(f"/pool/{pooled.id}/assignment", data={"user_id": cast.sales2.id, "note": "请跟进"})
        assert answer.status_code == 303
        assert owner_of(pooled.id) == "sales2"

    @pytest.mark.parametrize("user_id", ["", "abc", "999999", "-1"])
    def test_a_forged_person_is_refused(self, client, sign_in, pooled, user_id):
        answer = sign_in(client, "sales_manager").post(f"/pool/{pooled.id}/assignment", data={"user_id": user_id})
        assert answer.status_code == 422
        assert owner_of(pooled.id) is None

    def test_a_salesperson_does_not_assign(self, client, sign_in, pooled):
        assert sign_in(client, "sales2").get(f"/pool/{pooled.id}/assignment").status_code == 403


class TestGivingUp:
    def data(self, customer, **more) -> dict:
        return {"note": "客户已注销", "version": customer.version, **more}

    def test_a_manager_gives_up_with_a_reason(self, client, sign_in, cast):
        customer = new_customer(cast.sales1)
        sign_in(client, "sales_manager")
        assert client.get(f"/pool/{customer.id}/release").status_code == 200
        answer = client.post(f"/pool/{customer.id}/release", data=self.data(customer))
        assert (answer.status_code, owner_of(customer.id)) == (303, None)
        note = select(AuditEntry.note).where(AuditEntry.verb == "released")
        assert db.session.scalars(note).all() == ["客户已注销"]

    def test_without_a_reason_nothing_happens(self, client, sign_in, cast):
        customer = new_customer(cast.sales1)
        answer = sign_in(client, "sales1").post(f"/pool/{customer.id}/release", data=self.data(customer, note=" "))
        assert (answer.status_code, owner_of(customer.id)) == (422, "sales1")

    def test_a_stale_page_is_told_so(self, client, sign_in, cast):
        customer = new_customer(cast.sales1)
        answer = sign_in(client, "sales1").post(f"/pool/{customer.id}/release", data=self.data(customer, version=0))
        assert (answer.status_code, owner_of(customer.id)) == (422, "sales1")
        assert 'data-code="stale"' in answer.text

    @pytest.mark.parametrize(("username", "status"), [("sales2", 404), ("east_gm", 404), ("sales_assistant", 403)])
    def test_others_do_not(self, client, sign_in, cast, username, status):
        customer = new_customer(cast.sales1)
        sign_in(client, username)
        assert client.post(f"/pool/{customer.id}/release", data=self.data(customer)).status_code == status
        assert owner_of(customer.id) == "sales1"


class TestOnTheCustomersPage:
    def test_the_owner_and_the_manager_find_the_way_into_the_pool(self, client, sign_in, cast):
        customer = new_customer(cast.sales1)
        for username, shown in (("sales1", True), ("sales_manager", True), ("sales_assistant", False)):
            page = sign_in(client, username).get(f"/customers/{customer.id}").text
            assert (f"/pool/{customer.id}/release" in page) is shown

    def test_a_colleague_finds_the_way_out_of_it(self, client, sign_in, pooled):
        page = sign_in(client, "sales2").get(f"/customers/{pooled.id}").text
        assert f'action="/pool/{pooled.id}/claim"' in page
