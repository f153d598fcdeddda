"""Migrations lead from nothing to the models, on both databases, in one numbered line; and demo data lives in the result."""

import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import upgrade
from sqlalchemy import CheckConstraint, inspect, text
from sqlalchemy.exc import IntegrityError

from app import create_app
from config import ROOT
from extensions import db
from seeds.cast import create_cast
from tests.support import reading

HEAD = re.compile(r"(\d{4})_\w+\.py")


def unknown_to_models(thing, name, kind, reflected, other):
    return not (kind == "table" and reflected and other is None and name.startswith("customer_search"))


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
        assert conditions(inspect(db.engine)) == {
            (table.name, str(check.name))
            for table in db.metadata.sorted_tables
            for check in table.constraints
            if isinstance(check, CheckConstraint)
        }
        if db.engine.dialect.name == "sqlite":
            assert reusing_ids() == []
        create_cast(db.session)
        db.session.commit()
        assert inspect(db.engine).has_table("customer_search")
        if db.engine.dialect.name == "sqlite":
            assert db.session.execute(text("pragma foreign_key_check")).all() == []
            assert db.session.scalar(text("pragma foreign_keys")) == 1
        db.session.remove()
        db.engine.dispose()


def conditions(inspector):
    return {
        (table, check["name"])
        for table in inspector.get_table_names()
        for check in inspector.get_check_constraints(table)
    }


def reusing_ids():
    """Tables whose ids SQLite would give out again after a deletion."""
    counting = [table for table in db.metadata.sorted_tables if table.autoincrement_column is not None]
    numbered = [table.name for table in counting if table.dialect_options["sqlite"]["autoincrement"]]
    made = dict(db.session.execute(text("select name, sql from sqlite_master where type = 'table'")).all())
    return [table for table in numbered if "AUTOINCREMENT" not in made[table]]


FILLED = """
insert into units (id, kind, name, path, active, version) values (1, 'headquarters', '总部', '/1/', true, 1);
insert into users (id, username, name, email, phone, password_hash, must_change_password, session_epoch, unit_id, active,
  language, created_at, version)
  values (1, 'a', '甲', '', '', '', false, 1, 1, true, 'zh_Hans_CN', '2026-01-05 02:00:00', 1),
         (2, 'b', '乙', '', '', '', false, 1, 1, true, 'zh_Hans_CN', '2026-01-05 02:00:00', 1);
insert into customers (id, version, kind, status, name, name_key, pinyin, initials, province, city, industry, grade, address,
  phone, website, owner_id, unit_id, owned_since, clock_day, band, created_at, created_by_id, entry_due_on)
  values (7, 1, 'direct', 'approved', '启明公司', '启明公司', '', '', '', '', '', 'C', '', '', '', 1, 1, '2026-02-02 02:00:00',
          '2026-02-02', 'fresh', '2026-02-02 02:00:00', 1, '2026-02-09');
insert into customer_shares (id, customer_id, user_id, reason, by_id, from_at)
  values (3, 7, 2, '共同跟进', 1, '2026-03-03 02:00:00');
insert into activities (id, version, kind, status, subject, customer_id, owner_id, unit_id, starts_at, place, city, imported,
  created_at, recorded_by_id)
  values (5, 1, 'visit', 'done', '拜访', 7, 1, 1, '2026-03-04 02:00:00', '', '', false, '2026-03-04 02:00:00', 1);
insert into attachments (id, storage_key, filename, content_type, size, sha256, customer_id, uploaded_by_id, uploaded_at)
  values (9, 'k', '合同.pdf', 'application/pdf', 3, 'x', 7, 1, '2026-03-05 02:00:00')
"""
"""What a company may have stored under the first version."""


def test_what_the_first_version_stored_is_all_there_afterwards(empty_database):
    app = create_app({"SQLALCHEMY_DATABASE_URI": empty_database, "ASSETS_AS_THEY_ARE": True})
    with app.app_context():
        upgrade(revision="0001")
        for statement in FILLED.split(";"):
            db.session.execute(text(statement))
        db.session.commit()
        before = stored()
        upgrade()
        if db.engine.dialect.name == "sqlite":
            assert list(Path(app.instance_path).glob("backups/before-*.db")), "a copy is kept of a file that holds data"
        after = stored()
        assert {
            table: [{key: row[key] for key in old[0]} for row in after[table]] for table, old in before.items()
        } == before
        proof = [(row["customer_id"], row["by_id"], str(row["protected_until"])) for row in after["registrations"]]
        assert proof == [(7, 1, "2026-08-01")]
        with pytest.raises(IntegrityError):
            db.session.execute(text("update attachments set conflict_party_id = null, customer_id = null"))
        db.session.rollback()
        with pytest.raises(IntegrityError):
            db.session.execute(text("update activities set lead_id = 99"))
            db.session.commit()
        db.session.rollback()
        db.session.remove()
        db.engine.dispose()


def stored():
    """Every row of every table that holds any, column by column."""
    db.session.rollback()
    found = {}
    for table in sorted(set(inspect(db.engine).get_table_names()) - {"alembic_version"}):
        if not table.startswith("customer_search"):
            rows = db.session.execute(text(f"select * from {table}")).mappings().all()
            found |= {table: sorted(map(dict, rows), key=str)} if rows else {}
    db.session.rollback()
    return found
