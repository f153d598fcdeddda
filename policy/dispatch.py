"""A5, A12.4: dispatch. By region and industry, to whom, and who may receive leads at all."""

from policy.words import N_, Word


class Receiver(Word):
    """Whom a dispatch rule names."""

    PERSON = "person", N_("Account manager")
    GROUP = "group", N_("Group")
    MANAGER = "manager", N_("Regional manager")


class RightKind(Word):
    """What a record of the right to leads says."""

    GRANTED = "granted", N_("Right to leads granted")
    SUSPENDED = "suspended", N_("Right to leads suspended")
    PRIORITY = "priority", N_("First in dispatch")


class DispatchEnd(Word):
    """How a lead left the hands it was dispatched to."""

    GIVEN_BACK = "given_back", N_("Given back")
    REDISPATCHED = "redispatched", N_("Dispatched anew")
    HANDED_OVER = "handed_over", N_("Handed over")
    CONVERTED = "converted", N_("Converted")


class AbsenceKind(Word):
    """Why somebody is away."""

    LEAVE = "leave", N_("Leave")
    TRAVEL = "travel", N_("Business trip")
