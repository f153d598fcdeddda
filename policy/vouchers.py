"""A3.4: invoices that a line rests on: their kinds, where each word of them was read, their identity."""

from policy.words import N_, Word


class InvoiceKind(Word):
    """What sort of voucher it is."""

    DIGITAL_SPECIAL = "digital_special", N_("Digital invoice (special)")
    DIGITAL_GENERAL = "digital_general", N_("Digital invoice (general)")
    ELECTRONIC_SPECIAL = "electronic_special", N_("Electronic special VAT invoice")
    ELECTRONIC_GENERAL = "electronic_general", N_("Electronic general VAT invoice")
    PAPER = "paper", N_("Paper invoice")
    TRAIN = "train", N_("Train ticket")
    FLIGHT = "flight", N_("Flight itinerary")
    OTHER = "other", N_("Other voucher")


class ReadFrom(Word):
    """Where a field of an invoice was read."""

    XML = "xml", N_("XML")
    OFD = "ofd", N_("OFD")
    PDF = "pdf", N_("text of the PDF")
    QR = "qr", N_("QR code")
    TYPED = "typed", N_("typed")
