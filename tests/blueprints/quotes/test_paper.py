"""Quotes on paper and on their way, on real requests (A9.1)."""

import io
import re

import pypdf
import pytest
from sqlalchemy import func, select

import clock
from extensions import db
from jobs import send_outbox
from models import Contract, Letterhead, Notification, OutboxMail, Quote, QuoteSending
from operations import quotes
from operations.products import withdraw
from operations.quote_answers import revise
from policy.quoting import QuoteStatus
from tests.support.customers import draft
from tests.support.mailbox import Mailbox
from tests.support.papers import text_of
from tests.support.quotes import new_catalogue, new_quote, product, wish
from tests.support.sent_quotes import approved_quote, days_later, sent


@pytest.fixture
def price_list(cast):
    return new_catalogue(cast.business_manager)


@pytest.fixture
def quote(cast, price_list):
    return approved_quote(cast.sales1, cast.sales_manager, price_list, wish(quantity="3", discount="0.85"))


@pytest.fixture
def seller(client, sign_in):
    return sign_in(client, "sales1")


@pytest.fixture
def mailbox(app, monkeypatch):
    box = Mailbox()
    settings = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": box.port, "SMTP_SECURITY": "none", "MAIL_FROM": "crm@x.example"}
    for name, value in settings.items():
        monkeypatch.setitem(app.config, name, value)
    yield box
    box.close()


def paper(client, quote) -> str:
    answer = client.get(f"/quotes/{quote.id}/document.pdf")
    assert answer.mimetype == "application/pdf"
    return text_of(answer.data).replace(" ", "")


def letter(quote, **changed) -> dict:
    values = {"version": quote.version, "form_key": "k1", "way": "mail", "contact_id": "", "recipient": "李工"}
    return values | {"address": "li@customer.example", "subject": "报价单", "body": "您好，请查收。"} | changed


def test_the_paper_speaks_the_language_of_the_customer_and_not_of_the_reader(client, seller, cast, quote, price_list):
    cast.sales1.language = "en"
    db.session.commit()
    text = paper(client, quote)
    for part in (
        "报价单",
        "8.5折",
        "人民币贰仟捌佰捌拾壹元伍角整",
        "¥2,550.00",
        "¥331.50",
        "¥2,881.50",
        "第1页",
        "版本1",
    ):
        assert part in text
    english = approved_quote(cast.sales1, cast.sales_manager, price_list, wish(discount="0.85"), language="en")
    cast.sales1.language = "zh_Hans_CN"
    db.session.commit()
    text = paper(client, english)
    for part in ("Quotation", "15%off", "Page1of1", "¥960.50"):
        assert part in text
    assert "折" not in text
    assert "人民币" not in text


def test_before_approval_every_page_says_draft_and_after_it_none(client, seller, cast, quote, price_list):
    long = new_quote(cast.sales1, price_list, *[wish(discount="0.9")] * 100)
    pages = pypdf.PdfReader(io.BytesIO(client.get(f"/quotes/{long.id}/document.pdf").data)).pages
    assert len(pages) > 2
    texts = ["".join(page.extract_text().split()) for page in pages]
    assert all("草稿DRAFT" in text for text in texts)
    assert all("数量" in text and "目录单价" in text for text in texts[:-1])
    quotes.submit(long.id, long.version, cast.sales1)
    assert "草稿DRAFT" in paper(client, long)
    assert "DRAFT" not in paper(client, quote)


def test_what_has_run_out_or_was_replaced_says_so(client, sign_in, cast, quote, monkeypatch):
    sent(quote, cast.sales1)
    days_later(monkeypatch, 31)
    sign_in(client, "sales1")
    assert "已过期EXPIRED" in paper(client, quote)
    revise(quote.id, quote.version, cast.sales1)
    assert "已被取代SUPERSEDED" in paper(client, quote)


