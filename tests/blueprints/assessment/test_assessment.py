"""The pages of the assessment: who sees what, the decision, the appeal, the list for payroll."""

import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from extensions import db
from models import AuditEntry, Measure
from operations import measures as verbs
from policy.assessment import MeasureState, ViolationKind
from tests.support.assessment import violations


@pytest.fixture
def third(cast) -> Measure:
    """The third case of sales1: ten percent are proposed."""
    violations(cast.sales1, ViolationKind.MISUSE, 3)
    rows = select(Measure).where(Measure.user_id == cast.sales1.id).order_by(Measure.id.desc())
    return db.session.scalars(rows.limit(1)).one()


def test_a_proposal_is_for_who_leads_and_the_person_learns_of_it_once_it_is_confirmed(client, cast, sign_in, third):
    where = f"/assessment/measures/{third.id}"
    for username, status in (("sales1", 404), ("sales2", 404), ("east_gm", 404), ("sales_manager", 200), ("vp", 200)):
        sign_in(client, username)
        assert client.get(where).status_code == status, username
    sign_in(client, "sales1")
    assert where not in client.get("/assessment/mine").text
    verbs.confirm(third.id, third.version, cast.vp)
    assert where in client.get("/assessment/mine").text
    page = client.get(where).text
    assert f"{where}/appeal" in page
    assert f"{where}/confirm" not in page


def test_the_proposal_says_which_case_it_is_and_links_the_cases_it_counts(client, cast, sign_in, third):
    sign_in(client, "salesmgmt_manager")
    client.set_cookie("lang", "en")
    page = client.get(f"/assessment/measures/{third.id}", headers={"Accept-Language": "en"}).text
    assert page.count("/assessment/violations/") == 3
    assert "2026-09-07, 2026-09-14" in page


def test_every_field_of_a_decision_has_its_label(client, sign_in, third):
    page = sign_in(client, "salesmgmt_manager").get(f"/assessment/measures/{third.id}").text
    for place in ("decide-kind", "decide-percent", "decide-reason", "drop-reason"):
        assert f'for="{place}"' in page
        assert f'id="{place}"' in page


def test_it_is_altered_with_a_reason_appealed_against_and_ruled_on_by_forms(client, cast, sign_in, third):
    where = f"/assessment/measures/{third.id}"
    sign_in(client, "salesmgmt_manager")
    form = {"version": third.version, "kind": "deduction", "percent": "5", "reason": ""}
    refused = client.post(f"{where}/confirm", data=form)
    assert refused.status_code == 422
    assert client.post(f"{where}/confirm", data=form | {"reason": "首次涉及大客户"}).status_code == 303
    stale = client.post(f"{where}/drop", data={"version": third.version, "reason": "晚了"})
    assert stale.status_code == 422
    row = db.session.get(Measure, third.id, populate_existing=True)
    sign_in(client, "sales1")
    assert client.post(f"{where}/appeal", data={"version": row.version, "words": "当天系统停机"}).status_code == 303
    db.session.refresh(row)
    sign_in(client, "salesmgmt_manager")
    assert client.post(f"{where}/rule", data={"version": row.version, "ruling": "lift"}).status_code == 403
    sign_in(client, "president")
    ruling = {"version": row.version, "ruling": "lift", "words": "属实"}
    assert client.post(f"{where}/rule", data=ruling).status_code == 303
    db.session.refresh(row)
    assert row.state is MeasureState.LIFTED


def test_the_list_for_payroll_is_handed_out_to_who_exports_and_recorded(client, cast, sign_in, third):
    verbs.confirm(third.id, third.version, cast.vp)
    sign_in(client, "sales_manager")
    assert client.get("/assessment/payroll").status_code == 403
    sign_in(client, "finance1")
    assert cast.sales1.name in client.get(f"/assessment/payroll?month={third.month}").text
    answer = client.post("/assessment/payroll", data={"month": third.month})
    sums = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(answer.data)).worksheets[0].iter_rows()]
    assert sums[1][0] == cast.sales1.name
    assert float(sums[1][2]) == 10
    assert (
        db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "payroll_exported")).one().by_id
        == cast.finance1.id
    )
    assert client.post("/assessment/payroll", data={"month": "x"}).status_code == 422


def test_the_lists_filter_and_a_violation_is_withdrawn_with_a_reason(client, cast, sign_in, third):
    sign_in(client, "salesmgmt_manager")
    assert client.get("/assessment?clause=A12.2&kind=misuse&from=2026-09-10").text.count("/assessment/violations/") == 2
    assert "/assessment/violations/" not in client.get("/assessment?clause=A12.1&tab=nonsense&person=zz").text
    assert client.get("/assessment/measures?tab=all&month=2026-09").text.count("/assessment/measures/") >= 3
    case = third.grounds[0]
    where = f"/assessment/violations/{case.id}"
    assert client.post(f"{where}/withdraw", data={"version": case.version, "reason": " "}).status_code == 422
    assert client.post(f"{where}/withdraw", data={"version": case.version, "reason": "误记"}).status_code == 303
    sign_in(client, "sales1")
    assert "误记" in client.get(where).text
    assert client.post(f"{where}/withdraw", data={"version": 1, "reason": "x"}).status_code == 403
