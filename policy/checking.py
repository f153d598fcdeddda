"""A11: supervision. What the weekly check finds, how the checker judges it, spot checks."""

from policy.words import N_, Word


class FindingKind(Word):
    """What was found, or, in a spot check, what sort of record was drawn."""

    ENTRY_INCOMPLETE = "entry_incomplete", N_("Entry incomplete or late")
    REVIEW_OVERDUE = "review_overdue", N_("Review overdue")
    CLOSING_LATE = "closing_late", N_("Closed or confirmed late")
    STAGE_STALE = "stage_stale", N_("Stage unchanged for long")
    DATE_PASSED = "date_passed", N_("Expected signing date passed")
    LEAD_UNFOLLOWED = "lead_unfollowed", N_("Lead without follow-up")
    QUOTA_MISSED = "quota_missed", N_("Weekly activities missed")
    TRAVEL_UNSIGNED = "travel_unsigned", N_("No sign-in on a business trip")
    DIGEST_UNREAD = "digest_unread", N_("Digest not read")
    PARTNER_NEGLECTED = "partner_neglected", N_("Partner's customers not kept up to date")
    SAMPLED = "sampled", N_("Drawn at random")


class Judgement(Word):
    """What the checker says of a finding."""

    OPEN = "open", N_("Not judged yet")
    IN_ORDER = "in_order", N_("In order")
    TO_MEND = "to_mend", N_("To be mended")
    VIOLATION = "violation", N_("Violation")
