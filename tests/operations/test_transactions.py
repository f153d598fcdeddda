"""One verb, one transaction, one audit line; nothing is kept of a refusal, nothing happens twice."""

import threading

import psycopg
import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

import clock
from extensions import db
from models import AuditEntry, Notification, OutboxMail, SubmittedForm, Unit, User
from operations import (
    AlreadyDone,
    Refused,
    Stale,
    after_commit,
    changes,
    locked,
    notify,
    once,
    record,
    refuse_if,
    transaction,
)
from policy.problems import Kind, Problem


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_nothing_is_kept_of_a_refused_deed_and_nobody_is_told(cast):
    rung = []
    user = cast.sales1
    with pytest.raises(Refused), transaction():
        user.name = "changed"
        record("renamed", user, user)
        after_commit(rung.append, 1)
        refuse_if([Problem("A4.1", Kind.BLOCKS, "no")])
    assert (cast.sales1.name, count(AuditEntry), rung) == ("王磊", 0, [])


def test_warnings_do_not_refuse():
    warning = Problem("A4.1", Kind.WARNS, "hm")
    assert refuse_if([warning]) == [warning]


def test_the_bell_rings_after_the_commit_only(cast):
    seen = []
    with transaction():
        unit = locked(Unit, cast.sales1.unit_id)
        unit.name = "新名"
        after_commit(lambda: seen.append(db.session.scalar(select(Unit.name).where(Unit.id == unit.id))))
        assert seen == []
    assert seen == ["新名"]


def test_a_verb_inside_a_verb_joins_its_transaction(cast):
    user = cast.sales1
    with pytest.raises(RuntimeError), transaction():
        with transaction():
            record("inner", user, user)
        raise RuntimeError
    assert count(AuditEntry) == 0


def test_a_stale_page_is_told_and_a_missing_row_too(cast):
    unit = cast.sales1.unit
    with transaction():
        locked(Unit, unit.id, unit.version).name = "甲"
    with pytest.raises(Stale), transaction():
        locked(Unit, unit.id, 1)
    with pytest.raises(Refused), transaction():
        locked(Unit, 999_999)


def test_the_same_form_is_carried_out_once(cast):
    user = cast.sales1.id
    with transaction():
        once("key", user).location = "/customers/1"
    with pytest.raises(AlreadyDone) as second, transaction():
        once("key", user)
    assert second.value.location == "/customers/1"
    with transaction():
        assert once("key", cast.sales2.id) is not None
        assert once("", user) is None
    assert count(SubmittedForm) == 2


def test_a_person_is_told_once_and_the_mail_waits_with_the_notice(cast):
    user = cast.sales1.id
    for _ in range(2):
        with transaction():
            notify(user, "customer_approved", "/customers/1", key="approved:1", by="陈", customer="甲")
    assert (count(Notification), count(OutboxMail)) == (1, 1)


def test_changes_tells_what_really_changed(cast):
    user = cast.sales1
    assert changes(user, {"name": user.name, "email": "new@xianlu.example"}) == (
        {"email": "sales1@xianlu.example"},
        {"email": "new@xianlu.example"},
    )
    db.session.rollback()


def test_a_hundred_increments_side_by_side_lose_none(app, cast):
    """Read, add one, write: without the write lock from the start SQLite and PostgreSQL both lose some."""
    unit_id, threads = cast.sales1.unit_id, 8
    db.session.remove()
    failures = []

    def raise_it():
        with app.app_context():
            for _ in range(12):
                try:
                    with transaction():
                        unit = locked(Unit, unit_id)
                        unit.name = str(int(unit.name) + 1) if unit.name.isdigit() else "1"
                except Exception as error:
                    failures.append(error)
            db.session.remove()

    workers = [threading.Thread(target=raise_it) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    assert db.session.get(Unit, unit_id).name == str(12 * threads)


def test_an_audit_line_holds_who_what_before_and_after_in_plain_words(cast):
    user = cast.sales1
    with transaction():
        record("changed", user, user, before={"at": clock.today()}, after={"roles": user.roles}, note="why")
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.by_id, entry.subject_type, entry.subject_id, entry.note) == (user.id, "users", user.id, "why")
    assert entry.before == {"at": clock.today().isoformat()}
    assert entry.after == {"roles": ["direct_sales"]}
    assert isinstance(entry.by, User)


def test_of_two_that_wait_for_each_other_one_is_asked_to_send_again(cast):
    crossed = psycopg.errors.DeadlockDetected("deadlock detected")
    with pytest.raises(Refused) as refusal, transaction():
        cast.sales1.name = "改名"
        raise OperationalError("update", {}, crossed)
    assert [problem.code for problem in refusal.value.problems] == ["busy"]
    assert cast.sales1.name == "王磊"
