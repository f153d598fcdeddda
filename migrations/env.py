"""Alembic's environment. On SQLite a table is rebuilt to be altered, so foreign keys are off meanwhile and checked after:
with them on, rebuilding a parent would delete its children."""

import datetime
from pathlib import Path

from alembic import context
from flask import current_app

config = context.config
db = current_app.extensions["migrate"].db


def skip_empty(context_, revision, directives) -> None:
    """No file for a migration that would change nothing."""
    if getattr(config.cmd_opts, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives[:] = []


def ours(thing, name, kind, reflected, compare_to) -> bool:
    """The search index is made by SQL of its own (`queries/search.py`); the models do not know it."""
    return not (kind == "table" and reflected and compare_to is None and name.startswith("customer_search"))


def keep_copy(connection) -> None:
    """A copy of a SQLite file that holds data, before it is changed: a migration that fails half way cannot be undone."""
    known = context.get_context().get_current_heads()
    wanted = context.script.get_heads() if context.script else ()
    name = connection.engine.url.database
    if not known or set(known) == set(wanted) or not name or name == ":memory:":
        return
    folder = Path(current_app.instance_path) / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    stamp = datetime.datetime.now(datetime.UTC).strftime("%Y%m%d-%H%M%S")
    # By the driver itself: a transaction begins with whatever the engine is asked, and copying cannot be part of one.
    connection.rollback()
    copy = str(folder / f"before-{'-'.join(wanted)}-{stamp}.db")
    connection.connection.driver_connection.execute("VACUUM INTO ?", (copy,))


def migrate() -> None:
    with db.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        options = current_app.extensions["migrate"].configure_args | {
            "target_metadata": db.metadata,
            "process_revision_directives": skip_empty,
            "include_object": ours,
            "compare_type": True,
            "render_as_batch": True,
        }
        context.configure(connection=connection, **options)
        if sqlite:
            raw = connection.connection.driver_connection
            connection.rollback()
            raw.execute("PRAGMA foreign_keys=OFF")
            keep_copy(connection)
            connection.rollback()
        with context.begin_transaction():
            context.run_migrations()
            if sqlite:
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                if broken:
                    raise RuntimeError(f"rows would point nowhere: {broken[:5]}")
        connection.commit()
        if sqlite:
            raw.execute("PRAGMA foreign_keys=ON")


if context.is_offline_mode():
    context.configure(url=str(db.engine.url), target_metadata=db.metadata, literal_binds=True, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    migrate()
