"""A7: tracking limits. The time since the last contact activity decides notice, alarm and release."""

from policy.words import N_, Word


class Band(Word):
    """How long a customer has been without contact."""

    FRESH = "fresh", N_("In contact")
    NOTICE = "notice", N_("30 days without contact")
    ALARM = "alarm", N_("60 days without contact")
    POOL = "pool", N_("Public pool")


class OwnershipReason(Word):
    """How a customer came to its owner, or left."""

    REGISTERED = "registered", N_("First recorded")
    CLAIMED = "claimed", N_("Claimed from the public pool")
    ASSIGNED = "assigned", N_("Assigned by a manager")
    TRANSFERRED = "transferred", N_("Transferred by a manager")
    RELEASED = "released", N_("Released to the public pool")
    GIVEN_UP = "given_up", N_("Given up to the public pool")
