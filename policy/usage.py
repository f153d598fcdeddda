"""A3.2, A3.3, A3.5: what of the daily use is measured, and what of it may be excused."""

from policy.words import N_, Word


class UsageKind(Word):
    """A duty of daily use; a lapse of it is a fact, never a measure."""

    TRAVEL_SIGN_IN = "travel_sign_in", N_("Sign-in on a business trip")
    WEEKLY_QUOTA = "weekly_quota", N_("Weekly activities")
    DIGEST_READING = "digest_reading", N_("Reading the day's digest")


CLAUSES = {
    UsageKind.TRAVEL_SIGN_IN: "A3.2",
    UsageKind.WEEKLY_QUOTA: "A3.5",
    UsageKind.DIGEST_READING: "A3.3",
}
"""The clause that each duty rests on."""
