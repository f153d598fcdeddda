"""A12.1 to A12.3: from the ledger of violations to measures that a person decides about."""

from policy.words import N_, Word


class ViolationKind(Word):
    """What kind of fact stands in the ledger; each belongs to one clause of A12."""

    HARM = "harm", N_("Harm done by not using the system")
    MISUSE = "misuse", N_("Use against the rules")
    LEAD_LATE = "lead_late", N_("Lead not followed up in time")
    LEAD_UNRECORDED = "lead_unrecorded", N_("Valid lead without a follow-up record")


CLAUSES = {
    ViolationKind.HARM: "A12.1",
    ViolationKind.MISUSE: "A12.2",
    ViolationKind.LEAD_LATE: "A12.3",
    ViolationKind.LEAD_UNRECORDED: "A12.3",
}
"""The clause under which each kind is assessed."""


class MeasureKind(Word):
    """What may follow from violations (A12.1 to A12.3)."""

    SPOKEN_WARNING = "spoken_warning", N_("Spoken warning")
    NOTICE = "notice", N_("Notice of criticism")
    DEDUCTION = "deduction", N_("Deduction from the month's performance pay")
    DISMISSAL = "dismissal", N_("Dismissal proposed")
    LEADS_SUSPENDED = "leads_suspended", N_("Right to leads suspended")


class MeasureState(Word):
    """Where a measure stands. Nothing holds that nobody confirmed."""

    PROPOSED = "proposed", N_("Proposed")
    CONFIRMED = "confirmed", N_("Confirmed")
    DROPPED = "dropped", N_("Dropped")
    APPEALED = "appealed", N_("Appealed")
    UPHELD = "upheld", N_("Upheld on appeal")
    LIFTED = "lifted", N_("Lifted on appeal")


MOVES = {
    ("confirm", MeasureState.PROPOSED): MeasureState.CONFIRMED,
    ("drop", MeasureState.PROPOSED): MeasureState.DROPPED,
    ("appeal", MeasureState.CONFIRMED): MeasureState.APPEALED,
    ("uphold", MeasureState.APPEALED): MeasureState.UPHELD,
    ("lift", MeasureState.APPEALED): MeasureState.LIFTED,
    ("withdraw", MeasureState.PROPOSED): MeasureState.DROPPED,
    ("withdraw", MeasureState.CONFIRMED): MeasureState.LIFTED,
    ("withdraw", MeasureState.APPEALED): MeasureState.LIFTED,
    ("withdraw", MeasureState.UPHELD): MeasureState.LIFTED,
}
"""Where a deed leads; ``withdraw`` is of what a measure rests on: then it holds no longer, wherever it stands."""
TOLD = frozenset(MeasureState) - {MeasureState.PROPOSED, MeasureState.DROPPED}
"""States in which the person concerned knows of it."""
HOLDING = frozenset({MeasureState.CONFIRMED, MeasureState.UPHELD})
"""States in which a measure stands in the month's list for payroll."""
FORGIVEN = frozenset({MeasureState.DROPPED, MeasureState.LIFTED})
"""States after which the case does not count as an earlier one."""
UNDECIDED = frozenset({MeasureState.PROPOSED, MeasureState.APPEALED})
"""States in which somebody has to decide."""
