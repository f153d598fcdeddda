"""Customers by name (substring, pinyin, initials), credit code and phone. The one module that differs by database.

Pairs of characters are kept in an index of their own: FTS5 on SQLite, an integer array with GIN on PostgreSQL. Few hits
are taken from that index; for a term that very many names contain, the list is walked in its own order instead.
"""

import dataclasses
import json
import re
import unicodedata
import zlib
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Connection, Integer, bindparam, event, func, or_, select
from sqlalchemy import text as sql

import identifiers
from extensions import db
from models import Contact, Customer
from queries.syllables import readings

FEW = 1500
"""Up to so many hits the index leads; beyond, one finds enough of them soon by walking the list."""

_NAMES = "有限 限公 公司 股份 份有 责任 任公 限责 集团 团有 科技 技有 技股"
_SOUNDS = "youxian xiangong gongsi gufen fenyou zeren rengong xianze jituan tuanyou keji jiyou jigu"
_INITIALS = "kjy jyx yxg xgs fyx gfy jgf jty tyx"
STOP_NAMES, STOP_SOUNDS, STOP_INITIALS = (frozenset(words.split()) for words in (_NAMES, _SOUNDS, _INITIALS))
"""Left out of the index: so many names have them that they tell nothing."""

DDL = {
    "sqlite": [
        (
            "CREATE VIRTUAL TABLE IF NOT EXISTS customer_search"
            " USING fts5(grams, detail=none, columnsize=0, tokenize='ascii')"
        )
    ],
    "postgresql": [
        "CREATE TABLE IF NOT EXISTS customer_search (customer_id INTEGER PRIMARY KEY, grams INTEGER[] NOT NULL)",
        "CREATE INDEX IF NOT EXISTS ix_customer_search_grams ON customer_search USING gin (grams)",
    ],
}
PUT = {
    "sqlite": "INSERT INTO customer_search (rowid, grams) VALUES (:id, :grams)",
    "postgresql": "INSERT INTO customer_search (customer_id, grams) VALUES (:id, :grams)",
}
TAKE = {
    "sqlite": "DELETE FROM customer_search WHERE rowid = :id",
    "postgresql": "DELETE FROM customer_search WHERE customer_id = :id",
}


def create_index(connection: Connection) -> None:
    """Create the search index where it does not stand yet; for the migration and for ``create_all``."""
    for statement in DDL[connection.dialect.name]:
        connection.execute(sql(statement))


def drop_index(connection: Connection) -> None:
    """Remove the search index."""
    connection.execute(sql("DROP TABLE IF EXISTS customer_search"))


@event.listens_for(db.metadata, "after_create")
def _after_create(metadata, connection: Connection, **_: Any) -> None:
    create_index(connection)


@event.listens_for(db.metadata, "before_drop")
def _before_drop(metadata, connection: Connection, **_: Any) -> None:
    drop_index(connection)


def index_customer(customer: Customer) -> None:
    """Bring pinyin, initials and the search index in line with the customer's name; joins the running transaction."""
    customer.pinyin, customer.initials = identifiers.pinyin(customer.name)
    db.session.flush()
    db.session.execute(sql(TAKE[_dialect()]), {"id": customer.id})
    index_rows(db.session.connection(), [(customer.id, customer.name)])


def forget_customer(customer: Customer) -> None:
    """Take a customer out of the search: nothing finds it by its name any more; joins the running transaction."""
    customer.pinyin, customer.initials = "", ""
    db.session.flush()
    db.session.execute(sql(TAKE[_dialect()]), {"id": customer.id})


def index_rows(connection: Connection, rows: Iterable[tuple[int, str]]) -> None:
    """Add ``(id, name)`` of customers that the index does not hold yet; many at once for imports and migrations."""
    shape = _shape(connection.dialect.name)
    values = [{"id": id_, "grams": shape(grams(name))} for id_, name in rows]
    if values:
        connection.execute(sql(PUT[connection.dialect.name]), values)


def grams(name: str) -> set[int]:
    """What a name is found by: pairs of characters, pairs of syllables, triples of initials, each as a number."""
    key, sounds = identifiers.name_key(name), identifiers.syllables(name)
    return _numbers(_pairs(key), _sound_pairs(sounds), _triples("".join(sound[0] for sound in sounds)))


def _pairs(key: str) -> set[str]:
    return {key[i : i + 2] for i in range(len(key) - 1)} - STOP_NAMES


def _sound_pairs(sounds) -> set[str]:
    return {f"~{a}{b}" for a, b in zip(sounds, sounds[1:], strict=False) if a + b not in STOP_SOUNDS}


def _triples(initials: str) -> set[str]:
    return {f"-{initials[i : i + 3]}" for i in range(len(initials) - 2) if initials[i : i + 3] not in STOP_INITIALS}


def _numbers(*groups: set[str]) -> set[int]:
    return {zlib.crc32(gram.encode()) & 0x7FFFFFFF for group in groups for gram in group}


def _dialect() -> str:
    return db.session.get_bind().dialect.name


def _shape(dialect: str) -> Callable[[set[int]], Any]:
    return sorted if dialect == "postgresql" else lambda numbers: " ".join(f"{number:x}" for number in numbers)


