"""What the bench generates is what the product would have written itself."""

import datetime as dt
from decimal import Decimal

import pytest

import identifiers
from bench import cash, contracts, decisions, signed, works  # noqa: F401  each adds its tables to the rows
from bench.rows import ROWS, grams
from bench.world import SHARES, World
from extensions import db
from policy.quote_sums import Item, sums
from queries import search
from seeds.cast import UNITS

PLACES = {"quantity": 3, "list_price": 2, "net_price": 2, "tax_rate": 6}


def filled(customers: int) -> World:
    sellers = {key: [number] for number, key in enumerate(SHARES, 1)}
    return World(customers, sellers, {key: place for place, (key, *_) in enumerate(UNITS, 1)}, dt.date(2026, 11, 23))


@pytest.fixture
def world(app):
    return filled(400)


@pytest.fixture
def company(app):
    """Large enough for a contract of every sort."""
    return filled(4000)


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


@pytest.mark.parametrize("table", sorted(ROWS))
def test_every_row_has_all_its_columns_and_an_id_of_its_own(world, table):
    columns, make = ROWS[table]
    rows = list(make(world))
    assert all(len(row) == len(columns) for row in rows)
    if "id" in columns:
        ids = [row[columns.index("id")] for row in rows]
        assert len(set(ids)) == len(ids)


def test_quotes_amount_to_what_the_policy_makes_of_their_lines(company):
    lines = {}
    for row in rows_of(company, "quote_lines"):
        lines.setdefault(row["quote_id"], []).append(row)
    for quote in rows_of(company, "quotes"):
        items = [
            Item(*(Decimal(row[name]).scaleb(-places) for name, places in PLACES.items())) for row in lines[quote["id"]]
        ]
        made = sums(items)
        stands = [quote[name] for name in ("list_total", "net_total", "tax_total", "discount", "deepest")]
        said = [made.list_total * 100, made.net_total * 100, made.tax_total * 100]
        assert stands == [*said, made.shown_whole * 1_000_000, made.shown_deepest * 1_000_000]


def test_every_ledger_adds_up_and_nothing_is_set_against_what_is_not_there(company):
    received, settled = {}, {}
    for row in rows_of(company, "collections"):
        received[row["id"]] = row["amount"] - row["refunded"] - row["allocated"]
        assert received[row["id"]] >= 0
    for row in rows_of(company, "allocations"):
        settled[row["invoice_id"]] = settled.get(row["invoice_id"], 0) + row["amount"]
    owed = {}
    for row in rows_of(company, "invoices"):
        owed[row["contract_id"]] = owed.get(row["contract_id"], 0) + row["open"]
        if row["corrects_id"] is None:
            assert row["settled"] == settled.get(row["id"], 0)
            assert row["open"] == row["amount"] - row["corrected"] - row["settled"] >= 0
    for row in rows_of(company, "receivables"):
        assert row["invoiced"] - row["collected"] == row["open"] - row["prepaid"]
        assert row["open"] == owed[row["contract_id"]]
        assert (row["overdue_from"] is None) == (row["open"] == 0)


def test_payments_sum_to_the_amount_of_their_contract(company):
    parts = {}
    for row in rows_of(company, "milestones"):
        parts[row["contract_id"]] = parts.get(row["contract_id"], 0) + row["amount"]
    assert parts == {row["id"]: row["amount"] for row in rows_of(company, "contracts")}
