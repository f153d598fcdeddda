"""The report on claims says what the records say, to whom they are open (A3.4)."""

from decimal import Decimal

import pytest

import clock
from extensions import db
from models import CustomerReturn
from operations import expense_checks, reason_phrases
from policy.contracting import ContractStatus
from policy.expenses import ClaimStatus
from policy.figures import Report
from queries.reports import claims as report
from queries.reports.blocks import Block
from queries.reports.claims import content
from queries.reports.view import view_of
from tests.support.expenses import claim_in, lines
from tests.support.factories import new_activity, new_customer, new_opportunity
from tests.support.money import new_contract

S = ClaimStatus


@pytest.fixture
def told(cast):
    """A claim that was paid, one cut in check, one with its manager; and one of another company."""
    paid = claim_in(S.PAID, cast)
    cut = claim_in(S.IN_CHECK, cast)
    expense_checks.cut(lines(cut)[0].id, cast.finance1, Decimal("10"), "超出招待标准")
    waiting = claim_in(S.SUBMITTED, cast, claimant="sales2")
    claim_in(S.SUBMITTED, cast, claimant="jv_sales1")
    return paid, cut, waiting


@pytest.mark.parametrize("person", ["sales_manager", "finance1", "president"])
def test_time_cuts_and_waits_are_told_to_who_leads_and_checks(client, sign_in, told, person, cast):
    paid, cut, _waiting = told
    sign_in(client, person)
    page = client.get("/reports/claims").text
    lost = lines(cut)[0].amount - 10
    assert f"{paid.accepted_total:,.2f}" in page
    assert "超出招待标准" in page
    assert f"{lost:,.2f}" in page
    assert cast.sales1.unit.name in page


def cuts(cast) -> Block:
    view = view_of(cast.sales_manager, Report.CLAIMS, {})
    return next(one for one in content(view).blocks if one.key == "cuts")


def test_a_phrase_that_two_companies_keep_counts_a_cut_once(app, told, cast):
    _paid, cut, _waiting = told
    for finance in (cast.finance1, cast.jv_gm):
        reason_phrases.keep(finance, "超出招待标准")
    with app.test_request_context():
        (line,) = cuts(cast).lines
    assert [cell.value for cell in line.cells] == [1, lines(cut)[0].amount - 10, 100]


def test_the_whole_of_what_was_cut_is_more_than_the_lines_that_are_shown(app, told, cast, monkeypatch):
    claim = claim_in(S.IN_CHECK, cast)
    expense_checks.cut(lines(claim)[0].id, cast.finance1, Decimal("59"), "单据缺少明细")
    expense_checks.cut(lines(claim)[1].id, cast.finance1, Decimal("79"), "单价偏高")
    monkeypatch.setattr(report, "MOST", 2)
    with app.test_request_context():
        found = cuts(cast)
    assert (len(found.lines), found.total.cells[0].value) == (2, 3)
    assert sum(line.cells[1].value for line in found.lines) < found.total.cells[1].value
    assert sum(line.cells[2].value for line in found.lines) < 100


def test_one_reads_of_ones_own_claims_alone(client, sign_in, told):
    sign_in(client, "sales2")
    page = client.get("/reports/claims").text
    assert "超出招待标准" not in page


def test_another_companys_claims_are_not_told(client, sign_in, told, cast):
    sign_in(client, "jv_gm")
    page = client.get("/reports/claims").text
    assert "超出招待标准" not in page
    assert cast.sales1.unit.name not in page


def test_a_contract_that_has_ended_stays_what_its_opportunity_brought(app, cast):
    customer = new_customer(cast.sales1)
    opportunity = new_opportunity(customer, cast.sales1)
    visit = new_activity(customer, cast.sales1, progress="客户同意试点三个月", key_value="预算 80 万，可复制")
    new_contract(cast.sales1, "3000", (), customer, opportunity_id=opportunity.id, status=ContractStatus.ENDED)
    claim = claim_in(S.PAID, cast)
    line = lines(claim)[0]
    line.opportunity_id, line.customer_id, line.activity_id = opportunity.id, customer.id, visit.id
    db.session.commit()
    with app.test_request_context():
        block = content(view_of(cast.sales_manager, Report.CLAIMS, {})).blocks[-1]
    assert [cell.value for cell in block.lines[0].cells[:3]] == [line.accepted_amount, 3000, 0]


def test_a_customer_that_cost_much_and_brought_nothing_is_named(client, sign_in, cast):
    customer = new_customer(cast.sales1, name="花费很多的客户有限公司")
    year = clock.today().year
    row = CustomerReturn(year=year, customer_id=customer.id, owner_id=cast.sales1.id, unit_id=cast.sales1.unit_id)
    row.expenses = Decimal(8000)
    db.session.add(row)
    db.session.commit()
    sign_in(client, "sales_manager")
    assert "花费很多的客户有限公司" in client.get("/reports/claims").text
    row.contracts = Decimal(1)
    db.session.commit()
    assert "花费很多的客户有限公司" not in client.get("/reports/claims").text


def test_the_spreadsheet_and_odd_periods_are_answered(client, sign_in, told):
    sign_in(client, "sales_manager")
    assert client.get("/reports/claims?as=xlsx").mimetype.endswith("sheet")
    for odd in ("2026-13", "x", "1999", ""):
        assert client.get("/reports/claims", query_string={"period": odd}).status_code < 500
