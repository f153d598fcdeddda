"""A13: which role may do what. Whether it may be done to one thing is for ``access`` and for the rule of the deed."""

import enum

from policy.roles import Role


class Permission(enum.StrEnum):
    """What a role may do. Whether it may be done to one thing is for ``access`` and the rules."""

    USE = "use"
    VIEW_CUSTOMERS = "view_customers"
    ENTER_DIRECT_CUSTOMERS = "enter_direct_customers"
    ENTER_CHANNEL_CUSTOMERS = "enter_channel_customers"
    ENTER_CUSTOMERS = "enter_customers"
    REVIEW_CUSTOMERS = "review_customers"
    TRANSFER_CUSTOMERS = "transfer_customers"
    COMPLETE_PROFILES = "complete_profiles"
    RECORD_ACTIVITIES = "record_activities"
    FOLLOW_OPPORTUNITIES = "follow_opportunities"
    VIEW_OPPORTUNITIES = "view_opportunities"
    CONFIRM_CLOSINGS = "confirm_closings"
    CLAIM_EXPENSES = "claim_expenses"
    APPROVE_EXPENSES = "approve_expenses"
    CHECK_EXPENSES = "check_expenses"
    PAY_EXPENSES = "pay_expenses"
    CLAIM_FROM_POOL = "claim_from_pool"
    RELEASE_TO_POOL = "release_to_pool"
    VIEW_POOL = "view_pool"
    ADMINISTER = "administer"
    VIEW_AUDIT = "view_audit"
    VIEW_LEADS = "view_leads"
    TAKE_LEADS = "take_leads"
    SCREEN_LEADS = "screen_leads"
    FILTER_LEADS = "filter_leads"
    DISPATCH_LEADS = "dispatch_leads"
    SET_DISPATCH = "set_dispatch"
    SET_LEAD_RIGHTS = "set_lead_rights"
    FOLLOW_LEADS = "follow_leads"
    LOOK_UP = "look_up"
    OPEN_CONFLICTS = "open_conflicts"
    VIEW_CONFLICTS = "view_conflicts"
    RULE_CONFLICTS = "rule_conflicts"
    RULE_APPEALS = "rule_appeals"
    HAND_OVER = "hand_over"
    SET_ABSENCES = "set_absences"
    VIEW_PRODUCTS = "view_products"
    SET_PRODUCTS = "set_products"
    VIEW_QUOTES = "view_quotes"
    WRITE_QUOTES = "write_quotes"
    VIEW_CONTRACTS = "view_contracts"
    DRAFT_CONTRACTS = "draft_contracts"
    KEEP_CONTRACTS = "keep_contracts"
    SET_TEMPLATES = "set_templates"
    VIEW_RECEIVABLES = "view_receivables"
    KEEP_RECEIVABLES = "keep_receivables"
    PRESS_FOR_PAYMENT = "press_for_payment"
    VIEW_ORDERS = "view_orders"
    DRAFT_ORDERS = "draft_orders"
    EXECUTE_ORDERS = "execute_orders"
    VIEW_IMPLEMENTATIONS = "view_implementations"
    PLAN_IMPLEMENTATIONS = "plan_implementations"
    WORK_TASKS = "work_tasks"
    READ_TEAM = "read_team"
    FOLLOW_DAY = "follow_day"
    RELAY_DAY = "relay_day"
    SET_QUOTAS = "set_quotas"
    EXCUSE_USAGE = "excuse_usage"
    VIEW_SUPERVISION = "view_supervision"
    CHECK_WEEKLY = "check_weekly"
    CHECK_SPOTS = "check_spots"
    PUBLISH_USAGE = "publish_usage"
    ASSESS = "assess"
    RULE_MEASURES = "rule_measures"
    EXPORT_ASSESSMENT = "export_assessment"
    ASK_PRESALES = "ask_presales"
    SUPPORT_SALES = "support_sales"
    VIEW_REPORTS = "view_reports"
    SET_TARGETS = "set_targets"
    ORDER_REPORTS = "order_reports"
    SET_EXPENSE_RULES = "set_expense_rules"


