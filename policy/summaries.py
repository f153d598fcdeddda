"""A3.2: work summaries and plans, for a day or a week."""

from policy.words import N_, Word


class SummaryKind(Word):
    """What stretch of time a summary is about."""

    DAILY = "daily", N_("Daily summary")
    WEEKLY = "weekly", N_("Weekly summary")
