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


P = Permission
EVERYBODY = frozenset({P.USE, P.CLAIM_EXPENSES})
READING = frozenset({P.VIEW_CUSTOMERS, P.VIEW_OPPORTUNITIES, P.VIEW_POOL})
SELLING = READING | {P.ENTER_CUSTOMERS, P.RECORD_ACTIVITIES, P.FOLLOW_OPPORTUNITIES, P.CLAIM_FROM_POOL}
MANAGING = READING | {
    P.REVIEW_CUSTOMERS,
    P.TRANSFER_CUSTOMERS,
    P.RECORD_ACTIVITIES,
    P.FOLLOW_OPPORTUNITIES,
    P.CONFIRM_CLOSINGS,
    P.RELEASE_TO_POOL,
}
EXECUTIVE = MANAGING | {P.APPROVE_EXPENSES, P.VIEW_AUDIT}

ROLES: dict[Role, frozenset[Permission]] = {
    Role.DIRECT_SALES: SELLING | {P.ENTER_DIRECT_CUSTOMERS},
    Role.CHANNEL_SALES: SELLING | {P.ENTER_CHANNEL_CUSTOMERS},
    Role.PRESALES: READING - {P.VIEW_POOL} | {P.RECORD_ACTIVITIES},
    Role.MARKETING: frozenset({P.VIEW_CUSTOMERS, P.RECORD_ACTIVITIES}),
    Role.BUSINESS_MANAGER: frozenset({P.VIEW_CUSTOMERS, P.RECORD_ACTIVITIES}),
    Role.BUSINESS_ASSISTANT: frozenset({P.VIEW_CUSTOMERS, P.RECORD_ACTIVITIES}),
    Role.DEPARTMENT_MANAGER: MANAGING | {P.APPROVE_EXPENSES},
    Role.SALES_ASSISTANT: MANAGING - {P.TRANSFER_CUSTOMERS, P.RELEASE_TO_POOL},
    Role.GENERAL_MANAGER: MANAGING | {P.APPROVE_EXPENSES},
    Role.SALES_MANAGEMENT: EXECUTIVE,
    Role.PRESIDENTS_ASSISTANT: EXECUTIVE,
    Role.VICE_PRESIDENT: EXECUTIVE,
    Role.RND_VICE_PRESIDENT: READING | {P.APPROVE_EXPENSES},
    Role.IMPLEMENTATION_VICE_PRESIDENT: READING | {P.APPROVE_EXPENSES},
    Role.PRESIDENT: EXECUTIVE,
    Role.FINANCE: frozenset({P.VIEW_CUSTOMERS, P.CHECK_EXPENSES, P.PAY_EXPENSES}),
    Role.IMPLEMENTER: frozenset({P.RECORD_ACTIVITIES, P.VIEW_CUSTOMERS}),
    Role.CUSTOMER_SERVICE: frozenset({P.VIEW_CUSTOMERS, P.COMPLETE_PROFILES, P.RECORD_ACTIVITIES}),
    Role.SUPERVISOR: READING | {P.VIEW_AUDIT},
    Role.LEADERSHIP_GROUP: READING | {P.VIEW_AUDIT},
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
