"""Articles 2 to 5: whom the rules hold for, daily use, entering customers, leads."""

from policy.clauses.clause import (
    ACCOUNTS,
    ACTIVITIES,
    APPROVALS,
    CONTACTS,
    CONTRACTS,
    CUSTOMERS,
    DAILY_USE,
    DIGESTS,
    DISPATCH_RULES,
    EXPENSES,
    FINANCE_DESK,
    HOME,
    LEADS,
    NEW_CUSTOMER,
    NEW_LEAD,
    SUMMARIES,
    UNITS,
    URGENT,
    Clause,
)
from policy.words import N_

CLAUSES = (
    Clause(
        "A2",
        N_("Scope"),
        N_(
            "The rules hold for the sales and marketing staff of headquarters with their supporting departments, for "
            "the branches, the joint ventures and the agent partners."
        ),
        (
            UNITS,
            ACCOUNTS,
        ),
    ),
    Clause(
        "A3",
        N_("Daily use"),
    ),
    Clause(
        "A3.1",
        N_("Everybody works in the system"),
        N_(
            "All sales, presales and marketing staff, assistants, managers, and who administers and maintains the "
            "system do their daily work in it."
        ),
        (
            HOME,
            ACCOUNTS,
        ),
    ),
    Clause(
        "A3.2",
        N_("On business trips"),
        N_(
            "Staff who travel sign in at least once every %(travel_signin_days)s days, read what is new, plan their "
            "work and write summaries. Whoever cannot be online still keeps the progress of the own customers up to "
            "date."
        ),
        (ACTIVITIES, SUMMARIES),
    ),
    Clause(
        "A3.3",
        N_("Managers follow every day"),
        N_(
            "Department managers, and the general managers and deputies of branches, joint ventures and agents, "
            "follow the day's progress every day. When one is not online, the assistant passes the day's progress on;"
            " urgent events reach the manager at once."
        ),
        (
            HOME,
            SUMMARIES,
            URGENT,
            DIGESTS,
            ACTIVITIES,
        ),
    ),
    Clause(
        "A3.4",
        N_("Expenses rest on the CRM"),
        N_(
            "Every reimbursement rests on key facts in the CRM. A line that has to do with a customer states the "
            "customer's real progress and key value, else it is not reimbursed. A line that has to do with a sales "
            "action names the linked activity or event, at most %(activity_window_days)s days from the expense, else "
            "it is not reimbursed."
        ),
        (
            EXPENSES,
            FINANCE_DESK,
        ),
    ),
    Clause(
        "A3.5",
        N_("Activities every week"),
        N_(
            "Every salesperson has activities on lead customers and opportunities every week and records them; sales "
            "management sets how many: at present %(weekly_activity_quota)s a week."
        ),
        (
            ACTIVITIES,
            DAILY_USE,
        ),
    ),
    Clause(
        "A3.6",
        N_("No contract without a customer"),
        N_(
            "A sales contract signed by headquarters or a branch, or by a joint venture or agent in the name of "
            "headquarters, is approved only if its customer exists in the CRM."
        ),
        (CONTRACTS,),
    ),
    Clause(
        "A3.7",
        N_("Partners keep their customers current"),
        N_(
            "Joint ventures and agents keep their customers up to date, at least every %(partner_maintenance_days)s "
            "days; else their special-price requests are not processed."
        ),
        (CUSTOMERS,),
    ),
    Clause(
        "A4",
        N_("Entering customers"),
    ),
    Clause(
        "A4.0",
        N_("Who enters"),
        N_(
            "Three kinds of people enter customers: direct sales (direct customers), channel sales (agents and "
            "agents' end customers), and business managers (leads)."
        ),
        (NEW_CUSTOMER,),
    ),
    Clause(
        "A4.1",
        N_("Complete"),
        N_(
            "What is entered is complete: customer, contact, lead, opportunity, progress and activity, sales order. "
            "The customer's name is the registered one; name and contact are never empty."
        ),
        (
            CUSTOMERS,
            CONTACTS,
        ),
    ),
    Clause(
        "A4.2",
        N_("Reviewed"),
        N_(
            "A new customer is submitted; the department manager or assistant checks customer, contact and phone and "
            "approves it, or returns it with a reason. Only an approved customer counts."
        ),
        (
            APPROVALS,
            CUSTOMERS,
        ),
    ),
    Clause(
        "A4.3",
        N_("In time"),
        N_(
            "Entering a new customer takes at most %(entry_days)s days, in special cases, with a reason, at most "
            "%(entry_days_extended)s."
        ),
        (CUSTOMERS,),
    ),
    Clause(
        "A4.4",
        N_("By the owner"),
        N_(
            "Progress is entered by the account manager who owns the customer. When a manager or assistant enters it "
            "on the owner's behalf, that is marked."
        ),
        (
            ACTIVITIES,
            CUSTOMERS,
        ),
    ),
    Clause(
        "A4.5",
        N_("Won customers"),
        N_(
            "For a won customer, customer service completes the company profile and the process data; the salesperson"
            " coordinates."
        ),
        (CUSTOMERS,),
    ),
    Clause(
        "A5",
        N_("Leads and dispatch"),
        N_(
            "Leads come in by phone, website registration or online consultation. Marketing with the front desk "
            "screens first and passes on; the business manager or assistant filters and enters; the system dispatches"
            " by the customer's region and industry to an account manager or regional manager, who follows up and "
            "keeps the record. Screening takes at most %(screening_hours)s working hours, filtering "
            "%(filtering_hours)s, the first follow-up %(first_followup_hours)s; what is late goes up to the manager "
            "and on to sales management. Leads go to who may receive them: active, not on leave, with the right to "
            "leads, and with fewer than %(open_leads_limit)s in hand; first to those with priority, then to who has "
            "the fewest, then to who has waited longest."
        ),
        (LEADS, NEW_LEAD, DISPATCH_RULES),
    ),
)
