"""A8: conflicts. Two people on the same customer or opportunity: what is put forward, who rules, and what may be ruled."""

from policy.words import N_, Word


class ConflictStatus(Word):
    """Where a conflict stands."""

    OPEN = "open", N_("To be ruled")
    RULED = "ruled", N_("Ruled")
    APPEALED = "appealed", N_("Appealed")
    SETTLED = "settled", N_("Settled")
    WITHDRAWN = "withdrawn", N_("Withdrawn")


class Claiming(Word):
    """In which order a claimant recorded (A8.1)."""

    FIRST = "first", N_("Recorded first")
    LATER = "later", N_("Came later")


class Outcome(Word):
    """What a ruling may say (A8.1, A8.2): nobody takes over by any other way."""

    FIRST_KEEPS = "first_keeps", N_("First recorded, first owned")
    TOGETHER = "together", N_("Both follow it together")


class Instance(Word):
    """Before whom a ruling was made."""

    MANAGER = "manager", N_("Ruling")
    APPEAL = "appeal", N_("Ruling on the appeal")


HEARING = frozenset({ConflictStatus.OPEN, ConflictStatus.APPEALED})
"""While the parties are heard: they may put forward and attach."""
