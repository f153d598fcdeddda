"""``flask user``, ``flask policy`` and ``flask audit``: the same verbs, at the machine."""

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import AuditEntry, Unit, User
from passwords import matches
from policy.roles import Role
from queries.parameters import value

FIRST = "kite-river-lamp"


@pytest.fixture
def flask(app):
    runner = app.test_cli_runner()

    def run(*arguments, code=0):
        db.session.commit()
        result = runner.invoke(args=[*arguments])
        db.session.rollback()
        db.session.expire_all()
        assert result.exit_code == code, result.output
        return result.output

    return run


def find(username):
    return db.session.scalar(select(User).where(User.username == username))


def test_the_first_administrator_of_an_empty_installation(flask):
    flask("user", "create", "Boss", "--name", "老板", "--role", "administrator", "--password", FIRST)
    boss = find("boss")
    assert (boss.roles, boss.must_change_password, boss.unit.path) == ({Role.ADMINISTRATOR}, True, f"/{boss.unit_id}/")
    assert db.session.scalars(select(Unit)).one().name == "总部"


def test_people_come_into_a_unit_and_go(flask, cast):
    flask("user", "create", "li.si", "--name", "李四", "--role", "finance", "--unit", "财务部", "--password", FIRST)
    assert find("li.si").unit.name == "财务部"
    flask("user", "password", "li.si", "--password", "another-first-one")
    assert matches(find("li.si").password_hash, "another-first-one")
    flask("user", "deactivate", "li.si")
    assert not find("li.si").active
    assert [entry.verb for entry in db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))] == [
        "created_user",
        "reset_password",
        "deactivated_user",
    ]


def test_what_cannot_be_is_refused_in_words(flask, cast):
    create = ("user", "create", "x1", "--name", "X", "--role", "finance", "--password")
    assert "at least 10 characters" in flask(*create, "short", code=1)
    assert "units are called" in flask(*create, FIRST, "--unit", "没有", code=1)
    assert "last administrator" in flask("user", "deactivate", "admin", code=1)
    assert "Nobody is called" in flask("user", "deactivate", "nobody", code=1)
    flask("user", "create", "x1", "--name", "X", "--role", "emperor", "--password", FIRST, code=2)


def test_parameters_are_listed_and_set(flask, cast):
    assert "release_days" in flask("policy", "list")
    assert "is 75 from" in flask("policy", "set", "release_days", "75", "--reason", "decided")
    assert value("release_days") == 75
    assert "(A7.3)" in flask("policy", "set", "release_days", "75x", "--reason", "decided", code=1)
    assert "(A7.3)" in flask("policy", "set", "release_days", "70", "--reason", "x", "--from", "2020-01-01", code=1)
    later = "2099-01-01"
    flask("policy", "set", "release_days", "99", "--reason", "decided", "--from", later)
    assert f"from {later} on 99" in flask("policy", "list")


def test_the_audit_log_is_shown(flask, cast):
    flask("policy", "set", "release_days", "75", "--reason", "decided by all")
    shown = flask("audit", "show", "--verb", "set_parameter", "--since", clock.today().isoformat())
    assert "decided by all" in shown
    assert flask("audit", "show", "--person", "sales1") == ""
    assert "parameter_values" in flask("audit", "show", "--subject", "parameter_values", "--limit", "1")
    flask("audit", "show", "--subject", "users:x", code=1)
