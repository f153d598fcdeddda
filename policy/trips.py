"""A3.4, A3.2: trips that are approved before money is spent, and advances on them."""

from policy.words import N_, Word


class TripStatus(Word):
    """Where a trip request stands."""

    DRAFT = "draft", N_("Draft")
    SUBMITTED = "submitted", N_("Submitted")
    APPROVED = "approved", N_("Approved")
    RETURNED = "returned", N_("Returned")
    CANCELLED = "cancelled", N_("Cancelled")


class AdvanceStatus(Word):
    """Where an advance stands."""

    APPROVED = "approved", N_("To be paid out")
    PAID = "paid", N_("Paid out")
    SETTLED = "settled", N_("Settled")
    CANCELLED = "cancelled", N_("Cancelled")