def test_a_quote_is_sent_with_its_paper_and_the_mail_leaves(client, seller, cast, quote, mailbox):
    page = client.get(f"/quotes/{quote.id}/sending").text
    assert quote.number in page
    done = client.post(f"/quotes/{quote.id}/sending", data=letter(quote))
    assert (done.status_code, done.location) == (303, f"/quotes/{quote.id}#sent")
    again = client.post(f"/quotes/{quote.id}/sending", data=letter(quote, version=quote.version - 1))
    assert again.status_code == 303
    assert quote.status is QuoteStatus.SENT
    send_outbox.run()
    send_outbox.run()
    [mail] = [one for one in mailbox.messages if "customer.example" in one["To"]]
    assert (mail["To"], mail["Reply-To"].addresses[0].addr_spec) == ("李工 <li@customer.example>", cast.sales1.email)
    [attached] = mail.iter_attachments()
    assert attached.get_filename() == f"报价单-{quote.number}-V1.pdf"
    one = db.session.scalars(select(QuoteSending)).one()
    kept = client.get(f"/quotes/sendings/{one.id}/document.pdf")
    assert attached.get_content() == kept.data
    assert "DRAFT" not in text_of(kept.data)
    shown = client.get(f"/quotes/{quote.id}").text
    assert one.sha256 in shown
    revise(quote.id, quote.version, cast.sales1)
    assert client.get(f"/quotes/sendings/{one.id}/document.pdf").data == kept.data


def test_a_mail_that_is_refused_for_good_is_told_to_who_sent_it(client, seller, cast, quote, mailbox):
    mailbox.refuse = {"li@customer.example": "550 unknown"}
    client.post(f"/quotes/{quote.id}/sending", data=letter(quote))
    send_outbox.run()
    db.session.expire_all()
    assert db.session.scalars(select(OutboxMail.state).where(OutboxMail.sending_id.is_not(None))).one() == "failed"
    told = db.session.scalars(select(Notification).where(Notification.event == "quote_mail_failed")).one()
    assert told.user_id == cast.sales1.id
    assert "550" in client.get(f"/quotes/{quote.id}").text


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"address": "li@customer.example\r\nBcc: spy@evil.example"}, "address"),
        ({"address": ""}, "address"),
        ({"subject": ""}, "no_subject"),
        ({"way": "handed", "recipient": ""}, "nobody"),
        ({"contact_id": "999999", "address": ""}, "address"),
    ],
)
def test_what_cannot_be_sent_comes_back_as_typed(client, seller, quote, changed, code):
    answer = client.post(f"/quotes/{quote.id}/sending", data=letter(quote, **changed), hx=True)
    assert answer.status_code == 422
    assert f'data-code="{code}"' in answer.text
    assert "您好，请查收。" in answer.text
    assert db.session.scalar(select(func.count(QuoteSending.id))) == 0


def test_no_door_lets_out_what_is_not_approved(client, seller, cast, price_list):
    quote = new_quote(cast.sales1, price_list)
    for status in ("draft", "pending"):
        assert quote.status == status
        shown = client.get(f"/quotes/{quote.id}").text
        assert 'class="across"' in shown
        assert "/sending" not in shown
        assert "/contracts/new" not in shown
        assert 'data-code="not_approved"' in client.get(f"/quotes/{quote.id}/sending").text
        assert client.post(f"/quotes/{quote.id}/sending", data=letter(quote)).status_code == 422
        assert "DRAFT" in paper(client, quote)
        contract = {"quote_id": quote.id, "customer_id": quote.customer_id, "title": "合同", "form_key": "c"}
        assert client.post("/contracts", data=contract).status_code == 422
        for deed in ("acceptance", "refusal", "revision"):
            said = {"version": quote.version, "answered_on": "2026-11-23", "answered_by": "李工", "form_key": "r"}
            assert client.post(f"/quotes/{quote.id}/{deed}", data=said).status_code == 422
        if status == "draft":
            quotes.submit(quote.id, quote.version, cast.sales1)
    counts = [db.session.scalar(select(func.count()).select_from(model)) for model in (QuoteSending, Contract)]
    assert (counts, db.session.scalar(select(func.count(Quote.id)))) == ([0, 0], 1)


