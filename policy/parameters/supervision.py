"""A3.2, A3.3, A11: the numbers of the digest, of the weekly check and of spot checks."""

from policy.parameters.parameter import COUNT, DAYS, HOUR, Parameter
from policy.words import N_

SUPERVISION = (
    Parameter(
        "travel_reminder_days",
        2,
        "A3.2",
        DAYS,
        N_("Who travels and has not signed in for this many days is reminded."),
        1,
        59,
    ),
    Parameter("digest_hour", 18, "A3.3", HOUR, N_("The day's digest is drawn at this hour."), 12, 23),
    Parameter(
        "digest_relay_hour",
        10,
        "A3.3",
        HOUR,
        N_("A digest not read by this hour of the next working day is passed on by the assistant."),
        0,
        23,
    ),
    Parameter(
        "stage_stale_days",
        45,
        "A11",
        DAYS,
        N_("The weekly check finds an opportunity whose stage has not changed for this long."),
        7,
        365,
    ),
    Parameter(
        "date_passed_days",
        14,
        "A11",
        DAYS,
        N_("The weekly check finds an opportunity whose expected signing date passed this long ago."),
        1,
        365,
    ),
    Parameter(
        "mend_days", 5, "A11", DAYS, N_("A finding is to be mended within this time, unless said otherwise."), 1, 90
    ),
    Parameter(
        "in_order_rest_days",
        28,
        "A11",
        DAYS,
        N_("What was judged in order is not found again for this long while the record says the same."),
        0,
        365,
    ),
    Parameter("spot_check_size", 10, "A11", COUNT, N_("So many records are drawn for a spot check."), 1, 200),
)