@dataclasses.dataclass(frozen=True)
class Hits:
    """What a term means for a query over customers. ``where`` is true for hits; ``ids`` are all candidates when they
    are few, or None when the list is better walked in its own order."""

    where: ColumnElement[bool]
    ids: list[int] | None = None

    def narrow(self) -> ColumnElement[bool]:
        """The condition to put into the query."""
        return self.where if self.ids is None else among(self.ids) & self.where


def among(ids: list[int]) -> ColumnElement[bool]:
    """The customers with these ids, as one parameter however many they are."""
    if _dialect() == "postgresql":
        return Customer.id == func.any(bindparam("ids", ids, type_=ARRAY(Integer), unique=True))
    listed = func.json_each(json.dumps(ids)).table_valued("value")
    return Customer.id.in_(select(listed.c.value))


def look_up(term: str) -> Hits | None:
    """How to find a typed term; None when nothing searchable was typed."""
    term = unicodedata.normalize("NFKC", term).strip()[:80]
    key = identifiers.name_key(term)
    if not key:
        return None
    if re.fullmatch(r"[0-9+() -]{7,}", term) and (called := _called(term)) is not None:
        return called
    if re.fullmatch(r"[0-9A-Z]{8,18}", code := key.upper()) and re.search(r"\d{6}", code):
        return Hits(_begins(Customer.credit_code, code))
    where, alternatives = _meaning(key)
    if not alternatives:
        return Hits(where)
    found = _candidates(alternatives, FEW + 1)
    return Hits(where, found if len(found) <= FEW else None)


def find_customers(query, term: str):
    """``query`` over customers, narrowed to what a typed term finds; as it is when nothing searchable was typed."""
    hits = look_up(term)
    return query if hits is None else query.where(hits.narrow())


def _begins(column, code: str) -> ColumnElement[bool]:
    """Starts with ``code``, by the column's index."""
    return (column == code) if len(code) == 18 else column.between(code, code + "Z" * (18 - len(code)))


def _called(term: str) -> Hits | None:
    try:
        number = identifiers.phone(term)
    except ValueError:
        return None
    ids = set(db.session.scalars(select(Contact.customer_id).where(Contact.phone == number).limit(FEW)))
    ids |= set(db.session.scalars(select(Customer.id).where(Customer.phone == number).limit(FEW)))
    code = re.sub(r"\D", "", term)
    if not ids and len(code) >= 8:
        return Hits(_begins(Customer.credit_code, code))
    return Hits(Customer.id.is_not(None), sorted(ids))


def _meaning(key: str) -> tuple[ColumnElement[bool], list[set[int]]]:
    """What a term may match, and the sets of grams of which one whole set must occur; none when no gram is telling."""
    ways: list[ColumnElement[bool]] = [Customer.name_key.contains(key, autoescape=True)]
    sets = [_numbers(_pairs(key))]
    if key.isascii() and key.isalpha():
        ways += [Customer.pinyin.contains(key, autoescape=True), Customer.initials.contains(key, autoescape=True)]
        sets += [_numbers(_triples(key))] if len(key) > 1 else []
        sets += [_numbers(_sound_pairs(reading)) for reading in readings(key)]
    return or_(*ways), sets if all(sets) else []


def _candidates(alternatives: list[set[int]], most: int) -> list[int]:
    """The ids of at most ``most`` customers that have every gram of one of the sets."""
    if _dialect() == "postgresql":
        ways = [f"grams @> :g{n}" for n in range(len(alternatives))]
        query = sql(f"SELECT customer_id FROM customer_search WHERE {' OR '.join(ways)} LIMIT :most")  # noqa: S608
        query = query.bindparams(*(bindparam(f"g{n}", type_=ARRAY(Integer)) for n in range(len(alternatives))))
        values: dict[str, Any] = {f"g{n}": sorted(grams) for n, grams in enumerate(alternatives)}
    else:
        query = sql("SELECT rowid FROM customer_search WHERE customer_search MATCH :match LIMIT :most")
        sets = (" AND ".join(f'"{gram:x}"' for gram in sorted(grams)) for grams in alternatives)
        values = {"match": " OR ".join(f"({each})" for each in sets)}
    return list(db.session.scalars(query, {**values, "most": most}))


def alike(core: str, most: int = 200, each: int = 100) -> list[int]:
    """Ids of customers whose names may be like ``core``, a part of a name key: those that share nearly all its telling
    pairs of characters, then some that share one of the first."""
    pairs = [core[i : i + 2] for i in range(len(core) - 1) if core[i : i + 2] not in STOP_NAMES]
    telling = [number for pair in dict.fromkeys(pairs) for number in _numbers({pair})]
    if not telling:
        return []
    but_one = [set(telling) - {gram} for gram in telling] if len(telling) > 2 else []
    found = dict.fromkeys(_candidates([set(telling), *but_one], most))
    for gram in telling[:4] if len(found) < most // 10 else ():
        found |= dict.fromkeys(_candidates([{gram}], each))
    return list(found)


def contact_hits(term: str) -> ColumnElement[bool]:
    """Contacts who bear this name, phone or mail address, whole."""
    ways = [Contact.name == term, Contact.email == term]
    try:
        ways.append(Contact.phone == identifiers.phone(term))
    except ValueError:
        return or_(*ways)
    return or_(*ways) if identifiers.phone(term) else ways[0]
