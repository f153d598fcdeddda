"""Articles 6 to 8: following opportunities, tracking limits, registration."""

from policy.clauses.clause import (
    ACTIVITIES,
    APPROVALS,
    BOARD,
    CONFLICTS,
    CONTACTS,
    CUSTOMERS,
    LOOK_UP,
    NEW_CUSTOMER,
    NOTIFICATIONS,
    OPPORTUNITIES,
    PUBLIC_POOL,
    STAGES,
    Clause,
)
from policy.words import N_

CLAUSES = (
    Clause(
        "A6",
        N_("Following opportunities"),
        N_(
            "This holds for direct customers, agents and agents' end customers. Once a customer has become an "
            "opportunity, its owner keeps the following current."
        ),
        (OPPORTUNITIES,),
    ),
    Clause(
        "A6.1",
        N_("Stage"),
        N_("The stage always is the present one."),
        (
            BOARD,
            STAGES,
        ),
    ),
    Clause(
        "A6.2",
        N_("Expected signing date"),
        N_("The expected signing date is adjusted as things move; its changes stay visible against the first one."),
        (OPPORTUNITIES,),
    ),
    Clause(
        "A6.3",
        N_("Customer and contacts"),
        N_("Details of customer and contacts are a resource of the company: they are exact and complete."),
        (
            CUSTOMERS,
            CONTACTS,
        ),
    ),
    Clause(
        "A6.4",
        N_("Competitors"),
        N_("Competitors met on the way are recorded at once, so that the company can answer."),
        (OPPORTUNITIES,),
    ),
    Clause(
        "A6.5",
        N_("Sales activities"),
        N_("Each activity that moves the opportunity is recorded with its effect on the customer."),
        (ACTIVITIES,),
    ),
    Clause(
        "A6.6",
        N_("Attachments"),
        N_("Documents given to the customer are kept as attachments, by stage."),
        (OPPORTUNITIES,),
    ),
    Clause(
        "A6.7",
        N_("Closing"),
        N_(
            "An opportunity is closed as won, lost or invalid within %(closing_workdays)s working days after its "
            "result is known. The department manager or sales assistant confirms that its record is complete and "
            "right."
        ),
        (
            OPPORTUNITIES,
            APPROVALS,
        ),
    ),
    Clause(
        "A7",
        N_("Tracking limits"),
        N_(
            "Tracking limits warn of customers whom nobody contacted for long and give them to others, so that none "
            "is lost or wasted. The time since the last contact activity decides."
        ),
        (CUSTOMERS,),
    ),
    Clause(
        "A7.1",
        N_("Notice"),
        N_("From %(notice_days)s days on, the customer page and the list show that there was no contact for so long."),
        (CUSTOMERS,),
    ),
    Clause(
        "A7.2",
        N_("Alarm"),
        N_("From %(alarm_days)s days on, they show the alarm, and the owner is alerted."),
        (
            CUSTOMERS,
            NOTIFICATIONS,
        ),
    ),
    Clause(
        "A7.3",
        N_("Release to the public pool"),
        N_(
            "From %(release_days)s days on, the customer goes to the public pool by itself. One person may hold "
            "%(pool_claim_limit)s customers claimed from the pool and claim %(pool_daily_limit)s a day; no former owner "
            "may claim a customer back for %(pool_cooldown_days)s days. The limit may differ by grade."
        ),
        (PUBLIC_POOL,),
    ),
    Clause(
        "A8",
        N_("Registration and conflicts"),
    ),
    Clause(
        "A8.1",
        N_("First recorded, first owned"),
        N_(
            "Opportunities are registered the same day. In a conflict the order of registration in the system "
            "decides: first recorded, first owned. Nobody takes over by any other way. A registration is protected for "
            "%(protection_days)s days. A customer that is not submitted, or is returned and not mended, within its "
            "limit and %(lapse_days)s days more gives its name free for the next in line."
        ),
        (NEW_CUSTOMER, LOOK_UP),
    ),
    Clause(
        "A8.2",
        N_("Together where it serves the signing"),
        N_(
            "Where the customer has no clear preference, or the later one has the better relation, what serves the "
            "signing best is agreed: both follow the customer together, and that is recorded."
        ),
        (CONFLICTS,),
    ),
)
