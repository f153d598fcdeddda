"""Mail to customers: a quote with its paper, exactly as it was sent."""

import hashlib
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from flask import current_app

from extensions import db
from models import OutboxMail, QuoteSending
from operations import notify
from operations.attachments import kept

LONGEST_ERROR = 200


class PaperGone(ValueError):
    """The stored paper is not in its place, or is not what was sent."""


def paper_of(sending: QuoteSending) -> bytes:
    """The PDF that went out. Raises ``PaperGone``."""
    content = kept(sending.storage_key)
    if content is None or hashlib.sha256(content).hexdigest() != sending.sha256:
        raise PaperGone(f"{sending.filename}: {sending.sha256}")
    return content


def compose_sending(sending: QuoteSending) -> EmailMessage:
    """The mail of a sending, with its PDF; answers go to who sent it. Sent twice it bears the same Message-ID.

    Raises ``ValueError`` for what cannot be sent.
    """
    sender = current_app.config["MAIL_FROM"]
    message = EmailMessage()
    message["Subject"] = " ".join(sending.subject.split())
    message["From"] = sender
    message["To"] = Address(" ".join(sending.recipient.split()), addr_spec=sending.address)
    if sending.by.email:
        message["Reply-To"] = Address(sending.by.name, addr_spec=sending.by.email)
    message["Date"] = format_datetime(sending.at)
    message["Message-ID"] = f"<quote-{sending.id}@{sender.rpartition('@')[2].strip('> ')}>"
    message.set_content(f"{sending.body}\n")
    message.add_attachment(paper_of(sending), maintype="application", subtype="pdf", filename=sending.filename)
    return message


def tell_of_failure(mail_id: int, error: str) -> None:
    """A mail to a customer was given up: tell who sent it, and whose quote it is. Joins the transaction."""
    mail = db.session.get(OutboxMail, mail_id)
    if mail.sending is None:
        return
    sending, quote = mail.sending, mail.sending.quote
    about = {"number": quote.number, "address": sending.address, "error": error[:LONGEST_ERROR]}
    for user_id in sorted({sending.by_id, quote.owner_id}):
        notify(user_id, "quote_mail_failed", f"/quotes/{quote.id}", key=f"quote_mail_failed:{sending.id}", **about)
