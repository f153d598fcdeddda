"""A3.4: the numbers of the finance desk."""

from decimal import Decimal

from policy.parameters.parameter import COUNT, DAYS, MINUTES, PER_KILOMETRE, SHARE, YUAN, Parameter
from policy.words import N_

EXPENSES = (
    Parameter(
        "claim_term_days",
        90,
        "A3.4",
        DAYS,
        N_("An expense is reimbursed when it is handed in within this time."),
        1,
        730,
    ),
    Parameter(
        "movement_days",
        14,
        "A3.4",
        DAYS,
        N_("So near an expense something of the customer has to have moved."),
        1,
        180,
    ),
    Parameter(
        "similar_share",
        Decimal("0.85"),
        "A3.4",
        SHARE,
        N_("From this likeness on two statements count as the same."),
        Decimal("0.5"),
        1,
    ),
    Parameter(
        "similar_lines",
        20,
        "A3.4",
        COUNT,
        N_("With so many of the claimant's last lines a statement is compared."),
        1,
        100,
    ),
    Parameter(
        "invoice_from",
        Decimal("100"),
        "A3.4",
        YUAN,
        N_("Above this amount an expense needs an invoice."),
        0,
        100_000,
    ),
    Parameter(
        "split_days",
        3,
        "A3.4",
        DAYS,
        N_("Expenses of one kind so near each other count together when a limit is looked at."),
        0,
        60,
    ),
    Parameter(
        "own_heads_per_guest",
        Decimal("1"),
        "A3.4",
        COUNT,
        N_("So many of our own people per guest may sit at a table."),
        0,
        10,
    ),
    Parameter(
        "green_sample_share",
        Decimal("0.05"),
        "A3.4",
        SHARE,
        N_("This share of green lines is drawn to be looked at anyway."),
        0,
        1,
    ),
    Parameter(
        "desk_hold_minutes",
        30,
        "A3.4",
        MINUTES,
        N_("A claim that somebody took into check is free again after this time without a verdict."),
        5,
        1440,
    ),
    Parameter(
        "mileage_rate",
        Decimal("1"),
        "A3.4",
        PER_KILOMETRE,
        N_("What is reimbursed for one's own car."),
        0,
        100,
    ),
)
