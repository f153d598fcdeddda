"""From approved claims to the bank's file, the journal and the closed month, as finance does it (A3.4)."""

import csv
import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

import clock
from extensions import db
from models import BookAccount, PayeeAccount, PayerAccount, PaymentBatch
from operations import pay_accounts
from policy.bookkeeping import month_of
from policy.expenses import ClaimStatus
from queries.organisation import company_of
from tests.support.expenses import claim_in

BANK = {"holder": "张三", "bank": "招商银行上海分行", "account_number": "6222 0212 3456 7894"}


@pytest.fixture
def finance(cast, client, sign_in):
    sign_in(client, "finance1")
    return client


@pytest.fixture
def claim(cast):
    pay_accounts.set_own(cast.sales1, BANK | {"holder": "=cmd|calc"})
    return claim_in(ClaimStatus.APPROVED, cast)


def rows_of(response) -> list[list[str]]:
    assert response.status_code == 200
    return list(csv.reader(io.StringIO(response.get_data().decode("utf-8-sig"))))


def test_a_person_enters_their_account_and_sees_its_end_alone(cast, client, sign_in):
    sign_in(client, "sales1")
    wrong = client.post("/account/bank", data=BANK | {"account_number": "6222 0212 3456 7895"})
    assert wrong.status_code == 422
    assert "6222 0212 3456 7895" in wrong.text
    assert client.post("/account/bank", data=BANK).status_code == 303
    page = client.get("/account/bank").text
    assert "**** 7894" in page
    assert "6222021234567894" not in page
    kept = db.session.scalars(select(PayeeAccount)).one()
    assert (kept.user_id, kept.account_number) == (cast.sales1.id, "6222021234567894")


def test_from_what_waits_to_the_closed_books(finance, claim):
    assert finance.post("/payments/accounts", data=BANK | {"holder": "先录科技有限公司"}).status_code == 303
    payer = db.session.scalars(select(PayerAccount)).one()
    assert claim.number in finance.get("/payments/new").text
    made = finance.post("/payments/new", data={"payer_id": payer.id, "claim_ids": claim.id, "form_key": "k" * 20})
    batch = db.session.scalars(select(PaymentBatch)).one()
    url = f"/payments/{batch.id}"
    assert (made.status_code, made.location) == (303, url)
    assert batch.number in finance.get(f"/expenses/{claim.id}").text
    again = finance.post("/payments/new", data={"payer_id": payer.id, "claim_ids": claim.id, "form_key": "k" * 20})
    assert again.location == url
    assert finance.get(f"{url}/bank.csv").status_code == 303
    assert finance.post(f"{url}/export", data={"version": batch.version}).status_code == 303
    head, row = rows_of(finance.get(f"{url}/bank.csv"))
    assert row[1:5] == ["'=cmd|calc", "6222021234567894", BANK["bank"], f"{claim.accepted_total:.2f}"]
    sheet = load_workbook(io.BytesIO(finance.get(f"{url}/bank.xlsx").data)).active
    assert (sheet["B2"].value, sheet["B2"].data_type, sheet["E2"].value) == (
        "=cmd|calc",
        "s",
        float(claim.accepted_total),
    )
    stale = finance.post(f"{url}/paid", data={"version": 1, "paid_on": clock.today().isoformat()})
    assert stale.status_code == 422
    paid = {"version": batch.version, "paid_on": clock.today().isoformat(), "reference": "回单 77"}
    assert finance.post(f"{url}/paid", data=paid).status_code == 303
    assert db.session.get(type(claim), claim.id).status is ClaimStatus.PAID
    month = month_of(clock.today())
    assert month in finance.get("/payments/months").text
    entries = rows_of(finance.get(f"/payments/months/{month}/journal.csv"))[1:]
    debit, credit = (sum(Decimal(row[column]) for row in entries) for column in (8, 9))
    assert debit == credit == claim.accepted_total
    assert finance.get(f"/payments/months/{month}").status_code == 200
    assert finance.post(f"/payments/months/{month}/closing").status_code == 422


def test_as_many_are_said_to_wait_as_are_offered(finance, cast, claim):
    pay_accounts.set_own(cast.jv_sales1, BANK)
    claim_in(ClaimStatus.APPROVED, cast, claimant="jv_sales1")
    claim_in(ClaimStatus.APPROVED, cast, claimant="finance1", checker="finance2")
    assert "有 1 张已审核的报销单等待付款。" in finance.get("/payments").text
    assert (
        "有 1 张已审核的报销单等待付款。" in finance.get(f"/payments?company={company_of(cast.jv_sales1.unit_id)}").text
    )


def test_one_payment_is_left_out_and_one_comes_back(finance, cast, claim):
    payer = pay_accounts.add_payer(
        cast.finance1.unit.id if cast.finance1.unit.parent_id is None else 1, cast.finance1, BANK
    )
    other = claim_in(ClaimStatus.APPROVED, cast)
    finance.post("/payments/new", data={"payer_id": payer.id, "claim_ids": [claim.id, other.id]})
    batch = db.session.scalars(select(PaymentBatch)).one()
    first, second = (line.id for line in batch.lines)
    url = f"/payments/{batch.id}"
    assert finance.post(f"{url}/lines/{first}/leave-out", data={"reason": ""}).status_code == 422
    assert finance.post(f"{url}/lines/{first}/leave-out", data={"reason": "发票待补"}).status_code == 303
    finance.post(f"{url}/export", data={"version": db.session.get(PaymentBatch, batch.id).version})
    version = db.session.get(PaymentBatch, batch.id).version
    finance.post(f"{url}/paid", data={"version": version, "paid_on": clock.today().isoformat()})
    back = {"returned_on": clock.today().isoformat(), "return_reason": "户名不符"}
    assert finance.post(f"{url}/lines/{first}/return", data=back).status_code == 422
    assert finance.post(f"{url}/lines/{second}/return", data=back).status_code == 303
    page = finance.get(url).text
    assert "户名不符" in page
    assert "发票待补" in page


def test_accounts_of_the_books_are_set_once_and_removed(finance):
    account = {"side": "expense", "category": "lodging", "unit_id": "", "code": "6601.02", "title": "销售费用-住宿费"}
    assert finance.post("/payments/books", data=account).status_code == 303
    assert finance.post("/payments/books", data=account).status_code == 422
    assert finance.post("/payments/books", data=account | {"unit_id": "x"}).status_code == 422
    row = db.session.scalars(select(BookAccount)).one()
    assert finance.post(f"/payments/books/{row.id}/removal").status_code == 303
    assert finance.post(f"/payments/books/{row.id}/removal").status_code == 422
    assert finance.post("/payments/books", data=account).status_code == 303


@pytest.mark.parametrize("month", ["2026-13", "26-1", "x", "2026-00"])
def test_a_month_that_is_none_is_not_found(finance, month):
    assert finance.get(f"/payments/months/{month}").status_code == 404
    assert finance.get(f"/payments/months/{month}/journal.csv").status_code == 404


def test_another_company_is_chosen_only_where_one_pays_for_it(finance):
    assert finance.get("/payments?company=999999").status_code == 404
    assert finance.get("/payments?company=x").status_code == 200
