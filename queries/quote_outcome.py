"""What became of quotes: how they went out, which versions there are, what rests on them, what runs out."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, select
from sqlalchemy.orm import selectinload

import clock
from access import visible
from extensions import db
from models import Contact, Contract, OutboxMail, Quote, QuoteSending, User
from policy.quote_answers import UNANSWERED, SendingFacts
from queries.contract_facts import ENDS
from queries.quotes import line_facts, quoted_facts

MOST_VERSIONS = 20
MOST_SENDINGS = 100
MOST_CONTACTS = 100


def sending_facts(quote: Quote) -> SendingFacts:
    """What ``policy.quote_answers`` is told of a quote that is to go out now."""
    return SendingFacts(
        status=quote.status,
        valid_until=quote.valid_until,
        today=clock.today(),
        quoted=quoted_facts(quote.customer, quote.opportunity),
        lines=line_facts(quote),
    )


def sendings_of(quote_id: int) -> Sequence[Row]:
    """Every time that the quote went out, newest first: the sending, who sent it, and the state of its mail."""
    columns = (QuoteSending, User.name.label("by"), OutboxMail.state, OutboxMail.sent_at, OutboxMail.last_error)
    rows = (
        select(*columns)
        .join(User, User.id == QuoteSending.by_id)
        .outerjoin(OutboxMail, OutboxMail.sending_id == QuoteSending.id)
        .where(QuoteSending.quote_id == quote_id)
    )
    return db.session.execute(rows.order_by(QuoteSending.id.desc()).limit(MOST_SENDINGS)).all()


def first_sending(quote_id: int) -> QuoteSending | None:
    """The sending whose paper every later one repeats."""
    rows = select(QuoteSending).where(QuoteSending.quote_id == quote_id)
    return db.session.scalars(rows.order_by(QuoteSending.id).limit(1)).first()


def people_of(customer_id: int, user: User) -> list[Contact]:
    """The contacts of a customer who are there, those with a mail address first."""
    rows = visible(Contact, user).where(Contact.customer_id == customer_id, Contact.active)
    return list(db.session.scalars(rows.order_by(Contact.email == "", Contact.id).limit(MOST_CONTACTS)))


@dataclass(frozen=True)
class Version:
    """One version of a quote, and whether it is the one on the page."""

    quote: Quote
    shown: bool


def versions_of(quote: Quote, user: User) -> list[Version]:
    """All versions that the reader may know, newest first; empty while there is only one."""
    rows = visible(Quote, user).where(Quote.number == quote.number).options(selectinload(Quote.lines))
    found = list(db.session.scalars(rows.order_by(Quote.revision.desc()).limit(MOST_VERSIONS)))
    return [Version(row, row.id == quote.id) for row in found] if len(found) > 1 else []


def contract_on(quote_id: int) -> Contract | None:
    """The contract that rests on the quote, if there is one that was not given up."""
    rows = select(Contract).where(Contract.quote_id == quote_id, Contract.status.not_in(sorted(ENDS)))
    return db.session.scalars(rows.order_by(Contract.id.desc()).limit(1)).first()


def running_out(today: dt.date) -> list[int]:
    """Quotes that nobody answered and whose last day has passed."""
    rows = select(Quote.id).where(Quote.status.in_(sorted(UNANSWERED)), Quote.valid_until < today)
    return list(db.session.scalars(rows.order_by(Quote.valid_until, Quote.id)))


def ending_soon(today: dt.date, days: int) -> list[int]:
    """Quotes that nobody answered, whose last day comes within ``days`` and of whom nobody was told."""
    rows = select(Quote.id).where(
        Quote.status.in_(sorted(UNANSWERED)),
        Quote.valid_until >= today,
        Quote.valid_until <= today + dt.timedelta(days=days),
        Quote.told_of_end_at.is_(None),
    )
    return list(db.session.scalars(rows.order_by(Quote.valid_until, Quote.id)))
