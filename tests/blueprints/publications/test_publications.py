"""The monthly publication (A11): counted, frozen, read by everybody, corrected only by a further issue."""

import datetime as dt
import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

import clock
from extensions import db
from models import Publication, UsageLapse, User
from operations import Refused
from operations.publications import issue
from policy.periods import first_day, month_before, month_of
from policy.publications import digest
from tests.support.assessment import missed_weeks


@pytest.fixture
def month(cast) -> str:
    """The month that ended last, in which everybody had an account and sales1 missed a week."""
    month = month_before(month_of(clock.today()))
    first = first_day(month)
    for person in db.session.scalars(select(User)):
        person.created_at = clock.start_of(first)
    monday = first + dt.timedelta(days=(7 - first.weekday()) % 7)
    missed_weeks(cast.sales1, 1, monday)
    return month


def line(row: Publication, user) -> dict:
    return next(one["values"] for one in row.content["people"] if one["id"] == user.id)


def problems(month: str, by, reason: str = "") -> set[str]:
    with pytest.raises(Refused) as refusal:
        issue(month, by, reason)
    return {problem.code for problem in refusal.value.problems}


def test_a_month_is_frozen_with_departments_people_and_its_hash(cast, month):
    row = issue(month, cast.business_manager)
    assert line(row, cast.sales1)["lapses"] == 1
    assert row.sha256 == digest(row.company_id, month, 1, row.content)
    names = {one["name"] for one in row.content["people"]}
    assert cast.sales1.name in names
    assert cast.jv_sales1.name not in names
    cast.sales1.name, cast.sales1.active = "改名了", False
    db.session.commit()
    assert cast.sales1.name not in {one["name"] for one in db.session.get(Publication, row.id).content["people"]}


def test_a_correction_is_a_further_issue_with_a_reason_and_shows_what_differs(client, cast, sign_in, month):
    first = issue(month, cast.business_manager)
    assert problems(month, cast.business_manager) == {"no_reason", "same"}
    lapse = db.session.scalars(select(UsageLapse)).one()
    lapse.excused_at, lapse.excused_by_id = clock.now(), cast.sales_manager.id
    db.session.commit()
    assert problems(month, cast.business_manager) == {"no_reason"}
    second = issue(month, cast.business_manager, "补记一次请假")
    assert (second.issue, line(second, cast.sales1)["excused"], line(first, cast.sales1)["excused"]) == (2, 1, 0)
    sign_in(client, "implementer1")
    page = client.get(f"/publications/{second.id}").text
    assert "补记一次请假" in page
    assert f"/publications/{second.id}" in client.get(f"/publications/{first.id}").text


def test_who_sees_everything_is_told_how_many_there_are(client, cast, sign_in, month):
    issue(month, cast.business_manager)
    issue(month, cast.jv_gm)
    sign_in(client, "president")
    assert "2 条" in client.get("/publications").text


def test_only_a_month_that_is_over_and_only_by_who_publishes_for_the_whole_company(cast, month):
    assert problems(f"{clock.today():%Y-%m}", cast.business_manager) == {"running"}
    assert problems("2019-01", cast.business_manager) == {"before"}
    assert problems(month, cast.east_gm) == {"not_yours"}
    assert issue(month, cast.jv_gm).company_id != issue(month, cast.business_manager).company_id


def test_everybody_of_the_company_reads_it_and_nobody_of_another(client, cast, sign_in, month):
    row = issue(month, cast.business_manager)
    for username, status in (("sales2", 200), ("east_sales1", 200), ("jv_sales1", 404), ("agent_gm", 404)):
        sign_in(client, username)
        assert client.get(f"/publications/{row.id}").status_code == status
    sign_in(client, "sales2")
    assert client.post("/publications", data={"month": month}).status_code == 403
    book = load_workbook(io.BytesIO(client.get(f"/publications/{row.id}.xlsx").data))
    assert len(book.worksheets) == 3
    assert cast.sales1.name in {cells[0].value for cells in book.worksheets[1].iter_rows()}
    assert client.get(f"/publications/{row.id}.pdf").data.startswith(b"%PDF")


def test_the_form_publishes_once_and_says_what_it_refuses(client, cast, sign_in, month):
    sign_in(client, "business_manager")
    answer = client.post("/publications", data={"month": "nonsense", "form_key": "k0"})
    assert answer.status_code == 422
    for _again in range(2):
        assert client.post("/publications", data={"month": month, "form_key": "k1"}).status_code == 303
    assert len(db.session.scalars(select(Publication)).all()) == 1
    assert client.post("/publications", data={"month": month, "form_key": "k2"}).status_code == 422
