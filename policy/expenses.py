"""A3.4: every reimbursement rests on data in the CRM. Categories, states, verdicts, and what a line relates to."""

from policy.words import N_, Word


class Category(Word):
    """What kind of expense a line is; presets what it relates to."""

    TRAVEL = "travel", N_("Long-distance travel")
    LODGING = "lodging", N_("Lodging")
    LOCAL_TRANSPORT = "local_transport", N_("Local transport")
    MEALS = "meals", N_("Travel meals")
    ENTERTAINMENT = "entertainment", N_("Entertainment")
    GIFTS = "gifts", N_("Gifts")
    MARKETING = "marketing", N_("Fairs and marketing")
    COMMUNICATION = "communication", N_("Communication")
    OFFICE = "office", N_("Office supplies")
    TRAINING = "training", N_("Training")
    ALLOWANCE = "allowance", N_("Daily allowance")
    MILEAGE = "mileage", N_("Own car")
    OTHER = "other", N_("Other")


class ClaimStatus(Word):
    """Where a claim stands."""

    DRAFT = "draft", N_("Draft")
    SUBMITTED = "submitted", N_("Submitted")
    MANAGER_APPROVED = "manager_approved", N_("Approved by manager")
    IN_CHECK = "in_check", N_("In check")
    APPROVED = "approved", N_("Approved for payment")
    RETURNED = "returned", N_("Returned")
    PAID = "paid", N_("Paid")


class Verdict(Word):
    """What finance decided about one line."""

    OPEN = "open", N_("Not checked yet")
    ACCEPTED = "accepted", N_("Accepted")
    CUT = "cut", N_("Cut")
    REJECTED = "rejected", N_("Rejected")


class ClaimStep(Word):
    """Who decided about a claim, in order."""

    SUBMISSION = "submission", N_("Submission")
    MANAGER = "manager", N_("Manager's approval")
    CHECK = "check", N_("Finance check")
    PAYMENT = "payment", N_("Payment")


ALWAYS_BOTH = frozenset({Category.ENTERTAINMENT, Category.GIFTS})
"""What is spent on people of a customer always has to do with the customer and with a sales action."""

USUALLY_BOTH = ALWAYS_BOTH | {Category.TRAVEL, Category.LODGING, Category.MEALS, Category.LOCAL_TRANSPORT}
USUALLY_ACTION = USUALLY_BOTH | {Category.MARKETING}


def preset(category: Category) -> tuple[bool, bool]:
    """What a line of this category relates to unless its claimant says otherwise: (customer, sales action)."""
    return category in USUALLY_BOTH, category in USUALLY_ACTION


def declared(category: Category | None, customer: bool, action: bool) -> tuple[bool, bool]:
    """What a line relates to: as declared, but entertainment and gifts are always both (A3.4)."""
    return (True, True) if category in ALWAYS_BOTH else (customer, action)
