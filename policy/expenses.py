"""A3.4: every reimbursement rests on data in the CRM. Categories, states, and the examination of a line."""

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
