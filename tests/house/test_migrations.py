"""Migrations lead from nothing to the models, on both databases, in one numbered line; and demo data lives in the result."""

import re

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import upgrade
from sqlalchemy import inspect, text

from app import create_app
from config import ROOT
from extensions import db
from seeds.cast import create_cast
from tests.support import reading

HEAD = re.compile(r"(\d{4})_\w+\.py")


def unknown_to_models(thing, name, kind, reflected, other):
    return not (kind == "table" and reflected and other is None and name.startswith("customer_search"))


@pytest.fixture
def empty_database(database, tmp_path):
    """The address of a database without a table, beside the one of the tests."""
    if database.kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'new.db'}"
        return
    name = f"{database.name}_new"
    database.connection.execute(f"create database {name}")
    yield database.url.replace(f"/{database.name}?", f"/{name}?")
    database.connection.execute(f"drop database {name} with (force)")


def test_they_are_numbered_in_one_line():
    numbers = [HEAD.fullmatch(path.name).group(1) for path in reading.files("migrations/versions/*.py")]
    assert numbers == [f"{n:04}" for n in range(1, len(numbers) + 1)]
    assert numbers, "the first migration is missing: flask db migrate --rev-id 0001"


def test_they_lead_to_the_models_and_people_can_live_there(empty_database):
    assert list((ROOT / "migrations" / "versions").glob("0*.py")), "the first migration is missing"
    app = create_app({"SQLALCHEMY_DATABASE_URI": empty_database, "ASSETS_AS_THEY_ARE": True})
    with app.app_context():
        upgrade()
        with db.engine.connect() as connection:
            options = {"compare_type": True, "include_object": unknown_to_models}
            assert compare_metadata(MigrationContext.configure(connection, opts=options), db.metadata) == []
        create_cast(db.session)
        db.session.commit()
        assert inspect(db.engine).has_table("customer_search")
        if db.engine.dialect.name == "sqlite":
            assert db.session.execute(text("pragma foreign_key_check")).all() == []
            assert db.session.scalar(text("pragma foreign_keys")) == 1
        db.session.remove()
        db.engine.dispose()
