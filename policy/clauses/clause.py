"""What a clause is, and the pages that clauses point to."""

from dataclasses import dataclass

from policy.words import N_


@dataclass(frozen=True)
class Clause:
    """One clause, or one article with its heading. ``places`` are the pages that carry it out, as (label, path).

    In ``text`` each ``%(name)s`` stands for the value of a policy parameter on the day of reading.
    """

    number: str
    title: str
    text: str = ""
    places: tuple[tuple[str, str], ...] = ()

    @property
    def anchor(self) -> str:
        return self.number.replace(".", "-")

    @property
    def is_article(self) -> bool:
        return "." not in self.number


ACCOUNTS = (N_("Accounts"), "/admin/users")
ACTIVITIES = (N_("Activities"), "/activities")
APPROVALS = (N_("Approvals"), "/approvals")
ASSESSMENT = (N_("Assessment"), "/assessment")
AUDIT_LOG = (N_("Audit log"), "/admin/audit")
BOARD = (N_("Board"), "/opportunities/board")
CONFLICTS = (N_("Conflicts"), "/conflicts")
CONTACTS = (N_("Contacts"), "/contacts")
CONTRACTS = (N_("Contracts"), "/contracts")
CUSTOMERS = (N_("Customers"), "/customers")
DISPATCH_RULES = (N_("Dispatch rules"), "/leads/rules")
EXPENSES = (N_("Expenses"), "/expenses")
FINANCE_DESK = (N_("Finance desk"), "/expenses/desk")
DAILY_USE = (N_("Daily use"), "/usage")
DIGESTS = (N_("Digests"), "/digests")
HOME = (N_("Home"), "/")
LEADS = (N_("Leads"), "/leads")
LOOK_UP = (N_("Is this one taken?"), "/lookup")
NEW_CUSTOMER = (N_("New customer"), "/customers/new")
NEW_LEAD = (N_("New lead"), "/leads/new")
NOTIFICATIONS = (N_("Notifications"), "/notifications")
OPPORTUNITIES = (N_("Opportunities"), "/opportunities")
ORDERS = (N_("Orders"), "/orders")
PRESALES = (N_("Presales support"), "/presales")
PROFILE = (N_("Profile"), "/profile")
PUBLIC_POOL = (N_("Public pool"), "/pool")
QUOTES = (N_("Quotes"), "/quotes")
RANKING = (N_("Ranking"), "/ranking")
RECEIVABLES = (N_("Receivables"), "/receivables")
REPORTS = (N_("Reports"), "/reports")
REPORTS_BY_MAIL = (N_("Reports by mail"), "/reports/orders")
SALES_KEPT = (N_("Sales kept for bonuses"), "/ranking/accounts")
STAGES = (N_("Stages"), "/admin/stages")
SUMMARIES = (N_("Summaries"), "/summaries")
SUPERVISION = (N_("Supervision"), "/supervision")
TARGETS = (N_("Targets"), "/reports/targets")
TASKS = (N_("Tasks"), "/tasks")
UNITS = (N_("Units"), "/admin/units")
URGENT = (N_("Urgent events"), "/urgent")