def test_an_answer_is_recorded_on_the_page_and_leads_to_the_contract(client, seller, cast, quote):
    sent(quote, cast.sales1)
    said = {"version": quote.version, "answered_on": "", "answered_by": "李工", "answer": "尽快签约"}
    refused = client.post(f"/quotes/{quote.id}/acceptance", data=said, hx=True)
    assert refused.status_code == 422
    assert "尽快签约" in refused.text
    said["answered_on"] = clock.day_of(quote.sent_at).isoformat()
    assert client.post(f"/quotes/{quote.id}/acceptance", data=said).status_code == 303
    shown = client.get(f"/quotes/{quote.id}").text
    assert f"/contracts/new?quote_id={quote.id}" in shown
    assert "尽快签约" in shown


def test_versions_show_what_changed(client, seller, cast, quote):
    sent(quote, cast.sales1)
    done = client.post(f"/quotes/{quote.id}/revision", data={"version": quote.version, "form_key": "r"})
    made = db.session.scalars(select(Quote).where(Quote.previous_id == quote.id)).one()
    assert done.location == f"/quotes/{made.id}/edit"
    quotes.change(made.id, made.version, {"terms": "货到付款"}, [wish("SRV-1", discount="0.8")], cast.sales1)
    shown = client.get(f"/quotes/{made.id}").text
    assert re.search(r"<del>.*排产系统.*</del>", shown)
    assert "<ins>货到付款</ins>" in shown
    assert f"/quotes/{made.id}" in client.get(f"/quotes/{quote.id}").text


def test_what_others_send_is_nobody_elses_business(client, sign_in, cast, quote):
    one = sent(quote, cast.sales1)
    sign_in(client, "channel1")
    for url in (
        f"/quotes/{quote.id}/document.pdf",
        f"/quotes/sendings/{one.id}/document.pdf",
        f"/quotes/{quote.id}/sending",
    ):
        assert client.get(url).status_code == 404
    sign_in(client, "rnd_vp")
    assert client.get(f"/quotes/sendings/{one.id}/document.pdf").status_code == 200
    assert client.post(f"/quotes/{quote.id}/sending", data=letter(quote)).status_code == 403


def test_a_withdrawn_product_is_named_before_anybody_types(client, seller, cast, quote):
    gone = product()
    withdraw(gone.id, gone.version, cast.business_manager)
    page = client.get(f"/quotes/{quote.id}/sending").text
    assert 'data-code="withdrawn"' in page
    assert "<textarea" not in page


def test_the_contact_with_an_address_is_proposed(client, seller, cast, quote):
    contact = draft(cast.sales1).contacts[0]
    contact.customer_id, contact.email, contact.name = quote.customer_id, "wang@customer.example", "王总"
    db.session.commit()
    page = client.get(f"/quotes/{quote.id}/sending").text
    assert re.search(rf'<option selected value="{contact.id}">王总', page)
    assert "尊敬的王总" in page
    values = letter(quote, contact_id=contact.id, address="", recipient="")
    client.post(f"/quotes/{quote.id}/sending", data=values)
    assert db.session.scalars(select(QuoteSending)).one().address == "wang@customer.example"


def test_the_letterhead_stands_on_the_paper_of_the_units_below(client, seller, cast, quote):
    unit = cast.sales1.unit
    db.session.add(
        Letterhead(unit_id=(unit.parent or unit).id, company_zh="先录科技股份有限公司", bank="招商银行 6225")
    )
    db.session.add(Letterhead(unit_id=unit.id, phone="021 5555 0000")) if unit.parent else None
    db.session.commit()
    text = paper(client, quote)
    for part in ("先录科技股份有限公司", "招商银行6225"):
        assert part in text
