"""Quotes that go out (A9.1): the paper is kept as it was sent, each sending is a record, mail leaves by the outbox."""

from dataclasses import dataclass

import clock
from extensions import db
from models import Contact, OutboxMail, Quote, QuoteSending, User
from operations import locked, once, record, refuse_if, ring_for_mail, transaction
from operations.attachments import keep
from policy.problems import Kind, Problem
from policy.quote_answers import SendingWay, letter_problems, sending_problems
from policy.quoting import QuoteStatus
from policy.words import N_
from queries.quote_outcome import first_sending, sending_facts

NOT_THEIRS = Problem(
    "", Kind.BLOCKS, N_("This person does not belong to the customer."), field="contact_id", code="contact"
)


@dataclass(frozen=True)
class Letter:
    """How a quote goes out, and to whom: by mail to an address, or handed over to a person."""

    way: SendingWay
    recipient: str = ""
    address: str = ""
    subject: str = ""
    body: str = ""
    contact_id: int | None = None


def send(
    quote_id: int, version: int, letter: Letter, paper: bytes, filename: str, by: User, form_key: str = ""
) -> QuoteSending:
    """Send a quote: the PDF is kept with its hash, and an approved quote is sent from then on.

    ``paper`` is the PDF of the quote at ``version``; one that went out before is sent again as it was. Raises
    ``Refused`` for what is not approved, has run out, or offers what is not sold any more; ``Stale``.
    """
    with transaction():
        once(form_key, by.id, f"/quotes/{quote_id}#sent")
        quote = locked(Quote, quote_id, version)
        said = letter_problems(letter.way, letter.recipient, letter.address, letter.subject, letter.body)
        refuse_if([*sending_problems(sending_facts(quote)), *said, *_contact_problems(quote, letter)])
        sending = QuoteSending(quote_id=quote.id, at=clock.now(), by_id=by.id, **vars(letter))
        _put_in(sending, first_sending(quote.id), paper, filename)
        db.session.add(sending)
        if letter.way is SendingWay.MAIL:
            db.session.add(OutboxMail(sending=sending, due_at=sending.at))
            ring_for_mail()
        if quote.status is QuoteStatus.APPROVED:
            quote.status = QuoteStatus.SENT
        quote.sent_at = quote.sent_at or sending.at
        quote.sent_to = letter.address or letter.recipient
        after = {"sent_to": quote.sent_to, "sha256": sending.sha256, "revision": quote.revision}
        record("quote_sent", quote, by, after=after)
    return sending


def _put_in(sending: QuoteSending, earlier: QuoteSending | None, paper: bytes, filename: str) -> None:
    """The paper of a sending: the one that went out before, else this one, kept for good."""
    if earlier is not None:
        for name in ("storage_key", "sha256", "size", "filename"):
            setattr(sending, name, getattr(earlier, name))
        return
    sending.storage_key, sending.sha256 = keep(paper)
    sending.size, sending.filename = len(paper), filename


def _contact_problems(quote: Quote, letter: Letter):
    contact = db.session.get(Contact, letter.contact_id) if letter.contact_id else None
    if letter.contact_id and (contact is None or contact.customer_id != quote.customer_id):
        yield NOT_THEIRS
