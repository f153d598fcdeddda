"""Journeys and stays of a claimant around the days of some lines, and whose people we are (A3.4)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from extensions import db
from models import ExpenseClaim, ExpenseLine, Letterhead, TripRequest, Unit
from policy.checks.place import JOURNEYS
from policy.expenses import Category
from policy.filler import bare
from policy.line_facts import Stop
from scopes import company_in, tree

AROUND = dt.timedelta(days=30)
"""So far from a line its journey there and back is looked for."""


def journey(claimant_id: int, lines: Sequence[ExpenseLine]) -> tuple[Stop, ...]:
    """All journeys and stays of the claimant near these lines, stored ones and these."""
    travelling = [line for line in lines if line.category in JOURNEYS]
    if not travelling:
        return ()
    days = [line.spent_on for line in travelling]
    columns = ExpenseLine.id, ExpenseLine.category, ExpenseLine.spent_on, ExpenseLine.ended_on
    query = select(*columns, ExpenseLine.city, ExpenseLine.from_city)
    query = query.join(ExpenseClaim, ExpenseLine.claim_id == ExpenseClaim.id).where(
        ExpenseClaim.claimant_id == claimant_id,
        ExpenseLine.removed_at.is_(None),
        ExpenseLine.category.in_(sorted(JOURNEYS)),
        ExpenseLine.spent_on.between(min(days) - AROUND, max(days) + AROUND),
    )
    rows = {row.id: row for row in db.session.execute(query)} | {line.id: line for line in travelling}
    return tuple(_stop(row) for row in rows.values() if row.city)


def _stop(row) -> Stop:
    travels = row.category is Category.TRAVEL
    until = row.ended_on or row.spent_on + dt.timedelta(days=0 if travels else 1)
    return Stop(row.id, travels, row.spent_on, until, row.city, row.from_city or "")


def trip_cities(claim: ExpenseClaim) -> tuple[str, ...]:
    """The cities of the trip from which a claim was made."""
    if claim.trip_id is None:
        return ()
    cities = db.session.scalar(select(TripRequest.cities).where(TripRequest.id == claim.trip_id)) or ""
    return tuple(city for city in cities.split("、") if city)


@dataclass(frozen=True)
class House:
    """Who we are on invoices (names and tax numbers, bare; ``tax_numbers`` these alone), and the city in which the
    claimant's people work."""

    titles: frozenset[str]
    tax_numbers: frozenset[str]
    city: str


def house_of(unit: Unit) -> House:
    """The company of a unit: every name under which an invoice may be made out to it."""
    units = tree()
    company = company_in(units, unit.id)
    heads = select(Unit.id, Unit.name, Unit.path, Letterhead.company_zh, Letterhead.company_en, Letterhead.tax_number)
    heads = heads.add_columns(Letterhead.city).outerjoin(Letterhead).where(Unit.path.contains(f"/{company}/"))
    rows = [row for row in db.session.execute(heads) if company_in(units, row.id) == company]
    numbers = {bare(row.tax_number or "") for row in rows} - {""}
    titles = numbers | {bare(text or "") for row in rows for text in (row.company_zh, row.company_en)}
    titles |= {bare(row.name) for row in rows if row.id == company}
    above = sorted((row for row in rows if unit.path.startswith(row.path) and row.city), key=lambda row: len(row.path))
    return House(frozenset(titles - {""}), frozenset(numbers), above[-1].city if above else "")
