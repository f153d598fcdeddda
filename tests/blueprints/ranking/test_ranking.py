"""The pages of the ranking: everybody reads the list, each the own working, managers those of their people (A12.4)."""

import datetime as dt
import io

import openpyxl
import pytest
from sqlalchemy import select

import clock
from extensions import db
from jobs import draw_rankings, keep_sales_accounts
from models import Ranking
from policy.ranking import Board
from tests.support.ranking import DRAWN, FIRST, entered, set_numbers, worked


@pytest.fixture
def october(cast, monkeypatch):
    """The ranking of October: sales1 at the top, sales2 the last, and one imported customer of sales1."""
    moment = clock.start_of(DRAWN) + dt.timedelta(hours=6)
    monkeypatch.setattr(clock, "now", lambda: moment)
    numbers = {"entry_customers": 1, "entry_opportunities": 1, "top_salespeople": 1, "last_salespeople": 1}
    set_numbers(**numbers)
    worked(cast.sales1, 2, 2, visits=1)
    worked(cast.sales2, 1, 1)
    entered(cast.sales1, clock.start_of(FIRST) + dt.timedelta(days=4), imported=True, name="老客户导入有限公司")
    draw_rankings.run()
    keep_sales_accounts.run()
    rows = select(Ranking).where(Ranking.board == Board.SALESPEOPLE).order_by(Ranking.company_id)
    return db.session.scalars(rows).first().id


def test_the_published_list_names_the_first_and_the_last(client, cast, sign_in, october):
    first, last = cast.sales1.name, cast.sales2.name
    sign_in(client, "finance1")
    page = client.get("/ranking").text
    assert first in page
    assert last in page
    assert client.get("/ranking?month=2026-10", hx=True).text.lstrip().startswith("<div")


def test_a_person_reads_the_own_working_with_what_was_left_out(client, cast, sign_in, october):
    sign_in(client, "sales1")
    page = client.get(f"/ranking/{october}/working").text
    assert "老客户导入有限公司" in page
    assert client.get(f"/ranking/{october}/working?person={cast.sales2.id}").status_code == 404


def test_a_manager_reads_the_working_of_the_own_people_alone(client, cast, sign_in, october):
    mine, other = cast.sales2.id, cast.channel1.id
    sign_in(client, "sales_manager")
    assert client.get(f"/ranking/{october}/working?person={mine}").status_code == 200
    assert client.get(f"/ranking/{october}/working?person={other}").status_code == 404
    assert f"person={mine}" in client.get(f"/ranking/{october}").text


def test_other_companies_do_not_know_of_it(client, sign_in, october):
    sign_in(client, "jv_sales1")
    assert client.get(f"/ranking/{october}").status_code == 404
    assert client.get(f"/ranking/{october}/working").status_code == 404
    assert client.get("/ranking").status_code == 200


def test_who_is_not_on_the_board_is_sent_to_the_list(client, sign_in, october):
    sign_in(client, "finance1")
    assert client.get(f"/ranking/{october}/working").location == f"/ranking/{october}"


@pytest.mark.parametrize("odd", ["?month=2026-13", "?month='", "?month=1990-01", "?person=-1", "?sort=x&month=%00"])
def test_odd_addresses_count_as_nothing_chosen(client, sign_in, october, odd):
    sign_in(client, "sales1")
    for path in ("/ranking", f"/ranking/{october}/working", "/ranking/accounts"):
        assert client.get(path + odd).status_code in {200, 404}


def test_the_sales_kept_are_exported_by_whom_they_are_for(client, cast, sign_in, october):
    sign_in(client, "sales1")
    page = client.get("/ranking/accounts").text
    assert cast.sales1.name in page
    assert client.get("/ranking/accounts.xlsx").status_code == 403
    sign_in(client, "salesmgmt_manager")
    book = openpyxl.load_workbook(io.BytesIO(client.get("/ranking/accounts.xlsx?month=2026-10").data))
    names = {row[0].value for row in book.worksheets[0].iter_rows(min_row=2)}
    assert {cast.sales1.name, cast.sales2.name, cast.agent_sales1.name} <= names
    assert len(book.worksheets) == 2
