"""The pages of expense claims as each part sees them."""

import io

import pypdf
import pytest

from operations import expense_approvals, expense_checks, expenses
from tests.support.factories import new_activity, new_claim, new_customer, new_line


@pytest.fixture
def claim(cast):
    customer = new_customer(cast.sales1)
    claim = new_claim(cast.sales1)
    new_line(claim, new_activity(customer, cast.sales1, progress="客户同意试点", key_value="预算 80 万"))
    new_line(claim)
    return claim


def test_every_page_opens(client, sign_in, cast, claim):
    dinner, paper = claim.lines
    sign_in(client, "sales1")
    for url in (
        "/expenses",
        "/expenses/new",
        f"/expenses/{claim.id}",
        f"/expenses/{claim.id}/edit",
        f"/expenses/{claim.id}/lines/new",
        f"/expenses/{claim.id}/lines/{dinner.id}/edit",
        f"/expenses/{claim.id}/lines/{paper.id}/edit",
        f"/expenses/{claim.id}/document.pdf",
    ):
        answer = client.get(url)
        assert answer.status_code == 200, url
    assert "试点" in client.get(f"/expenses/{claim.id}/lines/{dinner.id}/edit").text
    expenses.submit(claim.id, cast.sales1)
    sign_in(client, "sales_manager")
    for url in ("/expenses?tab=approve", "/expenses?tab=all", f"/expenses/{claim.id}"):
        assert claim.number in client.get(url).text, url
    expense_approvals.approve(claim.id, cast.sales_manager)
    sign_in(client, "finance1")
    for url in ("/expenses/desk", "/expenses/desk?sort=risk", "/expenses?tab=all", f"/expenses/desk/{claim.id}"):
        assert claim.number in client.get(url).text, url
    expense_checks.take(claim.id, cast.finance1)
    assert "acceptance" in client.get(f"/expenses/desk/{claim.id}").text


def test_the_paper_says_what_the_claim_says(client, sign_in, claim):
    claim.purpose = '#set page(width: 1pt) *x* $y$ #read("/etc/passwd") <b>'
    sign_in(client, "sales1")
    answer = client.get(f"/expenses/{claim.id}/document.pdf")
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages)
    assert claim.number in text
    assert '#read("/etc/passwd")' in text
    assert "客户确认第" in text
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
