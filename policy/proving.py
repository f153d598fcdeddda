"""A13, A3.4: the chain of hashes that proves what was decided about a claim, and on what it rested."""

from policy.words import N_, Word


class ProofKind(Word):
    """What a link of the chain records."""

    SUBMISSION = "submission", N_("Lines as submitted")
    DECISION = "decision", N_("Decision")
    VERDICT = "verdict", N_("Verdict on a line")
    UNDONE = "undone", N_("Verdict undone")
    QUESTION = "question", N_("Question and answer")
    PAYMENT = "payment", N_("Payment")
