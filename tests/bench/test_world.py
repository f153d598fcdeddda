"""What the bench generates is what the product would have written itself."""

import datetime as dt

import pytest

import identifiers
from bench.rows import ROWS, grams
from bench.world import SHARES, World
from extensions import db
from queries import search


@pytest.fixture
def world(app):
    sellers = {key: [number] for number, key in enumerate(SHARES, 1)}
    world = World(400, sellers, dict.fromkeys(SHARES, 1), dt.date(2026, 11, 23))
    world.checker = 1
    return world


def rows_of(world, table):
    columns, make = ROWS[table]
    return [dict(zip(columns, row, strict=True)) for row in make(world)]


def test_names_are_found_by_the_same_grams(world):
    made = dict(grams(world))
    for row in rows_of(world, "customers"):
        assert made[row["id"]] == search.grams(row["name"])


def test_names_have_the_product_s_key_and_are_nobody_s_twice(world):
    customers = rows_of(world, "customers")
    assert all(row["name_key"] == identifiers.name_key(row["name"]) for row in customers)
    assert len({row["name_key"] for row in customers}) == len(customers)
    assert all((row["owner_id"] is None) == (row["pooled_at"] is not None) for row in customers)


@pytest.mark.parametrize("table", sorted(ROWS))
def test_every_column_that_is_written_exists(world, table):
    columns, _ = ROWS[table]
    assert set(columns) <= set(db.metadata.tables[table].columns.keys())
