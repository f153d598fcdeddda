"""``flask demo load|reset``: fills what is empty, refuses what is somebody's, resets only what it made."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

import clock
from extensions import db
from models import Attachment, Customer, Unit, User
from operations.attachments import path_of
from policy.roles import UnitKind
from seeds import load


@pytest.fixture
def run(app):
    runner = app.test_cli_runner()
    return lambda *words, **options: runner.invoke(args=["demo", *words], **options)


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_loading_twice_changes_nothing_the_second_time(demo, run):
    before = count(Customer)
    answer = run("load")
    assert answer.exit_code == 0
    assert "already here" in answer.output
    assert count(Customer) == before


def test_a_database_with_people_of_its_own_is_refused(app, run):
    unit = Unit(kind=UnitKind.HEADQUARTERS, name="别家公司", path="/1/")
    db.session.add(User(username="somebody", name="某人", unit=unit, created_at=clock.now()))
    db.session.commit()
    answer = run("load")
    assert answer.exit_code == 1
    assert "people of its own" in answer.output
    assert count(Customer) == 0


def test_what_is_no_demo_is_never_reset(app, run, cast):
    answer = run("reset", "--yes")
    assert answer.exit_code == 1
    assert count(User) > 0


def test_resetting_asks_and_does_nothing_without_a_yes(demo, run):
    before = db.session.scalar(select(func.min(Customer.id)))
    assert run("reset", input="n\n").exit_code == 1
    assert db.session.scalar(select(func.min(Customer.id))) == before


def test_resetting_makes_it_anew_and_takes_the_old_files_away(app, run, monkeypatch, tmp_path):
    monkeypatch.setitem(app.config, "ATTACHMENTS_PATH", str(tmp_path))
    load.load()
    old = [path_of(attachment) for attachment in db.session.scalars(select(Attachment))]
    db.session.remove()
    answer = run("reset", "--yes")
    assert answer.exit_code == 0, answer.output
    assert "Loaded" in answer.output
    assert count(Customer) > 150
    assert not any(path.exists() for path in old)
    assert all(path_of(attachment).exists() for attachment in db.session.scalars(select(Attachment)))


def test_loading_opens_the_demo_accounts_of_this_installation_only(demo, app):
    Path(app.config["INSTANCE_PATH"], "demo").unlink(missing_ok=True)
    load.mark()
    assert Path(app.config["INSTANCE_PATH"], "demo").exists()


def test_nothing_is_loaded_where_the_demo_is_switched_off(app, run, monkeypatch):
    monkeypatch.setenv("DEMO", "no")
    answer = run("load")
    assert answer.exit_code == 1
    assert "DEMO" in answer.output
    assert count(User) == 0
