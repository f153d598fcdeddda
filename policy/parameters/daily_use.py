"""A3: the numbers of daily use and of expenses."""

from policy.parameters.parameter import COUNT, DAYS, Parameter
from policy.words import N_

DAILY_USE = (
    Parameter(
        "travel_signin_days",
        3,
        "A3.2",
        DAYS,
        N_("People who travel sign in at least once in this many days."),
        1,
        60,
    ),
    Parameter(
        "weekly_activity_quota",
        1,
        "A3.5",
        COUNT,
        N_("Activities per week on lead customers and opportunities."),
        0,
        200,
    ),
    Parameter(
        "partner_maintenance_days",
        30,
        "A3.7",
        DAYS,
        N_("A partner's customer counts as kept up to date for this long."),
        1,
        365,
    ),
    Parameter(
        "activity_window_days",
        7,
        "A3.4",
        DAYS,
        N_("The linked activity lies at most this far from the expense."),
        0,
        90,
    ),
    Parameter(
        "activity_record_days",
        1,
        "A3.4",
        DAYS,
        N_("An activity recorded later than this counts as entered after the fact."),
        0,
        90,
    ),
    Parameter(
        "least_statement",
        4,
        "A3.4",
        COUNT,
        N_("Progress and key value say at least this much: a Chinese character counts 1, a word of letters 2."),
        1,
        50,
    ),
)
