"""Quotes that were approved and went out, for tests."""

import datetime as dt

import clock
from extensions import db
from models import Quote, QuoteSending, User
from operations import quotes
from operations.quote_sending import Letter, send
from policy.approvals import ApprovalKind
from policy.quote_answers import SendingWay
from tests.support.approvals import say
from tests.support.quotes import new_quote

PDF = b"%PDF-1.7 an offer"
LETTER = Letter(SendingWay.MAIL, "李工", "li@customer.example", "报价单", "您好，请查收。")


def approved_quote(owner: User, head: User, price_list, *lines, **header) -> Quote:
    quote = new_quote(owner, price_list, *lines, **header)
    quotes.submit(quote.id, quote.version, owner)
    say(ApprovalKind.QUOTE, quote.id, head, opinion="同意")
    return db.session.get_one(Quote, quote.id)


def sent(quote: Quote, by: User, letter: Letter = LETTER, pdf: bytes = PDF, **more) -> QuoteSending:
    return send(quote.id, quote.version, letter, pdf, "报价单.pdf", by, **more)


def days_later(monkeypatch, days: int) -> dt.date:
    then = clock.now() + dt.timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: then)
    return clock.today()