P = Permission
EVERYBODY = frozenset({P.USE, P.CLAIM_EXPENSES})
READING = frozenset(
    {
        P.VIEW_CUSTOMERS,
        P.VIEW_OPPORTUNITIES,
        P.VIEW_POOL,
        P.VIEW_PRODUCTS,
        P.VIEW_QUOTES,
        P.VIEW_CONTRACTS,
        P.VIEW_RECEIVABLES,
    }
    | {P.VIEW_ORDERS, P.VIEW_IMPLEMENTATIONS}
)
SELLING = READING | {
    P.WRITE_QUOTES,
    P.ENTER_CUSTOMERS,
    P.RECORD_ACTIVITIES,
    P.FOLLOW_OPPORTUNITIES,
    P.CLAIM_FROM_POOL,
    P.VIEW_LEADS,
    P.FOLLOW_LEADS,
    P.LOOK_UP,
    P.OPEN_CONFLICTS,
    P.VIEW_CONFLICTS,
    P.DRAFT_CONTRACTS,
    P.DRAFT_ORDERS,
    P.ASK_PRESALES,
    P.VIEW_REPORTS,
}
INTAKE = frozenset({P.VIEW_CUSTOMERS, P.RECORD_ACTIVITIES, P.VIEW_LEADS, P.TAKE_LEADS, P.LOOK_UP})
BUSINESS = INTAKE | {
    P.VIEW_PRODUCTS,
    P.SCREEN_LEADS,
    P.FILTER_LEADS,
    P.DISPATCH_LEADS,
    P.VIEW_CONTRACTS,
    P.VIEW_RECEIVABLES,
    P.KEEP_CONTRACTS,
    P.VIEW_ORDERS,
    P.EXECUTE_ORDERS,
    P.VIEW_IMPLEMENTATIONS,
    P.VIEW_REPORTS,
}
IMPLEMENTING = frozenset({P.VIEW_IMPLEMENTATIONS, P.PLAN_IMPLEMENTATIONS, P.WORK_TASKS})
MANAGING = READING | {
    P.WRITE_QUOTES,
    P.REVIEW_CUSTOMERS,
    P.TRANSFER_CUSTOMERS,
    P.RECORD_ACTIVITIES,
    P.FOLLOW_OPPORTUNITIES,
    P.CONFIRM_CLOSINGS,
    P.RELEASE_TO_POOL,
    P.VIEW_LEADS,
    P.FOLLOW_LEADS,
    P.DISPATCH_LEADS,
    P.SET_LEAD_RIGHTS,
    P.SET_ABSENCES,
    P.LOOK_UP,
    P.OPEN_CONFLICTS,
    P.VIEW_CONFLICTS,
    P.RULE_CONFLICTS,
    P.HAND_OVER,
    P.DRAFT_CONTRACTS,
    P.DRAFT_ORDERS,
    P.ASK_PRESALES,
    P.READ_TEAM,
    P.FOLLOW_DAY,
    P.EXCUSE_USAGE,
    P.VIEW_SUPERVISION,
    P.CHECK_WEEKLY,
    P.VIEW_REPORTS,
}
EXECUTIVE = MANAGING | {P.APPROVE_EXPENSES, P.VIEW_AUDIT, P.ASSESS, P.SET_TARGETS}
ASSISTING = MANAGING - {
    P.TRANSFER_CUSTOMERS,
    P.RELEASE_TO_POOL,
    P.DISPATCH_LEADS,
    P.SET_LEAD_RIGHTS,
    P.RULE_CONFLICTS,
    P.HAND_OVER,
    P.FOLLOW_DAY,
    P.EXCUSE_USAGE,
    P.CHECK_WEEKLY,
}
SUPERVISING = frozenset({P.VIEW_AUDIT, P.VIEW_LEADS, P.VIEW_CONFLICTS, P.READ_TEAM, P.VIEW_SUPERVISION, P.VIEW_REPORTS})

