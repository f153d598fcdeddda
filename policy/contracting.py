"""A9.2, A3.6: contracts. When the department manager decides alone, and when they are countersigned."""

from policy.words import N_, Word


class ContractStatus(Word):
    """Where a contract stands."""

    DRAFT = "draft", N_("Draft")
    PENDING = "pending", N_("Waiting for approval")
    RETURNED = "returned", N_("Returned")
    APPROVED = "approved", N_("Approved")
    SIGNED = "signed", N_("Signed")
    ENDED = "ended", N_("Ended")
    CANCELLED = "cancelled", N_("Cancelled")


class ChangeStatus(Word):
    """Where a change order stands."""

    DRAFT = "draft", N_("Draft")
    PENDING = "pending", N_("Waiting for approval")
    RETURNED = "returned", N_("Returned")
    IN_FORCE = "in_force", N_("In force")
    CANCELLED = "cancelled", N_("Cancelled")
