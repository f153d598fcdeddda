"""The roles of the policy (A2, A3.1) and the kinds of unit."""

from policy.words import N_, Word


class UnitKind(Word):
    """A node of the organisation tree (A2)."""

    HEADQUARTERS = "headquarters", N_("Headquarters")
    BRANCH = "branch", N_("Branch")
    JOINT_VENTURE = "joint_venture", N_("Joint venture")
    AGENT = "agent", N_("Agent partner")
    DEPARTMENT = "department", N_("Department")


PARTNER_KINDS = frozenset({UnitKind.JOINT_VENTURE, UnitKind.AGENT})
"""Companies of their own: they see only their own tree, and nobody else's names are shown to them (A13)."""


class Role(Word):
    """What part a person plays; one person may hold several."""

    DIRECT_SALES = "direct_sales", N_("Direct sales")
    CHANNEL_SALES = "channel_sales", N_("Channel sales")
    PRESALES = "presales", N_("Presales support")
    MARKETING = "marketing", N_("Marketing and front desk")
    BUSINESS_MANAGER = "business_manager", N_("Business manager")
    BUSINESS_ASSISTANT = "business_assistant", N_("Business assistant")
    DEPARTMENT_MANAGER = "department_manager", N_("Department manager")
    SALES_ASSISTANT = "sales_assistant", N_("Department or sales assistant")
    GENERAL_MANAGER = "general_manager", N_("General manager or deputy")
    SALES_MANAGEMENT = "sales_management", N_("Sales management manager")
    PRESIDENTS_ASSISTANT = "presidents_assistant", N_("President's assistant")
    VICE_PRESIDENT = "vice_president", N_("Vice president")
    RND_VICE_PRESIDENT = "rnd_vice_president", N_("R&D vice president")
    IMPLEMENTATION_VICE_PRESIDENT = "implementation_vice_president", N_("Implementation vice president")
    PRESIDENT = "president", N_("President")
    FINANCE = "finance", N_("Finance")
    IMPLEMENTER = "implementer", N_("Implementer")
    CUSTOMER_SERVICE = "customer_service", N_("Customer service")
    SUPERVISOR = "supervisor", N_("Supervisor")
    LEADERSHIP_GROUP = "leadership_group", N_("Leadership group")
    ADMINISTRATOR = "administrator", N_("System administrator")


HEADS = frozenset({Role.DEPARTMENT_MANAGER, Role.GENERAL_MANAGER})
"""Who leads a unit."""

COMPANY_HEADS = (Role.SALES_MANAGEMENT, Role.PRESIDENTS_ASSISTANT, Role.VICE_PRESIDENT, Role.PRESIDENT)
"""Who stands in, in this order, where a unit has no manager of its own all the way up."""
