"""Mail from the outbox: taken by a conditional update, sent at least once, each time under the same Message-ID."""

import datetime as dt
import smtplib
import ssl
from contextlib import contextmanager
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import format_datetime

from flask import current_app
from flask_babel import force_locale, gettext
from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import joinedload

import clock
from extensions import db
from models import Notification, OutboxMail, User
from operations import transaction
from operations.mail_out import compose_sending, tell_of_failure
from policy.mailing import pause_after
from queries import digest_letter, report_letter
from queries.notifications import sentence

BATCH = 50
SECONDS = 20
LEASE = dt.timedelta(seconds=3 * SECONDS)
LONGEST_SUBJECT = 150


def send_due() -> tuple[dict[str, int], str]:
    """Send what is due now: how many came to which state, and why the server was out of reach, if it was.

    Without ``SMTP_HOST`` mails are kept, to be read in the product. A server that does not answer ends the round; what
    it did not take waits for the next one.
    """
    if not current_app.config["SMTP_HOST"]:
        return {"kept": _keep_all()}, ""
    counted = {"sent": 0, "kept": 0, "failed": 0}
    try:
        while ids := due_ids():
            with _server() as server:
                for mail_id in ids:
                    if state := _send(mail_id, server):
                        counted[state] = counted.get(state, 0) + 1
    except OSError as error:
        return counted, f"{type(error).__name__}: {error}"
    return counted, ""


def _due():
    now = clock.now()
    return or_(
        and_(OutboxMail.state == "pending", OutboxMail.due_at <= now),
        and_(OutboxMail.state == "taken", OutboxMail.taken_until < now),
    )


def due_ids() -> list[int]:
    """The next mails to be sent: waiting and due, or taken by a worker that died."""
    ids = db.session.scalars(select(OutboxMail.id).where(_due()).order_by(OutboxMail.id).limit(BATCH)).all()
    db.session.rollback()
    return list(ids)


def _keep_all() -> int:
    with transaction():
        kept = (
            update(OutboxMail).where(OutboxMail.state.in_(["pending", "taken"])).values(state="kept", taken_until=None)
        )
        return db.session.execute(kept.execution_options(synchronize_session=False)).rowcount


@contextmanager
def _server():
    """A session with the mail server of the settings; ``OSError`` (so also ``SMTPException``) when there is none."""
    config = current_app.config
    secure = config["SMTP_SECURITY"]
    where = (config["SMTP_HOST"], config["SMTP_PORT"])
    if secure in {"tls", "ssl"}:
        server = smtplib.SMTP_SSL(*where, timeout=SECONDS, context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(*where, timeout=SECONDS)
    try:
        if secure == "starttls":
            server.starttls(context=ssl.create_default_context())
        if config["SMTP_USER"]:
            server.login(config["SMTP_USER"], config["SMTP_PASSWORD"])
        yield server
    finally:
        server.close()


def _send(mail_id: int, server: smtplib.SMTP) -> str:
    """Send one mail that nobody else holds; the state it came to, or "" when somebody else has it."""
    if not _take(mail_id):
        return ""
    whole = [joinedload(OutboxMail.notification), joinedload(OutboxMail.sending)]
    mail = db.session.get(OutboxMail, mail_id, options=whole)
    attempts, notice, sending = mail.attempts, mail.notification, mail.sending
    person = db.session.get(User, notice.user_id) if notice else None
    if person is not None and not (person.active and person.email):
        return _settle(mail_id, "kept")
    try:
        message = compose(notice, person) if notice else compose_sending(sending)
        db.session.rollback()
        server.send_message(message)
    except (OSError, ValueError, MessageError) as error:
        state = _give_up_or_wait(mail_id, attempts, error)
        if isinstance(error, OSError):
            server.rset()
        return state
    return _settle(mail_id, "sent")


def _take(mail_id: int) -> bool:
    with transaction():
        mine = update(OutboxMail).where(OutboxMail.id == mail_id, _due())
        mine = mine.values(state="taken", taken_until=clock.now() + LEASE, attempts=OutboxMail.attempts + 1)
        return db.session.execute(mine.execution_options(synchronize_session=False)).rowcount == 1


def _settle(mail_id: int, state: str, **values) -> str:
    if state == "sent":
        values |= {"sent_at": clock.now(), "last_error": ""}
    with transaction():
        held = update(OutboxMail).where(OutboxMail.id == mail_id, OutboxMail.state == "taken")
        held = held.values(state=state, taken_until=None, **values)
        if db.session.execute(held.execution_options(synchronize_session=False)).rowcount and state == "failed":
            tell_of_failure(mail_id, values.get("last_error", ""))
    return state


def _give_up_or_wait(mail_id: int, attempts: int, error: Exception) -> str:
    """A refusal for good ends it; a passing one is tried again later, and later still."""
    pause = None if _for_good(error) else pause_after(attempts)
    text = str(error)[:1000]
    if pause is None:
        return _settle(mail_id, "failed", last_error=text)
    return _settle(mail_id, "pending", due_at=clock.now() + pause, last_error=text)


def _for_good(error: Exception) -> bool:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= 500
    return not isinstance(error, OSError)


def compose(notice: Notification, person: User) -> EmailMessage:
    """The mail of a notification in its reader's language. The same notification always has the same Message-ID, so
    that a mail which had to be sent twice is shown once."""
    config = current_app.config
    with force_locale(person.language):
        said = " ".join(sentence(notice).split())
        more = digest_letter.letter(notice) or report_letter.letter(notice)
        name = gettext("Xianlu")
        foot = gettext("You receive this because the sales policy asks that you hear of it. It also stands in Xianlu.")
    message = EmailMessage()
    message["Subject"] = f"[{name}] {said}"[:LONGEST_SUBJECT]
    message["From"] = config["MAIL_FROM"]
    message["To"] = person.email
    message["Date"] = format_datetime(notice.created_at)
    message["Message-ID"] = f"<notification-{notice.id}@{config['MAIL_FROM'].rpartition('@')[2].strip('> ')}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(f"{said}\n\n{more}{config['PUBLIC_URL']}{notice.url}\n\n--\n{foot}\n")
    return message
