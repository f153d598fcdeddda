"""Mail from the outbox: one per notice, later when the server is away, and never lost."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

import clock
from extensions import db
from jobs import send_outbox, sweep
from models import JobRun, OutboxMail
from operations import notify, transaction
from tests.support.mailbox import Mailbox


@pytest.fixture
def mailbox(app, monkeypatch):
    """A mail server that the application sends by."""
    box = Mailbox()
    settings = {
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": box.port,
        "SMTP_SECURITY": "none",
        "MAIL_FROM": "crm@xianlu.example",
    }
    for name, value in settings.items():
        monkeypatch.setitem(app.config, name, value)
    yield box
    box.close()


def tell(person, number: int = 1) -> None:
    told = {"customer": "启明精密", "by": "陈志远"}
    with transaction():
        notify(person.id, "customer_transferred", "/customers/42", key=f"x:{number}", **told)


def states() -> list[tuple[str, int]]:
    db.session.expire_all()
    return [(mail.state, mail.attempts) for mail in db.session.scalars(select(OutboxMail).order_by(OutboxMail.id))]


def later(monkeypatch, **delta) -> None:
    moment = clock.now() + dt.timedelta(**delta)
    monkeypatch.setattr(clock, "now", lambda: moment)


def test_a_notice_becomes_one_mail_in_its_readers_language(cast, mailbox, app):
    cast.sales2.language = "en"
    db.session.commit()
    tell(cast.sales2)
    for _ in range(3):
        send_outbox.run()
    [mail] = mailbox.messages
    assert (mail["To"], mail["From"]) == (cast.sales2.email, "crm@xianlu.example")
    assert "was transferred to you by 陈志远" in mail["Subject"]
    assert f"{app.config['PUBLIC_URL']}/customers/42" in mail.get_content()
    assert states() == [("sent", 1)]


def test_without_a_mail_server_messages_are_kept(cast):
    tell(cast.sales1)
    send_outbox.run()
    assert states() == [("kept", 0)]


def test_who_has_no_address_or_has_left_gets_no_mail(cast, mailbox):
    cast.sales1.email, cast.sales2.active = "", False
    db.session.commit()
    tell(cast.sales1)
    tell(cast.sales2)
    send_outbox.run()
    assert (mailbox.messages, [state for state, _ in states()]) == ([], ["kept", "kept"])


def test_many_workers_at_once_send_each_mail_once(app, cast, mailbox):
    for number in range(30):
        tell(cast.sales1, number)

    def one(_):
        with app.app_context():
            send_outbox.run()
            db.session.remove()

    db.session.commit()
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(one, range(6)))
    assert len(mailbox.messages) == len(set(mailbox.ids)) == 30
    assert {state for state, _ in states()} == {"sent"}


def test_a_server_that_is_away_costs_nothing_but_time(cast, mailbox, app, monkeypatch):
    tell(cast.sales1)
    with monkeypatch.context() as away:
        away.setitem(app.config, "SMTP_PORT", 1)
        send_outbox.run()
    assert states() == [("pending", 0)]
    assert "refused" in db.session.scalars(select(JobRun.error).where(JobRun.job == "send_outbox")).one()
    send_outbox.run()
    assert len(mailbox.messages) == 1
    db.session.expire_all()
    assert db.session.scalars(select(JobRun.error).where(JobRun.job == "send_outbox")).one() == ""


def test_a_server_that_hangs_up_gets_the_mail_again_under_the_same_id(cast, mailbox, monkeypatch):
    tell(cast.sales1)
    mailbox.hang_up = True
    send_outbox.run()
    assert (mailbox.messages, states()) == ([], [("pending", 1)])
    later(monkeypatch, minutes=2)
    send_outbox.run()
    assert states() == [("sent", 2)]


def test_a_passing_refusal_is_tried_again_later_and_one_for_good_is_not(cast, mailbox, monkeypatch):
    mailbox.refuse = {cast.sales1.email: "451 later", cast.sales2.email: "550 unknown"}
    tell(cast.sales1)
    tell(cast.sales2)
    tell(cast.channel1)
    send_outbox.run()
    assert [state for state, _ in states()] == ["pending", "failed", "sent"]
    send_outbox.run()
    assert states()[0] == ("pending", 1)
    later(monkeypatch, minutes=2)
    mailbox.refuse = {}
    send_outbox.run()
    assert states()[0] == ("sent", 2)


def test_a_mail_that_nobody_wants_is_given_up_in_the_end(cast, mailbox, monkeypatch):
    mailbox.refuse = {cast.sales1.email: "451 later"}
    tell(cast.sales1)
    for _ in range(15):
        send_outbox.run()
        later(monkeypatch, hours=7)
    assert states() == [("failed", 12)]


def test_a_mail_that_a_dead_worker_had_taken_is_sent_by_the_next(cast, mailbox, monkeypatch):
    tell(cast.sales1)
    mail = db.session.scalars(select(OutboxMail)).one()
    mail.state, mail.attempts, mail.taken_until = "taken", 1, clock.now() + dt.timedelta(minutes=1)
    db.session.commit()
    send_outbox.run()
    assert mailbox.messages == []
    later(monkeypatch, minutes=2)
    sweep.run()
    assert (len(mailbox.messages), states()) == (1, [("sent", 2)])


def test_a_line_break_in_a_name_does_not_become_a_header(cast, mailbox):
    with transaction():
        told = {"customer": "甲\r\nBcc: spy@evil.example\r\n", "by": "乙"}
        notify(cast.sales1.id, "customer_transferred", "/", key="x", **told)
    send_outbox.run()
    [mail] = mailbox.messages
    assert mail["Bcc"] is None
