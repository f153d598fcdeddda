"""Invoices dropped onto a claim fill its lines; what they say is looked at; each is handed in once (A3.4)."""

import io
from decimal import Decimal

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import AuditEntry, ExpenseInvoice, ExpenseLine, Unit
from operations import Refused, expenses
from operations.expense_approvals import send_back
from policy.examination import Answer, Check
from policy.expenses import Category
from queries.expenses import examinations, lines_of
from queries.organisation import company_of
from tests.support import vouchers
from tests.support.expenses import approver_of, codes, line_form
from tests.support.factories import new_claim, new_line
from tests.support.vouchers import NUMBER


@pytest.fixture
def mine(cast, client, sign_in):
    claim = new_claim(cast.sales1)
    sign_in(client, "sales1")
    return claim


def upload(client, claim, *files, **more):
    named = [(io.BytesIO(content), name) for name, content in files]
    return client.post(f"/expenses/{claim.id}/invoices", data={"files": named, **more})


def today(**other) -> dict:
    return {"issued_on": clock.today().isoformat(), **other}


def answers(claim) -> dict[Check, Answer]:
    lines = lines_of(claim.id)
    return {one.check: one.answer for one in examinations(claim, lines)[lines[0].id].outcomes}


def test_several_files_at_once_become_lines_and_one_that_fails_stops_no_other(mine, client):
    other = vouchers.xml(**today(number="26312000000999999999", total="88.00", amount="83.02", tax="4.98"))
    page = upload(
        client,
        mine,
        ("a.xml", vouchers.xml(**today())),
        ("bad.pdf", b"%PDF-1.4 nothing"),
        ("b.xml", other),
        ("evil.html", b"<html><script>alert(1)</script>"),
    )
    assert page.status_code == 200
    assert "bad.pdf" in page.text
    lines = lines_of(mine.id)
    assert [(line.invoice_number, line.amount, line.category) for line in lines] == [
        (NUMBER, Decimal("636.00"), Category.LODGING),
        ("26312000000999999999", Decimal("88.00"), Category.LODGING),
    ]
    invoice = lines[0].invoices[0]
    assert (invoice.buyer, invoice.tax, invoice.seller_tax_number) == (
        "先录科技股份有限公司",
        Decimal("36.00"),
        "91310115MA1K3XYZ0A",
    )
    assert client.get(f"/expenses/invoices/{invoice.id}").status_code == 200
    assert client.get(f"/expenses/{mine.id}").status_code == 200


def test_the_same_form_sent_twice_files_once(mine, client):
    for status in (200, 303):
        assert upload(client, mine, ("a.xml", vouchers.xml(**today())), form_key="k" * 30).status_code == status
    assert len(lines_of(mine.id)) == 1


def test_a_file_fills_the_line_that_it_fits_and_two_files_of_one_invoice_are_one(mine, client, cast):
    new_line(mine, amount=Decimal("636.00"), invoice_number="")
    assert upload(client, mine, ("a.xml", vouchers.xml(**today()))).status_code == 200
    assert upload(client, mine, ("a.png", vouchers.photograph(vouchers.qr_text(**today())))).status_code == 200
    (line,) = lines_of(mine.id)
    assert (line.invoice_number, len(line.files), len(line.invoices)) == (NUMBER, 2, 1)
    assert set(line.invoices[0].read["sources"]) == {"xml", "qr"}
    assert db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "invoice_read")).first()


def test_an_altered_file_is_found_and_the_claim_goes_on(mine, client):
    upload(client, mine, ("a.xml", vouchers.xml(**today())))
    upload(client, mine, ("a.png", vouchers.photograph(vouchers.qr_text(**today(total="63.00")))))
    assert answers(mine)[Check.INVOICE_FITS] is Answer.DOUBTED
    assert "total" in lines_of(mine.id)[0].invoices[0].read["differing"]


def test_an_unreadable_file_of_a_line_is_kept_and_said(mine, client, cast):
    form = line_form(amount="1200.00") | {"file": [(io.BytesIO(b"%PDF-1.4 nothing"), "scan.pdf")]}
    assert client.post(f"/expenses/{mine.id}/lines/new", data=form).status_code == 303
    (line,) = lines_of(mine.id)
    assert line.invoices[0].problem == "broken"
    assert answers(mine)[Check.INVOICE_FITS] is Answer.DOUBTED


def test_an_invoice_of_somebody_else_cannot_be_paid(mine, client):
    upload(client, mine, ("a.xml", vouchers.xml(**today(buyer="别家有限公司", buyer_tax_number="91310000MA1AAAAA1A"))))
    assert answers(mine)[Check.INVOICE_TITLE] is Answer.FAILED


def test_what_a_file_said_goes_with_the_file(mine, client):
    upload(client, mine, ("a.xml", vouchers.xml(**today(buyer="别家有限公司", buyer_tax_number=""))))
    assert answers(mine)[Check.INVOICE_TITLE] is Answer.FAILED
    (line,) = lines_of(mine.id)
    assert client.post(f"/attachments/{line.files[0].id}/removal").status_code == 303
    assert answers(mine)[Check.INVOICE_TITLE] is Answer.NOT_MADE


