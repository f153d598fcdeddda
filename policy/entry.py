"""A4: entering customers. What is complete, who enters which kind, the entry clock, review."""

from policy.words import N_, Word


class CustomerKind(Word):
    """Which business a customer belongs to; decides who enters it (A4.0)."""

    DIRECT = "direct", N_("Direct customer")
    AGENT = "agent", N_("Agent")
    AGENT_END = "agent_end", N_("Agent's end customer")


class CustomerStatus(Word):
    """Where a customer stands in A4.2. Only an approved one counts anywhere."""

    DRAFT = "draft", N_("Draft")
    SUBMITTED = "submitted", N_("Submitted")
    RETURNED = "returned", N_("Returned")
    APPROVED = "approved", N_("Approved")


MOVES = {
    ("submit", CustomerStatus.DRAFT): CustomerStatus.SUBMITTED,
    ("submit", CustomerStatus.RETURNED): CustomerStatus.SUBMITTED,
    ("withdraw", CustomerStatus.SUBMITTED): CustomerStatus.DRAFT,
    ("approve", CustomerStatus.SUBMITTED): CustomerStatus.APPROVED,
    ("return", CustomerStatus.SUBMITTED): CustomerStatus.RETURNED,
}


class Grade(Word):
    """How much a customer is worth to the company."""

    A = "A", N_("A – key")
    B = "B", N_("B – important")
    C = "C", N_("C – ordinary")
    D = "D", N_("D – occasional")


class DecisionRole(Word):
    """What a contact decides in a purchase."""

    DECISION_MAKER = "decision_maker", N_("Decision maker")
    INFLUENCER = "influencer", N_("Influencer")
    USER = "user", N_("User")
    GATEKEEPER = "gatekeeper", N_("Gatekeeper")
    UNKNOWN = "unknown", N_("Not known yet")


class ReviewDecision(Word):
    """What the reviewer decided about a submitted customer (A4.2)."""

    APPROVED = "approved", N_("Approved")
    RETURNED = "returned", N_("Returned")
