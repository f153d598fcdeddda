"""The list of customers: tabs, filters, search, pages, and what each person finds there."""

import datetime as dt
import re

import pytest
from sqlalchemy import event

import clock
from extensions import db
from models import ActivityParticipant, Customer, CustomerShare
from policy.entry import CustomerKind, CustomerStatus, Grade
from policy.tracking import Band
from tests.support.customers import draft
from tests.support.factories import new_activity, new_customer


def names(answer) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/customers/\d+">([^<]+)</a>', answer.text)


@pytest.fixture
def someone(client, sign_in):
    return lambda username, query="", **options: names(sign_in(client, username).get(f"/customers{query}", **options))


def found(owner, name: str, **columns) -> Customer:
    """An approved customer that the search index knows."""
    customer = draft(
        owner, name, **{k: v for k, v in columns.items() if k in ("province", "city", "industry", "grade")}
    )
    customer.status = CustomerStatus.APPROVED
    for column, value in columns.items():
        setattr(customer, column, value)
    db.session.commit()
    return customer


class TestTabs:
    def test_each_tab_holds_its_own(self, someone, cast):
        found(cast.sales1, "自己有限公司")
        shared = found(cast.sales2, "共享有限公司")
        pooled = found(cast.sales2, "公海有限公司")
        pooled.owner_id, pooled.pooled_at = None, clock.now()
        db.session.commit()
        new_customer(cast.channel1, name="别部有限公司")
        found(cast.jv_sales1, "外司有限公司")
        share = CustomerShare(customer_id=shared.id, user_id=cast.sales1.id, by_id=cast.sales2.id, from_at=clock.now())
        db.session.add(share)
        assert someone("sales1") == ["自己有限公司"]
        assert someone("sales1", "?tab=shared") == ["共享有限公司"]
        assert someone("sales1", "?tab=pool") == ["公海有限公司"]
        assert someone("sales_manager", "?tab=unit") == ["公海有限公司", "共享有限公司", "自己有限公司"]
        assert someone("president") == ["外司有限公司", "别部有限公司", "公海有限公司", "共享有限公司", "自己有限公司"]
        assert someone("jv_gm") == ["外司有限公司"]

    def test_a_tab_that_is_not_theirs_is_as_if_it_were_not_named(self, someone, cast):
        found(cast.sales2, "别人有限公司")
        for tab in ("all", "unit", "won", "claimed", "nonsense"):
            assert someone("sales1", f"?tab={tab}") == []

    def test_whom_one_met_together_with_a_colleague(self, someone, cast):
        customer = new_customer(cast.sales1, name="同行有限公司")
        activity = new_activity(customer, cast.sales1)
        db.session.add(ActivityParticipant(activity_id=activity.id, user_id=cast.presales1.id))
        assert someone("presales1", "?tab=met") == ["同行有限公司"]

    def test_customer_service_finds_won_customers_only(self, someone, cast):
        new_customer(cast.sales1, name="未签有限公司")
        new_customer(cast.sales1, name="已签有限公司", won_at=clock.now())
        assert someone("service1", "?tab=won") == ["已签有限公司"]


class TestFilters:
    @pytest.fixture(autouse=True)
    def customers(self, cast):
        found(cast.sales1, "甲等有限公司", grade=Grade.A, city="深圳市", province="广东省", industry="food")
        found(
            cast.sales1, "丙等有限公司", grade=Grade.C, band=Band.ALARM, clock_day=clock.today() - dt.timedelta(days=70)
        )
        draft(cast.sales1, "草稿有限公司")
        found(cast.east_sales1, "华东有限公司", kind=CustomerKind.DIRECT)

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("grade=A", ["甲等有限公司"]),
            ("city=深圳市", ["甲等有限公司"]),
            ("province=广东省", ["甲等有限公司"]),
            ("industry=food", ["甲等有限公司"]),
            ("band=alarm", ["丙等有限公司"]),
            ("status=draft", ["草稿有限公司"]),
            ("kind=agent", []),
            ("sort=quiet", ["丙等有限公司", "甲等有限公司", "草稿有限公司"]),
            ("sort=oldest", ["甲等有限公司", "丙等有限公司", "草稿有限公司"]),
            ("grade=Q&sort=robots&owner_id=x&after=@@@&before=%00", ["草稿有限公司", "丙等有限公司", "甲等有限公司"]),
        ],
    )
    def test_the_address_says_what_is_shown(self, someone, query, expected):
        assert someone("sales1", f"?tab=mine&{query}") == expected

    def test_a_leader_asks_by_owner_and_by_unit_with_what_lies_below(self, someone, cast):
        assert someone("president", f"?owner_id={cast.sales1.id}&grade=A") == ["甲等有限公司"]
        assert someone("president", f"?unit_id={cast.unit('east').id}") == ["华东有限公司"]
        assert someone("sales_manager", f"?tab=unit&unit_id={cast.unit('east').id}") == []
        assert someone("sales_manager", f"?tab=unit&owner_id={cast.east_sales1.id}") == []


