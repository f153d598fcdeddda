"""Articles 9 to 13: business, analysis, supervision, assessment, confidentiality."""

from policy.clauses.clause import (
    ASSESSMENT,
    AUDIT_LOG,
    CONTRACTS,
    ORDERS,
    PRESALES,
    PROFILE,
    QUOTES,
    RANKING,
    RECEIVABLES,
    REPORTS,
    REPORTS_BY_MAIL,
    SALES_KEPT,
    SUPERVISION,
    TARGETS,
    TASKS,
    Clause,
)
from policy.words import N_

CLAUSES = (
    Clause(
        "A9",
        N_("Business"),
    ),
    Clause(
        "A9.1",
        N_("Quotes"),
        N_(
            "A quote is submitted and approved before it goes out; there is none for a customer who is not in the "
            "CRM, or who was never met or spoken to. Sales and channel department managers approve down to a discount"
            " ratio of %(manager_floor)s, the president's assistant down to %(assistant_floor)s; deeper discounts are"
            " for a vice president or the president."
        ),
        (QUOTES,),
    ),
    Clause(
        "A9.2",
        N_("Contracts"),
        N_(
            "A contract up to ¥%(small_contract_limit)s with a discount ratio of at least %(small_contract_floor)s "
            "and in standard text is decided by the department manager. All others are countersigned: sales "
            "management gives a first opinion on the terms, then the R&D vice president, the implementation vice "
            "president and the president review."
        ),
        (CONTRACTS,),
    ),
    Clause(
        "A9.3",
        N_("Execution orders"),
        N_(
            "After the price contract, sales submits contract or sales order to the business manager. Approved, "
            "business staff start the execution order, which tells the right people to ship, collect and implement."
        ),
        (ORDERS,),
    ),
    Clause(
        "A9.4",
        N_("Receivables"),
        N_(
            "Every month finance draws the statement of receivables from contracts and invoices and gives it to sales"
            " management, which presses for payment."
        ),
        (RECEIVABLES,),
    ),
    Clause(
        "A9.5",
        N_("Implementation"),
        N_(
            "The implementation order notifies the department; its content becomes tasks for implementers. Business "
            "follows progress and payment milestones on it."
        ),
        (TASKS,),
    ),
    Clause(
        "A10",
        N_("Forecast and analysis"),
        N_(
            "Customers, opportunities and results are sorted, counted and combined into data and charts: contract "
            "amount and collections per department and month; per salesperson new customers, new opportunities, "
            "customer grades, contact frequency and funnel; forecasts."
        ),
        (REPORTS, TARGETS, REPORTS_BY_MAIL),
    ),
    Clause(
        "A11",
        N_("Supervision"),
        N_(
            "The execution group (sales departments and assistants) keeps the system up daily. Daily supervision "
            "(sales management and department managers) checks every week. The leadership group makes spot checks at "
            "any time. The business manager publishes the month's progress figures."
        ),
        (SUPERVISION,),
    ),
    Clause(
        "A12",
        N_("Assessment"),
    ),
    Clause(
        "A12.1",
        N_("Harm by not using the system"),
        N_(
            "Who causes harm by not using the system bears, by gravity, a notice of criticism, the loss of 20 %%, 50 "
            "%% or 100 %% of the month's performance pay, or dismissal. The head of the department bears a third of "
            "the penalty. Usage is counted and published every month."
        ),
        (ASSESSMENT,),
    ),
    Clause(
        "A12.2",
        N_("Use against the rules"),
        N_(
            "Use against the rules brings a spoken warning; after two warnings 10 %% of the month's performance pay "
            "each time; who goes on falls under A12.1."
        ),
        (ASSESSMENT,),
    ),
    Clause(
        "A12.3",
        N_("Leads left lying"),
        N_(
            "A lead not followed up in time, or a valid lead without a follow-up record, costs 10 %% of the month's "
            "performance pay each time; who goes on loses the right to leads."
        ),
        (ASSESSMENT,),
    ),
    Clause(
        "A12.4",
        N_("Monthly ranking"),
        N_(
            "Each month quantity (new customers, new opportunities, customer visits) and quality (customer value, "
            "opportunity value, movement through the funnel) are ranked; who takes part has %(entry_customers)s new "
            "customers and %(entry_opportunities)s new opportunities or more. The first %(top_salespeople)s (agents: "
            "%(top_agents)s) are commended and come first in dispatch and for industry customers; "
            "%(reward_commendations)s commendations earn a reward. Who is among the last %(last_salespeople)s (agents: "
            "%(last_agents)s) %(bottom_streak)s months in a row loses dispatch and sees the industry customers cut, "
            "until a ranking finds otherwise."
        ),
        (RANKING,),
    ),
    Clause(
        "A12.5",
        N_("Support first"),
        N_(
            "The %(presales_first_people)s with the highest accumulated value of customers and opportunities (of the "
            "agents: %(presales_first_agents)s) come first for presales and expert support."
        ),
        (PRESALES,),
    ),
    Clause(
        "A12.6",
        N_("Bonuses"),
        N_(
            "The accumulated sales figures of the month feed bonuses, the year-end review and the yearly award of the"
            " agents."
        ),
        (SALES_KEPT, REPORTS),
    ),
    Clause(
        "A13",
        N_("Security and confidentiality"),
        N_(
            "What the CRM holds is the company's trade secret: nobody sees more than the own work needs, nothing "
            "leaves unrecorded, and every change that matters is written down with who made it."
        ),
        (
            AUDIT_LOG,
            PROFILE,
        ),
    ),
)
