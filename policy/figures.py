"""A10: what is counted. A flow belongs to a month; a stock is what stands now."""

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
