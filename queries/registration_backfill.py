"""Proofs for what was recorded before proofs were kept (A8.1): who and when are known, what was entered is not."""

from typing import Any

from sqlalchemy import Connection
from sqlalchemy import text as sql

from policy.parameters import PARAMETERS

LAST_DAY = {
    "sqlite": "date({at}, '+8 hours', '+' || :days || ' days')",
    "postgresql": "(({at} AT TIME ZONE 'Asia/Shanghai')::date + CAST(:days AS INTEGER))",
}
"""The last protected day in company time, of a moment in UTC."""
NOTHING = {"sqlite": "'{}'", "postgresql": "CAST('{}' AS JSON)"}
COLUMNS = "customer_id, opportunity_id, by_id, unit_id, at, protected_until, entered"


def backfill(connection: Connection) -> None:
    """Write the proof of every customer and opportunity that has none; for the migration. A second time does nothing."""
    kind = connection.dialect.name
    values: dict[str, Any] = {"days": int(PARAMETERS["protection_days"].default)}
    for table, customer, opportunity, known in (
        ("customers", "t.id", "NULL", "r.customer_id = t.id AND r.opportunity_id IS NULL"),
        ("opportunities", "t.customer_id", "t.id", "r.opportunity_id = t.id"),
    ):
        last = LAST_DAY[kind].format(at="t.created_at")
        chosen = f"{customer}, CAST({opportunity} AS INTEGER), t.created_by_id, t.unit_id, t.created_at, {last}"
        statement = (
            f"INSERT INTO registrations ({COLUMNS}) SELECT {chosen}, {NOTHING[kind]} FROM {table} t"  # noqa: S608
            f" WHERE NOT EXISTS (SELECT 1 FROM registrations r WHERE {known}) ORDER BY t.id"
        )
        connection.execute(sql(statement), values)