def test_a_line_above_its_invoice_cannot_be_paid(mine, client):
    upload(client, mine, ("a.xml", vouchers.xml(**today())))
    lines_of(mine.id)[0].amount = Decimal("700")
    db.session.commit()
    assert answers(mine)[Check.INVOICE_FITS] is Answer.FAILED


def test_an_invoice_is_handed_in_once_and_is_free_again_when_its_claim_is_returned(mine, client, cast):
    ours = db.session.get(Unit, company_of(cast.sales1.unit_id)).name
    upload(client, mine, ("a.xml", vouchers.xml(**today(buyer=ours))))
    line = db.session.get(ExpenseLine, lines_of(mine.id)[0].id)
    line.relates_to_customer = line.relates_to_action = False
    line.description = "住宿"
    db.session.commit()
    expenses.submit(mine.id, cast.sales1)
    theirs = new_claim(cast.sales2)
    new_line(theirs, invoice_number=f"{NUMBER[:10]} {NUMBER[10:]}")
    with pytest.raises(Refused) as caught:
        expenses.submit(theirs.id, cast.sales2)
    assert codes(caught) == {"invoice_taken"}
    send_back(mine.id, approver_of(cast, "sales1"), "请补充说明")
    expenses.submit(theirs.id, cast.sales2)
    assert [row.buyer for row in db.session.scalars(select(ExpenseInvoice).where(ExpenseInvoice.buyer != ""))]
    with pytest.raises(Refused):
        expenses.submit(mine.id, cast.sales1)


def test_the_picture_of_a_file_is_seen_by_who_sees_the_line(mine, client, sign_in):
    upload(client, mine, ("a.pdf", vouchers.pdf(**today())))
    (line,) = lines_of(mine.id)
    file = line.files[0].id
    shown = client.get(f"/attachments/{file}/picture")
    assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
    tag = shown.headers["ETag"]
    assert client.get(f"/attachments/{file}/picture", headers={"If-None-Match": tag}).status_code == 304
    sign_in(client, "sales2")
    assert client.get(f"/attachments/{file}/picture").status_code == 404
    assert client.get(f"/expenses/invoices/{line.invoices[0].id}").status_code == 404


@pytest.mark.parametrize("files", [[], [("x.xml", vouchers.xml())] * 21])
def test_nothing_and_too_much_are_refused(mine, client, files):
    assert upload(client, mine, *files).status_code == 422
    assert lines_of(mine.id) == []


def test_nobody_adds_to_anothers_claim(mine, client, sign_in):
    sign_in(client, "sales2")
    assert upload(client, mine, ("a.xml", vouchers.xml())).status_code == 404


@pytest.mark.parametrize("total", ["-636.00", "0.00", "99999999999999999999.00"])
def test_what_cannot_be_an_expense_makes_no_line_and_says_why(mine, client, total):
    page = upload(client, mine, ("red.xml", vouchers.xml(**today(total=total, amount="", tax=""))))
    assert page.status_code == 422
    assert "red.xml" in page.text
    assert lines_of(mine.id) == []


@pytest.mark.parametrize("first", ["12345678", "031001900111 12345678"])
def test_an_older_invoice_is_handed_in_once_with_its_code_or_without(cast, first):
    second = {"12345678": "03100190011112345678"}.get(first, "12345678")
    mine, theirs = new_claim(cast.sales1), new_claim(cast.sales2)
    new_line(mine, invoice_number=first)
    new_line(theirs, invoice_number=second)
    expenses.submit(mine.id, cast.sales1)
    assert answers(theirs)[Check.INVOICE_USED] is Answer.DOUBTED
    with pytest.raises(Refused) as caught:
        expenses.submit(theirs.id, cast.sales2)
    assert codes(caught) == {"invoice_taken"}
    expenses.withdraw(mine.id, cast.sales1)
    expenses.submit(theirs.id, cast.sales2)


def test_the_same_picture_under_another_number_on_another_claim_is_found(mine, client, cast, sign_in):
    picture = vouchers.photograph("nothing of an invoice")
    form = line_form(amount="88.00", invoice_number="0110") | {"file": [(io.BytesIO(picture), "a.png")]}
    assert client.post(f"/expenses/{mine.id}/lines/new", data=form).status_code == 303
    assert answers(mine)[Check.INVOICE_USED] is Answer.PASSED
    theirs = new_claim(cast.sales2)
    sign_in(client, "sales2")
    form = line_form(amount="77.00", invoice_number="0220") | {"file": [(io.BytesIO(picture), "b.png")]}
    assert client.post(f"/expenses/{theirs.id}/lines/new", data=form).status_code == 303
    assert answers(mine)[Check.INVOICE_USED] is answers(theirs)[Check.INVOICE_USED] is Answer.DOUBTED


def test_files_that_would_take_too_long_are_named_and_hold_nobody_up(mine, client, monkeypatch):
    monkeypatch.setattr("blueprints.expenses.invoices.MOST_SECONDS", -1)
    page = upload(client, mine, ("late.xml", vouchers.xml(**today())))
    assert page.status_code == 422
    assert "late.xml" in page.text
