"""A10: what is counted. A flow belongs to a month; a stock is what stands now."""

import enum
from collections.abc import Iterable

from policy.words import N_, Word


class FigureKind(Word):
    """One figure that is kept per month (or now), unit, person and part."""

    CONTRACTS = "contracts", N_("Contracts signed")
    COLLECTIONS = "collections", N_("Collections")
    NEW_CUSTOMERS = "new_customers", N_("New customers")
    NEW_OPPORTUNITIES = "new_opportunities", N_("New opportunities")
    ACTIVITIES = "activities", N_("Activities by kind")
    CONTACTS_BY_GRADE = "contacts_by_grade", N_("Contacts by grade of the customer")
    STAGE_ENTRIES = "stage_entries", N_("Entries into a stage")
    STAGE_DAYS = "stage_days", N_("Days spent in a stage")
    OUTCOMES = "outcomes", N_("Opportunities won and lost")
    LOSS_REASONS = "loss_reasons", N_("Won and lost by reason")
    COMPETITORS = "competitors", N_("Won and lost against competitors")
    SLIPPAGE = "slippage", N_("Moves of the expected signing date")
    EXPENSES = "expenses", N_("Expenses paid")
    CUSTOMERS_BY_GRADE = "customers_by_grade", N_("Customers by grade")
    CUSTOMERS_BY_INDUSTRY = "customers_by_industry", N_("Customers by industry")
    CUSTOMERS_BY_REGION = "customers_by_region", N_("Customers by region")
    PIPELINE = "pipeline", N_("Open opportunities by stage")
    FORECAST = "forecast", N_("Forecast by expected month")
    WEIGHTED = "weighted", N_("Weighted forecast by expected month")
    MOVEMENT = "movement", N_("Movement of the forecast")


STOCKS = frozenset(
    {
        FigureKind.CUSTOMERS_BY_GRADE,
        FigureKind.CUSTOMERS_BY_INDUSTRY,
        FigureKind.CUSTOMERS_BY_REGION,
        FigureKind.PIPELINE,
        FigureKind.FORECAST,
        FigureKind.WEIGHTED,
        FigureKind.MOVEMENT,
    }
)
"""Figures of what stands now; every other belongs to a month."""
NOW = "now"
"""The period of a stock."""


class Source(enum.StrEnum):
    """Records that are counted together: a change of one makes the figures of its source untrue."""

    CONTRACTS = "contracts"
    COLLECTIONS = "collections"
    NEW_CUSTOMERS = "new_customers"
    CUSTOMERS = "customers"
    NEW_OPPORTUNITIES = "new_opportunities"
    STAGES = "stages"
    CLOSINGS = "closings"
    DATES = "dates"
    PIPELINE = "pipeline"
    ACTIVITIES = "activities"
    EXPENSES = "expenses"


_K = FigureKind
KINDS_OF = {
    Source.CONTRACTS: (_K.CONTRACTS,),
    Source.COLLECTIONS: (_K.COLLECTIONS,),
    Source.NEW_CUSTOMERS: (_K.NEW_CUSTOMERS,),
    Source.CUSTOMERS: (_K.CUSTOMERS_BY_GRADE, _K.CUSTOMERS_BY_INDUSTRY, _K.CUSTOMERS_BY_REGION),
    Source.NEW_OPPORTUNITIES: (_K.NEW_OPPORTUNITIES,),
    Source.STAGES: (_K.STAGE_ENTRIES, _K.STAGE_DAYS),
    Source.CLOSINGS: (_K.OUTCOMES, _K.LOSS_REASONS, _K.COMPETITORS),
    Source.DATES: (_K.SLIPPAGE,),
    Source.PIPELINE: (_K.PIPELINE, _K.FORECAST, _K.WEIGHTED, _K.MOVEMENT),
    Source.ACTIVITIES: (_K.ACTIVITIES, _K.CONTACTS_BY_GRADE),
    Source.EXPENSES: (_K.EXPENSES,),
}
"""Which figures come from which records; every figure from one source."""
STOCK_SOURCES = frozenset({Source.CUSTOMERS, Source.PIPELINE})


class Rests(enum.StrEnum):
    """Dirt that names a record: the worker finds out which sources and months rest on it.

    Of a customer everything may, or what its grade, its owner or its shares decide.
    """

    CUSTOMER = "customer"
    GRADE = "grade"
    OWNER = "owner"
    SHARES = "shares"
    OPPORTUNITY = "opportunity"
    CONTRACT = "contract"
    CLAIM = "claim"
    ALL_RETURNS = "all_returns"
    EVERYTHING = "everything"


RETURNS = "returns"
"""The source of what customers cost and brought, kept in a table of its own."""
WINDOW = "window"
"""The period of dirt that names the first of a stretch of customers."""


def above(path: str) -> list[int]:
    """The unit of a path and every unit above it: the ids of ``/1/4/9/``."""
    return [int(part) for part in path.split("/") if part]


class Sums:
    """Figures while they are counted: a person's own, and those of the unit itself, which go up the tree at the end.

    Amounts are whole fen, so that it does not matter in which order they are added; days count a hundred each.
    """

    def __init__(self):
        self.rows: dict[tuple, list[int]] = {}

    def add(self, kind: FigureKind, period: str, unit_id: int, user_id: int | None, part: object, count, fen=0) -> None:
        """One group of records, to the person and to the unit."""
        if user_id is not None:
            self.put(kind, period, unit_id, user_id, part, count, fen)
        self.put(kind, period, unit_id, None, part, count, fen)

    def put(self, kind: FigureKind, period: str, unit_id: int, user_id: int | None, part: object, count, fen=0) -> None:
        """The same to one of the two alone."""
        found = self.rows.setdefault((kind, period, unit_id, user_id, str(part)[:PART]), [0, 0])
        found[0] += int(count)
        found[1] += int(fen or 0)

    def rolled_up(self, paths: dict[int, str], below: Iterable[tuple] = ()) -> dict[tuple, tuple[int, int]]:
        """Every figure, those of units with everything below them. ``below``: sums of units that were not counted, with
        everything below these, as ``(key, count, fen)``."""
        sums: dict[tuple, list[int]] = {}
        for key, (count, fen) in self.rows.items():
            kind, period, unit_id, user_id, part = key
            units = [unit_id] if user_id is not None else above(paths[unit_id])
            for one in units:
                found = sums.setdefault((kind, period, one, user_id, part), [0, 0])
                found[0] += count
                found[1] += fen
        for (kind, period, unit_id, _nobody, part), count, fen in below:
            for one in above(paths[unit_id])[:-1]:
                found = sums.setdefault((kind, period, one, None, part), [0, 0])
                found[0] += count
                found[1] += fen
        return {key: (count, fen) for key, (count, fen) in sums.items() if count or fen}


PART = 60
"""How long the name of a part is at most."""


class TargetKind(Word):
    """What a target is set for."""

    CONTRACTS = "contracts", N_("Contract amount")
    COLLECTIONS = "collections", N_("Collections")


class Rhythm(Word):
    """How often a report is sent."""

    WEEKLY = "weekly", N_("Every week")
    MONTHLY = "monthly", N_("Every month")


class Report(Word):
    """A page of figures that can be sent."""

    RESULTS = "results", N_("Contracts and collections")
    CUSTOMERS = "customers", N_("Customers")
    WORK = "work", N_("Work with customers")
    FUNNEL = "funnel", N_("Funnel")
    FORECAST = "forecast", N_("Forecast")
    OUTCOMES = "outcomes", N_("Won and lost")
    RETURNS = "returns", N_("Expenses and what they brought")
    CLAIMS = "claims", N_("Expense claims")
