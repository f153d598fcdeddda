"""Column types and the declarative base: money in fen, time in UTC, words by their code, names for every constraint."""

import datetime as dt
import enum
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated

from sqlalchemy import BigInteger, DateTime, Enum, Integer, MetaData, String, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, mapped_column, registry

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
FEN = Decimal("0.01")
LARGEST_AMOUNT = Decimal("99999999999.99")


def to_fen(amount: Decimal) -> Decimal:
    """Round an amount in yuan to whole fen, halves away from zero: the product's one rounding rule."""
    return amount.quantize(FEN, rounding=ROUND_HALF_UP)


class Money(TypeDecorator[Decimal]):
    """Yuan as ``Decimal`` in Python, whole fen as an integer in the database: no float comes near an amount."""

    impl = BigInteger
    cache_ok = True
    python_type = Decimal

    def process_bind_param(self, value, dialect):
        if value is None:
            return None
        return int(to_fen(Decimal(value)) * 100)

    def process_result_value(self, value, dialect):
        return None if value is None else (Decimal(int(value)) / 100).quantize(FEN)


class Scaled(TypeDecorator[Decimal]):
    """A ``Decimal`` with a fixed number of places, a whole number of the smallest part in the database."""

    impl = BigInteger
    cache_ok = True
    python_type = Decimal

    def __init__(self, places: int):
        super().__init__()
        self.places = places

    def __repr__(self):
        return f"Scaled({self.places})"

    def process_bind_param(self, value, dialect):
        if value is None:
            return None
        return int(Decimal(value).scaleb(self.places).to_integral_value(ROUND_HALF_UP))

    def process_result_value(self, value, dialect):
        return None if value is None else Decimal(int(value)).scaleb(-self.places)


class UTCDateTime(TypeDecorator[dt.datetime]):
    """An aware moment, stored in UTC on both databases; a naive one is refused."""

    impl = DateTime
    cache_ok = True
    python_type = dt.datetime

    def load_dialect_impl(self, dialect):
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value, dialect):
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without time zone")
        value = value.astimezone(dt.UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value, dialect):
        if value is None:
            return None
        return value.astimezone(dt.UTC) if value.tzinfo else value.replace(tzinfo=dt.UTC)


def word(cls: type[enum.StrEnum]) -> Enum:
    """A column that holds one word of an enumeration by its code."""
    return Enum(
        cls, native_enum=False, length=40, validate_strings=True, values_callable=lambda c: [m.value for m in c]
    )


class Base(DeclarativeBase):
    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={Decimal: Money, dt.datetime: UTCDateTime},
    )


# Identifiers are never used twice, not even after a deletion: audit rows and links must not come to name another row.
pk = Annotated[int, mapped_column(Integer, primary_key=True, autoincrement=True)]
short = Annotated[str, mapped_column(String(60))]
name = Annotated[str, mapped_column(String(200))]
text = Annotated[str, mapped_column(Text, default="", server_default="")]
ratio = Annotated[Decimal, mapped_column(Scaled(6))]
quantity = Annotated[Decimal, mapped_column(Scaled(3))]
