"""A3.4: limits of expenses: what they are counted by, and whether they warn or block."""

from policy.words import N_, Word


class Basis(Word):
    """What an amount is held against a limit for."""

    LINE = "line", N_("per line")
    HEAD = "head", N_("per head")
    NIGHT = "night", N_("per night")
    DAY = "day", N_("per person and day")
    MONTH = "month", N_("per person and month")
    CUSTOMER_MONTH = "customer_month", N_("per customer and month")


class Effect(Word):
    """What follows when a limit is passed."""

    WARNS = "warns", N_("warns")
    BLOCKS = "blocks", N_("blocks")


class CityTier(Word):
    """How dear a city is."""

    FIRST = "first", N_("First-tier city")
    SECOND = "second", N_("Second-tier city")
    OTHER = "other", N_("Other places")
