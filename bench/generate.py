"""Fills an empty database with a company of a given size: ``python -m bench.generate 1000000 sqlite:////tmp/big.db``.

Three activities for each customer, an opportunity for every fifth, 20,000 claims of four lines, and the search index; a
contract for every tenth, with its quote, order, implementation, invoices, collections and everything decided about it.
"""

import argparse
import enum
import time
from collections.abc import Iterable, Iterator

from flask import current_app
from sqlalchemy import select
from sqlalchemy.schema import CreateIndex

import clock
from bench import cash, deals, decisions, pending, rows, signed, works  # noqa: F401  each adds tables to the rows
from bench.databases import bare_app, resolved
from bench.sinks import Postgres, Sqlite
from bench.world import PER_SELLER, SHARES, World, today
from extensions import db
from models import Unit, User, UserRole
from passwords import hashed
from policy.roles import Role
from seeds.cast import UNITS, create_cast

FEWEST_SELLERS, PER_IMPLEMENTER = 12, 800


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("customers", type=int)
    options.add_argument("database", help="sqlite:////path/new.db, postgresql://… or embedded:/path/name; empty")
    asked = options.parse_args()
    with bare_app(resolved(asked.database)).app_context():
        generate(asked.customers)


def generate(customers: int) -> None:
    """Create the schema and fill it; says what took how long."""
    start = time.monotonic()
    db.create_all()
    world = World(customers, _people(customers), _units(), today())
    world.people = dict(db.session.execute(select(User.username, User.id)).all())
    world.checker = world.people["finance1"]
    world.implementers = _implementers(world.contracts)
    db.session.remove()
    indexes = [index for table in db.metadata.sorted_tables for index in table.indexes]
    for index in indexes:
        index.drop(db.engine)
    sink = (Postgres if db.engine.dialect.name == "postgresql" else Sqlite)(db.engine)
    for name, (columns, make) in rows.ROWS.items():
        _timed(name, lambda c=columns, m=make, n=name: sink.fill(*_completed(n, c, m(world))))
    _timed("search", lambda: _search(sink, world))
    _timed("indexes", lambda: [sink.run(str(_created(index))) for index in indexes])
    _timed("statistics", sink.finish)
    _timed("awaited", pending.ask)
    print(f"{customers:,} customers in {time.monotonic() - start:.0f} s")


def _timed(what: str, deed) -> None:
    start = time.monotonic()
    done = deed()
    print(f"{what:22}{done if isinstance(done, int) else '':>10}{time.monotonic() - start:8.1f} s", flush=True)


def _people(customers: int) -> dict[str, list[int]]:
    """The cast, and as many salespeople as the customers need, by the key of their unit."""
    people = create_cast(db.session, current_app.config["DEMO_PASSWORD"])
    units = _units()
    wanted = max(customers // PER_SELLER, FEWEST_SELLERS)
    shared, sellers = hashed("nobody knows"), {}
    for key, share in SHARES.items():
        own = [
            user
            for name, user in people.items()
            if user.unit_id == units[key] and "sales" in name and name[-1].isdigit()
        ]
        own += [people["channel1"]] if key == "channel" else []
        for number in range(wanted * share // 100 - len(own)):
            user = User(username=f"{key}.{number}", name=f"销售{key}{number}", unit_id=units[key], password_hash=shared)
            user.role_rows, user.created_at = [UserRole(role=Role.DIRECT_SALES)], clock.now()
            own.append(user)
        db.session.add_all(own)
        db.session.flush()
        sellers[key] = [user.id for user in own]
    db.session.commit()
    return sellers


def _implementers(orders: int) -> list[int]:
    """As many as the contracts keep busy."""
    unit = _units()["implementation"]
    people = [
        User(
            username=f"implementer.{number}",
            name=f"实施{number}",
            unit_id=unit,
            password_hash="",
            created_at=clock.now(),
        )
        for number in range(max(orders // PER_IMPLEMENTER, 2))
    ]
    for user in people:
        user.role_rows = [UserRole(role=Role.IMPLEMENTER)]
    db.session.add_all(people)
    db.session.commit()
    first = db.session.scalar(select(User.id).where(User.username == "implementer1"))
    return [first, *(user.id for user in people)]


def _units() -> dict[str, int]:
    ids = dict(db.session.execute(select(Unit.name, Unit.id)).all())
    return {key: ids[name] for key, _, _, name in UNITS}


def _completed(name: str, columns: tuple[str, ...], made: Iterable[tuple]) -> tuple[str, tuple, Iterator[tuple]]:
    """The rows with the remaining columns at the defaults that the models give them."""
    rest = {
        c.name: _default(c) for c in db.metadata.tables[name].columns if c.name not in columns and c.default is not None
    }
    constants = tuple(rest.values())
    return name, (*columns, *rest), (row + constants for row in made)


def _default(column) -> str | int:
    value = column.default.arg({}) if column.default.is_callable else column.default.arg
    if isinstance(value, enum.Enum):
        return value.value
    return "{}" if isinstance(value, dict) else value if isinstance(value, str) else int(value)


def _created(index) -> str:
    return CreateIndex(index).compile(dialect=db.engine.dialect)


def _search(sink, world: World) -> int:
    found = rows.grams(world)
    if isinstance(sink, Postgres):
        return sink.fill("customer_search", ("customer_id", "grams"), ((i, sorted(numbers)) for i, numbers in found))
    as_text = ((i, " ".join(f"{number:x}" for number in numbers)) for i, numbers in found)
    return sink.fill("customer_search", ("rowid", "grams"), as_text)


if __name__ == "__main__":
    main()
