"""Who sees whose things, written out by hand, person by person and realm by realm (A13)."""

from access import visible
from extensions import db

ALL = {"hq", "east", "jv", "agent"}
EVERYTHING = ALL | {"pool"}

CUSTOMERS = {
    "sales1": {"hq", "pool"},
    "sales2": {"pool"},
    "channel1": {"pool"},
    "sales_manager": {"hq", "pool"},
    "sales_assistant": {"hq", "pool"},
    "channel_manager": {"pool"},
    "presales1": set(),
    "marketing1": set(),
    "frontdesk1": set(),
    "business_manager": set(),
    "business_assistant": set(),
    "implementer1": set(),
    "service1": set(),
    "admin": set(),
    "finance1": ALL,
    "president": EVERYTHING,
    "vp": EVERYTHING,
    "rnd_vp": EVERYTHING,
    "impl_vp": EVERYTHING,
    "presidents_assistant": EVERYTHING,
    "salesmgmt_manager": EVERYTHING,
    "supervisor1": EVERYTHING,
    "east_gm": {"east", "pool"},
    "east_assistant": {"east", "pool"},
    "east_sales1": {"east", "pool"},
    "jv_gm": {"jv"},
    "jv_sales1": {"jv"},
    "agent_gm": {"agent"},
    "agent_sales1": {"agent"},
    "agent2_gm": set(),
    "agent2_sales1": set(),
}
"""Finance sees the four because a submitted claim names each of them."""

LEADERS = ("president", "vp", "presidents_assistant", "salesmgmt_manager", "supervisor1")

OWN = {
    "sales1": {"hq"},
    "sales_manager": {"hq"},
    "sales_assistant": {"hq"},
    "east_gm": {"east"},
    "east_assistant": {"east"},
    "east_sales1": {"east"},
    "jv_gm": {"jv"},
    "jv_sales1": {"jv"},
    "agent_gm": {"agent"},
    "agent_sales1": {"agent"},
    **dict.fromkeys(LEADERS, ALL),
}

LEADS = {
    **dict.fromkeys(CUSTOMERS, set()),
    **OWN,
    **dict.fromkeys(("business_manager", "business_assistant"), {"hq", "east"}),
}
"""Leads in somebody's hands: holder, who leads the holder, and the business department of the company."""

PARTIES = {**dict.fromkeys(CUSTOMERS, set()), **OWN}

CONFLICTS = {**dict.fromkeys(CUSTOMERS, set()), **OWN, "sales2": {"hq"}}
"""Both claimants see the file at headquarters; what one of them put forward the other does not read."""

SELLERS = set(CUSTOMERS) - {"marketing1", "frontdesk1", "implementer1", "service1", "admin", "finance1"}

QUOTES = {**dict.fromkeys(CUSTOMERS, set()), **OWN, **dict.fromkeys(("rnd_vp", "impl_vp"), ALL)}
"""Who follows the customer, who leads them, and who decides for the whole company."""

APPROVALS = QUOTES
"""Who asked, who leads them, and who decides for the whole company."""

ORDERS = {**LEADS, **dict.fromkeys(("finance1", "rnd_vp", "impl_vp"), ALL)}
"""Who asked for it, who leads them, business of the company, and finance; nobody else (A9.3)."""

WORKS = {**ORDERS, "finance1": set(), "implementer1": {"hq", "east"}}
"""Whoever may see the order sees how far its implementation is; implementers those in which they have a task (A9.5)."""

CONTRACTS = {**LEADS, **dict.fromkeys(("finance1", "rnd_vp", "impl_vp"), ALL)}
"""Who has it, who leads them, business of the company, finance, and who decides for the whole company (A9.2)."""

DUNNING = {username: realms & {"hq"} for username, realms in CONTRACTS.items()}
"""As the contract; in the tests only headquarters pressed for payment."""

READS_TEXTS = SELLERS - {"presales1"} | {"business_manager", "business_assistant", "finance1"}

TEXTS = {
    username: ALL
    if CUSTOMERS[username] == EVERYTHING
    else {"hq", "east"} | ({username.split("_")[0]} & {"jv", "agent"})
    if username in READS_TEXTS
    else set()
    for username in CUSTOMERS
}
"""The standard texts of the own company, and those of headquarters for who signs in its name."""

PRODUCTS = {username: ALL if username in SELLERS else set() for username in CUSTOMERS}

PRICE_LISTS = {
    username: set() if username not in SELLERS else {"hq", "east"} | ({"jv"} if username.startswith("jv_") else set())
    for username in CUSTOMERS
}

PRICE_LISTS |= {"agent_gm": {"hq", "east", "agent"}, "agent_sales1": {"hq", "east", "agent"}}

PRICE_LISTS |= dict.fromkeys((*LEADERS, "rnd_vp", "impl_vp"), ALL)
"""The lists of one's own company and those of headquarters, of which the branch is a part."""

PEOPLE = PARTIES
"""What is about one person: the person and who leads them (A3, A11, A12)."""

SUPERVISED = {
    username: set() if username.endswith(("sales1", "sales2")) else PEOPLE[username] for username in CUSTOMERS
}
"""What is drawn up about a whole unit: who leads it and who supervises."""

PUBLISHED = {
    username: ALL
    if CUSTOMERS[username] == EVERYTHING
    else {username.split("_")[0]} & {"jv", "agent"}
    if username.startswith(("jv_", "agent"))
    else {"hq", "east"}
    for username in CUSTOMERS
}
"""What a company publishes, everybody of that company reads; the branch belongs to headquarters (A11, A12.4)."""

SUPPORTED = {**PEOPLE, "presales1": ALL}
"""Who asked for support, who leads them, and presales: that of headquarters serves the partners too (A12.5)."""

REPORTED = {
    **dict.fromkeys(CUSTOMERS, set()),
    "salesmgmt_manager": ALL,
    "east_gm": {"east"},
    "jv_gm": {"jv"},
    "agent_gm": {"agent"},
}
"""Reports that are sent by themselves: who may order them (A10)."""

FINANCE_NEVER_READS = {"attachments", "opportunities"}
"""No line names these four opportunities, and the four files belong to customers, not to lines."""


def seen(world, user, noun, model):
    ids = set(db.session.scalars(visible(model, user).with_only_columns(model.id)))
    return {realm for realm, things in world.realms.items() if noun in things and things[noun].id in ids}
