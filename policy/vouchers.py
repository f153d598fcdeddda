"""A3.4: invoices that a line rests on: their kinds, where each word of them was read, their identity."""

import datetime as dt
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

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


@dataclass(frozen=True)
class InvoiceFacts:
    """An invoice of a line as the checks see it. ``buyer`` is empty when nothing but the number is known; ``differing``
    names the fields on which its sources disagree; ``problem`` is the code of why its file could not be read.
    ``used_elsewhere`` counts other lines of anybody with the same identity."""

    number: str
    total: Decimal | None = None
    issued_on: dt.date | None = None
    buyer: str = ""
    buyer_tax_number: str = ""
    from_file: bool = False
    differing: tuple[str, ...] = ()
    problem: str = ""
    used_elsewhere: int = 0


def identity_of(number: str, code: str = "") -> str:
    """What makes an invoice one and the same however it is written: code and number, letters and figures alone, folded.
    Empty where nothing is left."""
    folded = unicodedata.normalize("NFKC", f"{code}{number}").casefold()
    return "".join(mark for mark in folded if mark.isalnum())[:60]
