"""A12: the numbers of the assessment, the ranking and presales support."""

from decimal import Decimal

from policy.parameters.parameter import COUNT, DAYS, Parameter
from policy.words import N_

PERCENT, MONTHS, MINUTES, PARTS = N_("percent"), N_("months"), N_("minutes"), N_("parts of the whole")

ASSESSMENT = (
    Parameter(
        "harm_first_percent",
        20,
        "A12.1",
        PERCENT,
        N_("Off the month's performance pay for the first harm after a notice."),
        0,
        100,
    ),
    Parameter(
        "harm_second_percent", 50, "A12.1", PERCENT, N_("Off the month's performance pay for the next harm."), 0, 100
    ),
    Parameter(
        "harm_third_percent",
        100,
        "A12.1",
        PERCENT,
        N_("Off the month's performance pay for the harm after that."),
        0,
        100,
    ),
    Parameter(
        "head_share",
        Decimal("0.3333"),
        "A12.1",
        PARTS,
        N_("The part of a deduction for harm that the department head bears."),
        0,
        1,
    ),
    Parameter(
        "harm_lapses", 4, "A12.1", COUNT, N_("So many missed duties of daily use within the term count as harm."), 1, 60
    ),
    Parameter("spoken_warnings", 2, "A12.2", COUNT, N_("So many spoken warnings come before a deduction."), 0, 20),
    Parameter(
        "misuse_percent",
        10,
        "A12.2",
        PERCENT,
        N_("Off the month's performance pay for each use against the rules after the warnings."),
        0,
        100,
    ),
    Parameter(
        "misuse_goes_on",
        3,
        "A12.2",
        COUNT,
        N_("After so many deductions for use against the rules the next falls under A12.1."),
        1,
        20,
    ),
    Parameter(
        "lead_percent",
        10,
        "A12.3",
        PERCENT,
        N_("Off the month's performance pay for each lead not followed up."),
        0,
        100,
    ),
    Parameter(
        "lead_goes_on",
        3,
        "A12.3",
        COUNT,
        N_("After so many deductions for leads the right to leads is suspended."),
        1,
        20,
    ),
    Parameter(
        "assessment_months", 12, "A12", MONTHS, N_("Only violations of so many months count as repeated."), 1, 60
    ),
    Parameter("measure_appeal_days", 5, "A12", DAYS, N_("An appeal against a measure is possible this long."), 1, 60),
    Parameter(
        "entry_customers", 20, "A12.4", COUNT, N_("New customers in the month to take part in the ranking."), 0, 1000
    ),
    Parameter(
        "entry_opportunities",
        5,
        "A12.4",
        COUNT,
        N_("New opportunities in the month to take part in the ranking."),
        0,
        1000,
    ),
    Parameter("weight_new_customers", 20, "A12.4", PARTS, N_("Weight of new customers in the ranking."), 0, 1000),
    Parameter(
        "weight_new_opportunities", 20, "A12.4", PARTS, N_("Weight of new opportunities in the ranking."), 0, 1000
    ),
    Parameter("weight_visits", 10, "A12.4", PARTS, N_("Weight of visits in the ranking."), 0, 1000),
    Parameter(
        "weight_customer_value", 15, "A12.4", PARTS, N_("Weight of the value of customers in the ranking."), 0, 1000
    ),
    Parameter(
        "weight_opportunity_value",
        20,
        "A12.4",
        PARTS,
        N_("Weight of the value of opportunities in the ranking."),
        0,
        1000,
    ),
    Parameter(
        "weight_movement", 15, "A12.4", PARTS, N_("Weight of the movement through the funnel in the ranking."), 0, 1000
    ),
    Parameter("grade_a_value", 1000000, "A12.4", N_("yuan"), N_("What a customer of grade A is worth in the ranking.")),
    Parameter("grade_b_value", 300000, "A12.4", N_("yuan"), N_("What a customer of grade B is worth in the ranking.")),
    Parameter("grade_c_value", 100000, "A12.4", N_("yuan"), N_("What a customer of grade C is worth in the ranking.")),
    Parameter("grade_d_value", 20000, "A12.4", N_("yuan"), N_("What a customer of grade D is worth in the ranking.")),
    Parameter(
        "bulk_records",
        10,
        "A12.4",
        COUNT,
        N_("More records than this by one person within the bulk time count as entered in bulk."),
        2,
        1000,
    ),
    Parameter("bulk_minutes", 10, "A12.4", MINUTES, N_("The time within which bulk entry is looked for."), 1, 240),
    Parameter("top_salespeople", 3, "A12.4", COUNT, N_("So many salespeople at the top are commended."), 1, 100),
    Parameter("top_agents", 10, "A12.4", COUNT, N_("So many agent partners at the top are commended."), 1, 100),
    Parameter("last_salespeople", 3, "A12.4", COUNT, N_("So many salespeople count as the last."), 0, 100),
    Parameter("last_agents", 10, "A12.4", COUNT, N_("So many agent partners count as the last."), 0, 100),
    Parameter(
        "bottom_streak",
        2,
        "A12.4",
        COUNT,
        N_("Months in a row among the last that cost the right to leads."),
        1,
        12,
    ),
    Parameter("reward_commendations", 3, "A12.4", COUNT, N_("So many commendations earn a reward."), 1, 100),
    Parameter(
        "presales_first_people",
        5,
        "A12.5",
        COUNT,
        N_("So many salespeople of the highest value come first for presales support."),
        0,
        100,
    ),
    Parameter(
        "presales_first_agents",
        10,
        "A12.5",
        COUNT,
        N_("So many agent partners of the highest value come first for presales support."),
        0,
        100,
    ),
)