ROLES: dict[Role, frozenset[Permission]] = {
    Role.DIRECT_SALES: SELLING | {P.ENTER_DIRECT_CUSTOMERS},
    Role.CHANNEL_SALES: SELLING | {P.ENTER_CHANNEL_CUSTOMERS},
    Role.PRESALES: READING - {P.VIEW_POOL, P.VIEW_CONTRACTS, P.VIEW_RECEIVABLES, P.VIEW_ORDERS, P.VIEW_IMPLEMENTATIONS}
    | {P.RECORD_ACTIVITIES, P.SUPPORT_SALES},
    Role.MARKETING: INTAKE | {P.SCREEN_LEADS},
    Role.BUSINESS_MANAGER: BUSINESS
    | {P.SET_PRODUCTS, P.SET_DISPATCH, P.SET_LEAD_RIGHTS, P.SET_ABSENCES, P.SET_TEMPLATES, P.PUBLISH_USAGE},
    Role.BUSINESS_ASSISTANT: BUSINESS,
    Role.DEPARTMENT_MANAGER: MANAGING | IMPLEMENTING | {P.APPROVE_EXPENSES},
    Role.SALES_ASSISTANT: ASSISTING | {P.RELAY_DAY},
    Role.GENERAL_MANAGER: MANAGING
    | IMPLEMENTING
    | {
        P.APPROVE_EXPENSES,
        P.EXECUTE_ORDERS,
        P.ASSESS,
        P.SET_TARGETS,
        P.PUBLISH_USAGE,
        P.ORDER_REPORTS,
        P.EXPORT_ASSESSMENT,
    },
    Role.SALES_MANAGEMENT: EXECUTIVE
    | {P.SET_PRODUCTS, P.SET_DISPATCH, P.RULE_APPEALS, P.SET_TEMPLATES, P.PRESS_FOR_PAYMENT}
    | {P.SET_QUOTAS, P.ORDER_REPORTS, P.EXPORT_ASSESSMENT},
    Role.PRESIDENTS_ASSISTANT: EXECUTIVE | {P.RULE_APPEALS, P.RULE_MEASURES, P.CHECK_SPOTS},
    Role.VICE_PRESIDENT: EXECUTIVE | {P.RULE_APPEALS, P.RULE_MEASURES, P.CHECK_SPOTS},
    Role.RND_VICE_PRESIDENT: READING | {P.APPROVE_EXPENSES, P.VIEW_REPORTS},
    Role.IMPLEMENTATION_VICE_PRESIDENT: READING | IMPLEMENTING | {P.APPROVE_EXPENSES, P.VIEW_REPORTS},
    Role.PRESIDENT: EXECUTIVE | {P.RULE_APPEALS, P.RULE_MEASURES, P.CHECK_SPOTS},
    Role.FINANCE: frozenset(
        {
            P.VIEW_CUSTOMERS,
            P.CHECK_EXPENSES,
            P.PAY_EXPENSES,
            P.SET_EXPENSE_RULES,
            P.VIEW_CONTRACTS,
            P.VIEW_RECEIVABLES,
            P.KEEP_RECEIVABLES,
            P.VIEW_ORDERS,
            P.EXPORT_ASSESSMENT,
            P.VIEW_REPORTS,
        }
    ),
    Role.IMPLEMENTER: IMPLEMENTING | {P.RECORD_ACTIVITIES, P.VIEW_CUSTOMERS},
    Role.CUSTOMER_SERVICE: frozenset({P.VIEW_CUSTOMERS, P.COMPLETE_PROFILES, P.RECORD_ACTIVITIES}),
    Role.SUPERVISOR: READING | SUPERVISING | {P.CHECK_WEEKLY},
    Role.LEADERSHIP_GROUP: READING | SUPERVISING | {P.CHECK_SPOTS},
    Role.ADMINISTRATOR: frozenset({P.ADMINISTER, P.VIEW_AUDIT}),
}

UNIT_ROLES = frozenset({Role.DEPARTMENT_MANAGER, Role.GENERAL_MANAGER})
"""See the subtree of their own unit; assistants see the subtrees of those whom they assist."""

COMPANY_ROLES = frozenset(
    {
        Role.SALES_MANAGEMENT,
        Role.PRESIDENTS_ASSISTANT,
        Role.VICE_PRESIDENT,
        Role.RND_VICE_PRESIDENT,
        Role.IMPLEMENTATION_VICE_PRESIDENT,
        Role.PRESIDENT,
        Role.SUPERVISOR,
        Role.LEADERSHIP_GROUP,
    }
)
"""See everything below their own company: at headquarters that is all, in a joint venture or agent its own tree."""

IMPLEMENTING_ROLES = frozenset(role for role, held in ROLES.items() if Permission.WORK_TASKS in held)
"""Who may lead an implementation and do its tasks, in the unit that has it (A9.5)."""
