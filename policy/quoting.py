"""A9.1, A3.7: quotes. Amounts to the fen, who must approve which discount, and who gets no quote."""

from policy.words import N_, Word


class QuoteStatus(Word):
    """Where a quote stands."""

    DRAFT = "draft", N_("Draft")
    PENDING = "pending", N_("Waiting for approval")
    RETURNED = "returned", N_("Returned")
    APPROVED = "approved", N_("Approved")
    SENT = "sent", N_("Sent")
    ACCEPTED = "accepted", N_("Accepted")
    DECLINED = "declined", N_("Declined")
    EXPIRED = "expired", N_("Expired")
    REPLACED = "replaced", N_("Replaced by a newer version")
    CANCELLED = "cancelled", N_("Cancelled")
