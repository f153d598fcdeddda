"""The sentences of notifications: event → message id, filled with the notification's ``params``.

Keys are stable (they are stored). Each room adds its own events in its own block.
"""

from policy.words import N_

EVENTS: dict[str, str] = {
    # customers
    "customer_submitted": N_("%(by)s submitted “%(customer)s” for review."),
    "customer_approved": N_("“%(customer)s” was approved by %(by)s and counts from now on."),
    "customer_returned": N_("%(by)s returned “%(customer)s”: %(reason)s"),
    "customer_transferred": N_("“%(customer)s” was transferred to you by %(by)s."),
    "customer_taken": N_("“%(customer)s” was transferred to %(to)s by %(by)s."),
}
