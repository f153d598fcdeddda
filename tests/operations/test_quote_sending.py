"""Quotes that go out (A9.1): nothing before approval, the paper as it was sent, answered, revised, run out."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

import clock
from extensions import db
from jobs import watch_quotes
from models import AuditEntry, Letterhead, Notification, OutboxMail, Quote, QuoteSending
from operations import AlreadyDone, Refused, Stale, contracts, quotes
from operations.attachments import kept
from operations.contracts import Terms
from operations.products import withdraw
from operations.quote_answers import Answer, accept, decline, remind_of_end, revise, run_out
from operations.quote_sending import Letter
from policy.quote_answers import DeclineReason, SendingWay
from policy.quoting import QuoteStatus
from tests.support.contracts import headquarters
from tests.support.quotes import new_catalogue, new_quote, product, wish
from tests.support.sent_quotes import LETTER, PDF, approved_quote, days_later, sent


@pytest.fixture
def price_list(cast):
    return new_catalogue(cast.business_manager)


@pytest.fixture
def quote(cast, price_list):
    return approved_quote(cast.sales1, cast.sales_manager, price_list, wish(discount="0.85"))


def codes(caught) -> list[str]:
    return [problem.code for problem in caught.value.problems]


def yes(**changed) -> Answer:
    return Answer(**{"answered_on": clock.today(), "answered_by": "李工"} | changed)


def no(**changed) -> Answer:
    return yes(**{"decline_reason": DeclineReason.PRICE} | changed)


def told(event: str) -> list[int]:
    rows = select(Notification.user_id).where(Notification.event == event)
    return list(db.session.scalars(rows.order_by(Notification.id)))


def test_what_goes_out_is_kept_with_its_hash_and_said_in_the_history(cast, quote):
    sending = sent(quote, cast.sales1)
    assert (quote.status, quote.sent_to) == (QuoteStatus.SENT, "li@customer.example")
    assert kept(sending.storage_key) == PDF
    assert sending.sha256 == hashlib.sha256(PDF).hexdigest()
    [mail] = db.session.scalars(select(OutboxMail).where(OutboxMail.sending_id == sending.id))
    assert mail.state in {"pending", "kept"}
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "quote_sent")).one()
    assert entry.after["sha256"] == sending.sha256


def test_what_is_sent_again_is_the_same_paper(cast, quote):
    first = sent(quote, cast.sales1)
    second = sent(quote, cast.sales1, pdf=b"%PDF-1.7 another one")
    assert (second.storage_key, second.sha256) == (first.storage_key, first.sha256)
    assert kept(second.storage_key) == PDF
    assert quote.status is QuoteStatus.SENT


def test_what_was_handed_over_is_a_record_without_mail(cast, quote):
    sent(quote, cast.sales1, Letter(SendingWay.HANDED, "李工"))
    assert quote.status is QuoteStatus.SENT
    assert db.session.scalar(select(func.count(OutboxMail.id)).where(OutboxMail.sending_id.is_not(None))) == 0


def test_nothing_goes_out_before_approval_or_after_validity(cast, price_list, quote, monkeypatch):
    draft = new_quote(cast.sales1, price_list)
    with pytest.raises(Refused) as caught:
        sent(draft, cast.sales1)
    assert codes(caught) == ["not_approved"]
    quotes.submit(draft.id, draft.version, cast.sales1)
    with pytest.raises(Refused) as caught:
        sent(draft, cast.sales1)
    assert codes(caught) == ["not_approved"]
    days_later(monkeypatch, 31)
    with pytest.raises(Refused) as caught:
        sent(quote, cast.sales1)
    assert codes(caught) == ["run_out"]
    assert db.session.scalar(select(func.count(QuoteSending.id))) == 0


def test_a_product_withdrawn_after_the_approval_does_not_go_out(cast, quote):
    gone = product()
    withdraw(gone.id, gone.version, cast.business_manager)
    with pytest.raises(Refused) as caught:
        sent(quote, cast.sales1)
    assert codes(caught) == ["withdrawn"]


def test_a_change_after_the_page_was_shown_is_not_sent(cast, quote):
    version = quote.version
    quotes.change(quote.id, version, {"terms": "货到付款"}, None, cast.sales1)
    with pytest.raises(Stale):
        sent(quote.__class__(id=quote.id, version=version), cast.sales1)


def test_two_who_send_at_once_send_once(app, cast, quote):
    quote_id, version = quote.id, quote.version
    by = cast.sales1.id
    db.session.commit()

    def one(_):
        with app.app_context():
            try:
                sent(Quote(id=quote_id, version=version), db.session.get(type(cast.sales1), by), form_key="the-same")
            except (Refused, AlreadyDone):
                return 0
            finally:
                db.session.remove()
            return 1

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(one, range(6))) == 1
    assert db.session.scalar(select(func.count(QuoteSending.id))) == 1


def test_a_contact_of_somebody_else_gets_no_quote(cast, quote):
    from tests.support.customers import draft

    other = draft(cast.sales2).contacts[0]
    with pytest.raises(Refused) as caught:
        sent(quote, cast.sales1, Letter(**vars(LETTER) | {"contact_id": other.id}))
    assert codes(caught) == ["contact"]


def test_an_answer_is_for_what_went_out_and_comes_once(cast, quote):
    with pytest.raises(Refused) as caught:
        accept(quote.id, quote.version, yes(), cast.sales1)
    assert codes(caught) == ["not_out"]
    sent(quote, cast.sales1)
    version = quote.version
    assert accept(quote.id, version, yes(), cast.sales_manager).status is QuoteStatus.ACCEPTED
    assert (quote.answered_by, told("quote_answered")) == ("李工", [cast.sales1.id])
    with pytest.raises(Stale):
        decline(quote.id, version, no(), cast.sales1)
    with pytest.raises(Refused):
        decline(quote.id, quote.version, no(), cast.sales1)


def test_a_refusal_keeps_its_reason(cast, quote):
    sent(quote, cast.sales1)
    with pytest.raises(Refused) as caught:
        decline(quote.id, quote.version, yes(), cast.sales1)
    assert codes(caught) == ["no_reason"]
    decline(quote.id, quote.version, no(answer="比对手贵两成"), cast.sales1)
    assert (quote.status, quote.decline_reason, quote.answer) == ("declined", DeclineReason.PRICE, "比对手贵两成")


def test_a_new_version_replaces_the_old_one_and_is_approved_anew(cast, quote, monkeypatch):
    sending = sent(quote, cast.sales1)
    old = {line.position: line.net_amount for line in quote.lines}
    made = revise(quote.id, quote.version, cast.sales1)
    assert (made.number, made.revision, made.status) == (quote.number, 2, QuoteStatus.DRAFT)
    assert (made.previous_id, quote.status) == (quote.id, QuoteStatus.REPLACED)
    assert {line.position: line.net_amount for line in made.lines} == old
    assert not {line.id for line in made.lines} & {line.id for line in quote.lines}
    assert kept(sending.storage_key) == PDF
    for one in (quote, made):
        with pytest.raises(Refused):
            sent(one, cast.sales1)
    with pytest.raises(Refused) as caught:
        revise(quote.id, quote.version, cast.sales1)
    assert codes(caught) == ["replaced"]
    assert quotes.submit(made.id, made.version, cast.sales1).status is QuoteStatus.PENDING


def test_a_quote_that_a_contract_rests_on_is_not_revised_or_declined(cast, quote):
    sent(quote, cast.sales1)
    terms = Terms("合同", headquarters().id)
    contracts.create(cast.sales1, quote.customer_id, terms, quote_id=quote.id)
    for deed in (
        lambda: revise(quote.id, quote.version, cast.sales1),
        lambda: decline(quote.id, quote.version, no(), cast.sales1),
    ):
        with pytest.raises(Refused) as caught:
            deed()
        assert codes(caught) == ["contract_rests"]


def test_the_night_lets_run_out_what_nobody_answered_and_tells_once(cast, quote, price_list, monkeypatch):
    sent(quote, cast.sales1)
    answered = approved_quote(cast.sales1, cast.sales_manager, price_list)
    sent(answered, cast.sales1)
    accept(answered.id, answered.version, yes(), cast.sales1)
    draft = new_quote(cast.sales1, price_list)
    days_later(monkeypatch, 27)
    watch_quotes.run()
    assert (remind_of_end(quote.id), told("quote_ends")) == (0, [cast.sales1.id])
    days_later(monkeypatch, 3)
    watch_quotes.run()
    assert quote.status is QuoteStatus.SENT
    days_later(monkeypatch, 1)
    watch_quotes.run()
    db.session.expire_all()
    assert (quote.status, answered.status, draft.status) == ("expired", "accepted", "draft")
    assert (run_out(quote.id), told("quote_expired"), told("quote_ends")) == (0, [cast.sales1.id], [cast.sales1.id])


def test_an_answer_given_in_time_is_recorded_late_and_one_given_late_is_not(cast, quote, monkeypatch):
    sent(quote, cast.sales1)
    last = quote.valid_until
    days_later(monkeypatch, 32)
    run_out(quote.id)
    with pytest.raises(Refused) as caught:
        accept(quote.id, quote.version, yes(), cast.sales1)
    assert codes(caught) == ["run_out"]
    assert accept(quote.id, quote.version, yes(answered_on=last), cast.sales1).status is QuoteStatus.ACCEPTED


def test_a_quote_without_terms_takes_those_of_its_unit_in_its_own_language(cast, price_list):
    unit = cast.sales1.unit
    top = unit.parent or unit
    db.session.add_all([Letterhead(unit_id=top.id, terms_zh="款到发货", terms_en="Payment in advance", phone="021 1")])
    db.session.commit()
    for language, terms, expected in (
        ("zh_Hans_CN", "", "款到发货"),
        ("en", "", "Payment in advance"),
        ("en", "Net 30", "Net 30"),
    ):
        quote = new_quote(cast.sales1, price_list, language=language, terms=terms)
        quotes.submit(quote.id, quote.version, cast.sales1)
        assert quote.terms == expected


def test_the_owner_who_has_left_is_stood_in_for(cast, quote, monkeypatch):
    sent(quote, cast.sales1)
    cast.sales1.active = False
    db.session.commit()
    days_later(monkeypatch, 28)
    assert remind_of_end(quote.id) == 1
    assert told("quote_ends") == [cast.sales_manager.id]
