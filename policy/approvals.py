"""Decisions by people: what is decided, by whom in which order, and what each state allows."""

from policy.words import N_, Word


class ApprovalKind(Word):
    """What is decided about."""

    CUSTOMER = "customer", N_("New customer")
    CLOSING = "closing", N_("Closing")
    QUOTE = "quote", N_("Quote")
    CONTRACT = "contract", N_("Contract")
    CHANGE = "change", N_("Change of a contract")
    ORDER = "order", N_("Sales order")


class ApprovalState(Word):
    """Where an approval stands as a whole."""

    PENDING = "pending", N_("Waiting for a decision")
    APPROVED = "approved", N_("Approved")
    RETURNED = "returned", N_("Returned")
    WITHDRAWN = "withdrawn", N_("Withdrawn")
    VOIDED = "voided", N_("Void: the content changed")


class StepState(Word):
    """Where one step of an approval stands."""

    WAITING = "waiting", N_("Not yet")
    OPEN = "open", N_("To be decided")
    APPROVED = "approved", N_("Agreed")
    RETURNED = "returned", N_("Disagreed")
    SKIPPED = "skipped", N_("Left out")
