"""A6: following opportunities. Activities, stages, expected dates, closing and its confirmation."""

from policy.words import N_, Word


class ActivityKind(Word):
    """What was done with or for a customer."""

    VISIT = "visit", N_("Visit")
    MEETING = "meeting", N_("Meeting")
    CALL = "call", N_("Call")
    DEMO = "demo", N_("Demonstration")
    MAIL = "mail", N_("Mail")
    FAIR = "fair", N_("Trade fair")
    INTERNAL = "internal", N_("Internal preparation")


CONTACT_KINDS = frozenset(ActivityKind) - {ActivityKind.INTERNAL}
"""Kinds that reach the customer: done, they are contact activities and reset the tracking clock (A7)."""


class ActivityStatus(Word):
    """Whether an activity has happened."""

    PLANNED = "planned", N_("Planned")
    DONE = "done", N_("Done")
    CANCELLED = "cancelled", N_("Cancelled")


class OpportunityStatus(Word):
    """Open, or how it ended (A6.7)."""

    OPEN = "open", N_("Open")
    WON = "won", N_("Won")
    LOST = "lost", N_("Lost")
    INVALID = "invalid", N_("Invalid")


class ClosingDecision(Word):
    """What manager or sales assistant said of a closed opportunity's record (A6.7)."""

    CONFIRMED = "confirmed", N_("Record complete")
    SENT_BACK = "sent_back", N_("Sent back")
