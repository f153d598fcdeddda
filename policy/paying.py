"""A3.4: payment batches: their states and those of their lines, and what the books call each side."""

from policy.words import N_, Word


class BatchStatus(Word):
    """Where a payment batch stands."""

    OPEN = "open", N_("Being put together")
    EXPORTED = "exported", N_("Exported for the bank")
    PAID = "paid", N_("Paid")
    CANCELLED = "cancelled", N_("Cancelled")


class PayState(Word):
    """Where one payment of a batch stands."""

    PENDING = "pending", N_("Pending")
    PAID = "paid", N_("Paid")
    RETURNED = "returned", N_("Returned by the bank")
    LEFT_OUT = "left_out", N_("Left out")


class BookSide(Word):
    """What an account of the books is for; expenses are booked by their category."""

    EXPENSE = "expense", N_("Expense")
    INPUT_TAX = "input_tax", N_("Input VAT")
    ADVANCES = "advances", N_("Advances to staff")
    BANK = "bank", N_("Bank")