class TestSearch:
    @pytest.fixture(autouse=True)
    def customers(self, cast):
        found(cast.sales1, "北京华信远景科技有限公司", credit_code="91110108551385082Q", phone="010 6234 5678")
        found(cast.sales1, "上海TCL显示技术有限公司")
        found(cast.sales1, "重庆西安路桥工程有限公司")
        found(cast.sales2, "北京华信财务有限公司")

    @pytest.mark.parametrize(
        ("term", "expected"),
        [
            ("华信", ["北京华信远景科技有限公司"]),
            ("信远景", ["北京华信远景科技有限公司"]),
            ("華信遠景", ["北京华信远景科技有限公司"]),
            ("北京华信远景科技有限公司", ["北京华信远景科技有限公司"]),
            ("huaxin", ["北京华信远景科技有限公司"]),
            ("huaxinyuan", ["北京华信远景科技有限公司"]),
            ("huax", ["北京华信远景科技有限公司"]),
            ("HXYJ", ["北京华信远景科技有限公司"]),
            ("bjhx", ["北京华信远景科技有限公司"]),
            ("91110108551385082Q", ["北京华信远景科技有限公司"]),
            ("91110108", ["北京华信远景科技有限公司"]),
            ("010-62345678", ["北京华信远景科技有限公司"]),
            ("tcl", ["上海TCL显示技术有限公司"]),
            ("ＴＣＬ", ["上海TCL显示技术有限公司"]),
            ("xian", ["重庆西安路桥工程有限公司", "上海TCL显示技术有限公司", "北京华信远景科技有限公司"]),
            ("信", ["北京华信远景科技有限公司"]),
            ("有限公司", ["重庆西安路桥工程有限公司", "上海TCL显示技术有限公司", "北京华信远景科技有限公司"]),
            ("没有这个", []),
            ("%", ["重庆西安路桥工程有限公司", "上海TCL显示技术有限公司", "北京华信远景科技有限公司"]),
            ("_华信_", ["北京华信远景科技有限公司"]),
            ('" OR 1 AND (', []),
        ],
    )
    def test_a_term_finds(self, someone, client, sign_in, term, expected):
        answer = sign_in(client, "sales1").get("/customers", query_string={"tab": "mine", "q": term})
        assert answer.status_code == 200
        assert names(answer) == expected

    def test_a_contacts_phone_finds_the_customer(self, client, sign_in, cast):
        found(cast.sales1, "电话有限公司")
        answer = sign_in(client, "sales1").get("/customers", query_string={"q": "13800138000"})
        assert "电话有限公司" in names(answer)

    def test_very_common_terms_are_walked_and_rare_ones_looked_up_with_the_same_result(self, someone, monkeypatch):
        from queries import search

        looked_up = someone("president", "?q=华信")
        monkeypatch.setattr(search, "FEW", 0)
        assert someone("president", "?q=华信") == looked_up == ["北京华信财务有限公司", "北京华信远景科技有限公司"]

    def test_a_renamed_customer_is_found_by_its_new_name_alone(self, client, sign_in, cast):
        from operations.customers import edit

        customer = found(cast.sales1, "旧名字有限公司")
        edit(customer.id, customer.version, {"name": "新招牌有限公司"}, cast.sales1)
        assert names(sign_in(client, "sales1").get("/customers?q=新招牌")) == ["新招牌有限公司"]
        assert names(client.get("/customers?q=旧名字")) == []

    def test_the_search_over_everything_shows_what_is_theirs(self, client, sign_in):
        page = sign_in(client, "sales1").get("/search?q=华信").text
        assert "北京华信远景科技有限公司" in page
        assert "北京华信财务有限公司" not in page


class TestPages:
    def test_pages_follow_each_other_both_ways_for_one_unit_and_for_many(self, client, sign_in, cast, monkeypatch):
        for number in range(120):
            owner = cast.sales1 if number % 2 else cast.east_sales1
            new_customer(owner, name=f"页码{number:03d}有限公司")
        everyone = [f"页码{number:03d}有限公司" for number in reversed(range(120))]
        for username, expected in (("president", everyone), ("east_gm", everyone[1::2])):
            sign_in(client, username)
            seen, url = [], "/customers"
            while url:
                page = client.get(url, hx=True)
                seen += names(page)
                older = re.search(r'rel="next" href="([^"]+)"', page.text)
                url = older.group(1).replace("&amp;", "&") if older else None
            assert seen == expected
            back = re.search(r'rel="prev" href="([^"]+)"', page.text).group(1).replace("&amp;", "&")
            assert len(names(client.get(back))) == 50

    def test_a_fragment_for_htmx_and_a_page_for_the_same_address(self, client, sign_in, cast):
        new_customer(cast.sales1, name="碎片有限公司")
        sign_in(client, "sales1")
        fragment, page = client.get("/customers?q=碎片", hx=True).text, client.get("/customers?q=碎片").text
        assert "<html" not in fragment
        assert fragment.strip() in page

    @pytest.mark.parametrize("username", ["sales1", "sales_manager", "east_gm", "president", "finance1", "service1"])
    def test_list_and_page_take_at_most_ten_queries(self, app, client, sign_in, cast, username):
        customer = new_customer(cast.sales1, won_at=clock.now())
        for number in range(5):
            new_activity(customer, cast.sales1)
            new_customer(cast.east_sales1, name=f"并列{number}有限公司")
        sign_in(client, username)
        counted = []

        def count(connection, cursor, statement, *rest):
            if not statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")):
                counted.append(statement)

        event.listen(db.engine, "before_cursor_execute", count)
        try:
            for url in ("/customers", "/customers?q=并列", f"/customers/{customer.id}"):
                counted.clear()
                client.get(url)
                assert len(counted) <= 10, (url, "\n".join(counted))
        finally:
            event.remove(db.engine, "before_cursor_execute", count)
