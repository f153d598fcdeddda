"""A5, A12.3: the numbers of leads and their dispatch."""

from policy.parameters.parameter import COUNT, HOUR, WORKING_HOURS, Parameter
from policy.words import N_

LEADS = (
    Parameter("office_opens", 9, "A5", HOUR, N_("Working hours begin at this hour."), 0, 23),
    Parameter("office_closes", 18, "A5", HOUR, N_("Working hours end at this hour."), 1, 24),
    Parameter("screening_hours", 4, "A5", WORKING_HOURS, N_("Marketing screens a new lead within this time."), 1, 200),
    Parameter(
        "filtering_hours",
        8,
        "A5",
        WORKING_HOURS,
        N_("Business filters and enters a screened lead within this time."),
        1,
        200,
    ),
    Parameter(
        "dispatch_hours",
        4,
        "A5",
        WORKING_HOURS,
        N_("A lead that nobody could receive is dispatched by hand within this time."),
        1,
        200,
    ),
    Parameter(
        "first_followup_hours",
        24,
        "A5",
        WORKING_HOURS,
        N_("Who received a lead follows it up within this time."),
        1,
        400,
    ),
    Parameter(
        "escalation_manager_hours",
        4,
        "A5",
        WORKING_HOURS,
        N_("This long after a limit of a lead has passed, the manager in charge is told."),
        0,
        400,
    ),
    Parameter(
        "escalation_top_hours",
        8,
        "A5",
        WORKING_HOURS,
        N_("This long after a limit of a lead has passed, sales management is told."),
        0,
        400,
    ),
    Parameter(
        "open_leads_limit",
        30,
        "A5",
        COUNT,
        N_("Leads that one person may hold before no more are dispatched to them."),
        1,
        10000,
    ),
    Parameter(
        "inquiries_per_minute",
        20,
        "A5",
        COUNT,
        N_("Public inquiries that are taken from one address per minute."),
        1,
        10000,
    ),
)
