"""A9.4: receivables. A ledger per contract that always balances, ageing, and pressing for payment."""

from policy.words import N_, Word


class PaymentMethod(Word):
    """How money came in."""

    TRANSFER = "transfer", N_("Bank transfer")
    ACCEPTANCE = "acceptance", N_("Bank acceptance bill")
    CHEQUE = "cheque", N_("Cheque")
    CASH = "cash", N_("Cash")
    OTHER = "other", N_("Other")


class EntryKind(Word):
    """One movement of a contract's ledger. What is never edited is corrected by its opposite."""

    INVOICE = "invoice", N_("Invoice")
    RED_INVOICE = "red_invoice", N_("Red-letter invoice")
    COLLECTION = "collection", N_("Collection")
    REFUND = "refund", N_("Refund")


class DunningKind(Word):
    """A step of pressing for payment."""

    REMIND = "remind", N_("Reminder")
    CALL = "call", N_("Call")
    LETTER = "letter", N_("Letter")
    STOP = "stop", N_("Delivery stopped")


class Ageing(Word):
    """How long an amount is overdue."""

    NOT_DUE = "not_due", N_("Not due")
    UP_TO_30 = "up_to_30", N_("1–30 days")
    UP_TO_60 = "up_to_60", N_("31–60 days")
    UP_TO_90 = "up_to_90", N_("61–90 days")
    OLDER = "older", N_("More than 90 days")
