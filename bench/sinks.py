"""Where generated rows go: a SQLite file by executemany, PostgreSQL by COPY. Both take the same plain values."""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice

import psycopg
from sqlalchemy import Engine

BATCH = 20_000


class Sqlite:
    """Fast and unsafe on purpose: no journal, no sync, no foreign keys while the file is being made."""

    def __init__(self, engine: Engine):
        self.file = engine.url.database
        engine.dispose()
        self.connection = sqlite3.connect(self.file, isolation_level=None)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-400000"):
            self.connection.execute(f"PRAGMA {pragma}")

    def fill(self, table: str, columns: tuple[str, ...], rows: Iterable[tuple]) -> int:
        """Insert the rows; how many."""
        marks = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {table} ({named(columns)}) VALUES ({marks})"
        count = 0
        for batch in _batches(rows):
            self.connection.execute("BEGIN")
            self.connection.executemany(statement, batch)
            self.connection.execute("COMMIT")
            count += len(batch)
        return count

    def run(self, statement: str) -> None:
        """One statement of SQL."""
        self.connection.execute(statement)

    def finish(self) -> None:
        self.connection.execute("ANALYZE")
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.close()


class Postgres:
    """COPY, with the triggers that check foreign keys asleep."""

    def __init__(self, engine: Engine):
        url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        engine.dispose()
        self.connection = psycopg.connect(url, autocommit=True)
        for setting in (
            "session_replication_role = replica",
            "synchronous_commit = off",
            "timezone = 'UTC'",
            "maintenance_work_mem = '512MB'",
        ):
            self.connection.execute(f"SET {setting}")

    def fill(self, table: str, columns: tuple[str, ...], rows: Iterable[tuple]) -> int:
        """Copy the rows; how many. Ids were given, so the counter is set behind them."""
        count = 0
        with self.connection.cursor().copy(f"COPY {table} ({named(columns)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
                count += 1
        if "id" in columns:
            counter = f"pg_get_serial_sequence('{table}', 'id')"
            self.connection.execute(f"SELECT setval({counter}, greatest((SELECT max(id) FROM {table}), 1))")
        return count

    def run(self, statement: str) -> None:
        """One statement of SQL."""
        self.connection.execute(statement)

    def finish(self) -> None:
        self.connection.execute("VACUUM ANALYZE")
        self.connection.close()


def named(columns: tuple[str, ...]) -> str:
    """Columns in quotes, because some are words of SQL."""
    return ", ".join(f'"{name}"' for name in columns)


def _batches(rows: Iterable[tuple]) -> Iterator[list[tuple]]:
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        yield batch
