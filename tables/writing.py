"""How columns of the tables are written."""

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy import text as sql
from sqlalchemy.orm import mapped_column


def ref(target: str, *, index: bool = True, **options: Any):
    """A foreign key to ``table.id``; indexed unless a composite index of the table already begins with it."""
    return mapped_column(ForeignKey(target), index=index, **options)


def when(condition: str) -> dict[str, Any]:
    """The options of an index over those rows alone that meet a condition, on both databases."""
    return {"sqlite_where": sql(condition), "postgresql_where": sql(condition)}


def within_one(*columns: str) -> str:
    """The condition that ratios lie between 0 and 1: they are kept in millionths."""
    return " AND ".join(f"{column} BETWEEN 0 AND 1000000" for column in columns)
