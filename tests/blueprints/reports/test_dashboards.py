"""The dashboards: who reads of whom, what they say, and that every number opens its records."""

import io
import re

import pytest
from openpyxl import load_workbook

import clock
from policy.figures import NOW, FigureKind, Report
from policy.periods import month_of, year_before
from tests.support.kept_figures import keep
from tests.support.opportunities import asked, stage

K = FigureKind
PAGES = ["/reports", *(f"/reports/{report.value}" for report in Report)]
MOST_ASKED = 8


@pytest.fixture
def month():
    return month_of(clock.today())


@pytest.fixture
def counted(cast, month):
    """A month of sales1 and of the branch, with one of every kind."""
    one = cast.sales1
    keep(K.CONTRACTS, month, one, 3, "450000")
    keep(K.CONTRACTS, year_before(month), one, 1, "200000")
    keep(K.COLLECTIONS, month, one, 2, "90000")
    keep(K.NEW_CUSTOMERS, month, one, 4, part="A")
    keep(K.NEW_OPPORTUNITIES, month, one, 5, "800000")
    keep(K.ACTIVITIES, month, one, 9, part="visit")
    keep(K.CONTACTS_BY_GRADE, month, one, 9, part="A")
    for kind, part in (
        (K.CUSTOMERS_BY_GRADE, "A"),
        (K.CUSTOMERS_BY_INDUSTRY, "metals"),
        (K.CUSTOMERS_BY_REGION, "上海市"),
    ):
        keep(kind, NOW, one, 6, part=part)
    first = str(stage("contact"))
    keep(K.STAGE_ENTRIES, month, one, 5, "800000", part=first)
    keep(K.STAGE_DAYS, month, one, 2, "21", part=first)
    keep(K.PIPELINE, NOW, one, 4, "700000", part=first)
    keep(K.FORECAST, NOW, one, 4, "700000", part=month)
    keep(K.WEIGHTED, NOW, one, 4, "70000", part=month)
    keep(K.MOVEMENT, NOW, one, 1, "300000", part="grown")
    keep(K.SLIPPAGE, month, one, 2, "60")
    keep(K.OUTCOMES, month, one, 1, "450000", part="won")
    keep(K.LOSS_REASONS, month, one, 1, "450000", part="won:product")
    keep(K.COMPETITORS, month, one, 1, "450000", part="won:甲公司")
    keep(K.EXPENSES, month, one, 2, "1200", part="travel")
    keep(K.CONTRACTS, month, cast.east_sales1, 1, "77777")


@pytest.mark.parametrize("person", ["sales1", "sales_manager", "east_gm", "president"])
def test_everybody_who_sells_or_leads_reads_every_report(client, sign_in, counted, person):
    sign_in(client, person)
    for page in PAGES:
        with asked() as queries:
            answer = client.get(page)
        assert answer.status_code == 200, page
        assert len(queries) <= MOST_ASKED + 4, (page, len(queries))


def test_a_number_opens_its_records(client, sign_in, counted, month, cast):
    sign_in(client, "sales_manager")
    for page in PAGES:
        for link in sorted(set(re.findall(r'<td class="num"[^>]*><a href="([^"]+)"', client.get(page).text)))[:12]:
            assert client.get(link.replace("&amp;", "&")).status_code == 200, (page, link)


def test_a_manager_reads_of_the_own_unit_and_its_people_only(client, sign_in, counted, cast):
    sign_in(client, "sales_manager")
    text = client.get("/reports/results").text
    assert "¥450,000.00" in text
    assert "¥77,777.00" not in text
    assert cast.sales1.name in text
    assert client.get(f"/reports/results?unit_id={cast.east_sales1.unit_id}").status_code == 404
    assert client.get(f"/reports/results?user_id={cast.east_sales1.id}").status_code == 404
    assert client.get(f"/reports/results?user_id={cast.sales1.id}").status_code == 200


def test_a_salesperson_reads_of_themselves_alone(client, sign_in, counted, cast):
    sign_in(client, "sales2")
    assert "¥450,000.00" not in client.get("/reports/results").text
    assert client.get(f"/reports/results?user_id={cast.sales1.id}").status_code == 404
    assert client.get(f"/reports/results?unit_id={cast.sales1.unit_id}").status_code == 404


def test_finance_reads_of_money_and_not_of_the_funnel(client, sign_in, counted, cast):
    sign_in(client, "finance1")
    assert client.get("/reports").status_code == client.get("/reports/returns").status_code == 200
    assert client.get("/reports/funnel").status_code == 403
    assert client.get(f"/reports/results?user_id={cast.sales1.id}").status_code == 404
    text = client.get(f"/reports/results?unit_id={cast.sales1.unit_id}").text
    assert "¥450,000.00" in text
    assert cast.sales1.name not in text


@pytest.mark.parametrize("page", PAGES)
def test_the_spreadsheet_says_what_the_page_says(client, sign_in, counted, page):
    sign_in(client, "president")
    answer = client.get(f"{page}?as=xlsx")
    book = load_workbook(io.BytesIO(answer.data))
    assert answer.status_code == 200
    assert len(book.worksheets) > 1


def test_odd_addresses_are_read_as_absent(client, sign_in, counted):
    sign_in(client, "president")
    for odd in ("period=2026-13", "period=99999", "kind=%00", "user_id=x", "after=zzz", "period=2026-Q9", "unit_id="):
        assert client.get(f"/reports/returns?{odd}").status_code == 200
    assert client.get("/reports/results?unit_id=999999999999").status_code == 404


def test_a_period_narrows(client, sign_in, counted, month):
    sign_in(client, "sales1")
    year = int(month[:4])
    assert "¥450,000.00" in client.get(f"/reports/results?period={month}").text
    assert "¥450,000.00" not in client.get(f"/reports/results?period={year - 2}").text


def test_many_people_are_told_by_themselves_and_all_of_them_in_the_spreadsheet(
    client, sign_in, counted, cast, monkeypatch
):
    monkeypatch.setattr("queries.reports.view.MOST_TOLD", 0)
    sign_in(client, "sales_manager")
    page = client.get("/reports/results").text
    assert "by=people" in page
    assert 'id="people"' not in page
    apart = client.get("/reports/results?by=people")
    assert cast.sales1.name in apart.text
    assert 'id="units"' not in apart.text
    assert client.get("/reports/results?by=people", hx=True).text.count("<h1") == 0
    assert client.get("/reports/results?as=xlsx").status_code == 200
