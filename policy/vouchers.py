"""A3.4: invoices that a line rests on: their kinds, where each word of them was read, their identity."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from policy.expenses import Category
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
    names the fields on which its sources disagree; ``problem`` is the code of why its file could not be read. ``amount`` is
    without tax. ``used_elsewhere`` counts other lines of anybody that hold the same invoice."""

    number: str
    total: Decimal | None = None
    amount: Decimal | None = None
    issued_on: dt.date | None = None
    buyer: str = ""
    buyer_tax_number: str = ""
    from_file: bool = False
    differing: tuple[str, ...] = ()
    problem: str = ""
    used_elsewhere: int = 0

    @property
    def said(self) -> Decimal:
        """What it says that it comes to, in yuan: its total, or what it is without tax, or nothing."""
        return self.total if self.total is not None else self.amount or Decimal(0)

    @property
    def most(self) -> Decimal | None:
        """What it comes to at most, in yuan; None when no amount is known of it."""
        if self.total is not None or self.amount is None:
            return self.total
        return (self.amount * (1 + HIGHEST_TAX)).quantize(Decimal("0.01"))


HIGHEST_TAX = Decimal("0.17")
"""The highest rate that invoices without a readable total can bear: that of the years of the older ones."""
OLDER = re.compile(r"(?:\d{10}|0\d{11})?(\d{8})", re.ASCII)
"""Older invoices: eight figures after a code of ten, or of twelve that begins with 0; digital ones begin with their year."""


def identity_of(number: str, code: str = "") -> str:
    """What makes an invoice one and the same however it is written: code and number, letters and figures alone, folded.
    Empty where nothing is left."""
    folded = unicodedata.normalize("NFKC", f"{code}{number}").casefold()
    return "".join(mark for mark in folded if mark.isalnum())[:60]


def bare_number(number: str) -> str:
    """The eight figures of an older invoice, which may be named with its code or without; empty of all others."""
    match = OLDER.fullmatch(identity_of(number))
    return match.group(1) if match else ""


def is_same(one: str, other: str) -> bool:
    """Whether two numbers name the same invoice: they are the same however written, or one is the other's without the
    code. False where either is empty."""
    first, second = identity_of(one), identity_of(other)
    if not first or not second:
        return False
    return first == second or bare_number(one) == bare_number(other) in (first, second)


class ReadProblem(Word):
    """Why a file could not be read."""

    BROKEN = "broken", N_("The file is damaged or no invoice.")
    ENCRYPTED = "encrypted", N_("The file is protected by a password.")
    LARGE = "large", N_("The file is too large to be read.")
    SLOW = "slow", N_("Reading the file took too long.")
    HOSTILE = "hostile", N_("The file contains what no invoice contains; it was not opened.")


FIELDS = ("number", "code", "issued_on", "seller", "seller_tax_number", "buyer", "buyer_tax_number")
FIELDS += ("amount", "tax", "total", "check_code")
FIELD_LABELS = {
    "number": N_("Invoice number"),
    "code": N_("Invoice code"),
    "issued_on": N_("Date of the invoice"),
    "seller": N_("Seller"),
    "seller_tax_number": N_("Tax number of the seller"),
    "buyer": N_("Buyer"),
    "buyer_tax_number": N_("Tax number of the buyer"),
    "amount": N_("Amount without tax"),
    "tax": N_("Tax"),
    "total": N_("Total"),
    "check_code": N_("Check code"),
}
TRUSTED = (ReadFrom.XML, ReadFrom.OFD, ReadFrom.QR, ReadFrom.PDF)
"""What is believed where sources disagree, the first first."""
GUESSES = (
    (("住宿", "酒店", "宾馆"), Category.LODGING),
    (("滴滴", "出租", "网约", "打车", "出行科技"), Category.LOCAL_TRANSPORT),
    (("铁路", "机票", "航空", "客运", "旅客运输"), Category.TRAVEL),
    (("餐饮", "餐费", "饭店", "酒楼"), Category.MEALS),
    (("会议", "展览", "广告"), Category.MARKETING),
    (("电信", "通信", "移动"), Category.COMMUNICATION),
    (("培训", "教育"), Category.TRAINING),
    (("纸", "文具", "办公", "打印", "墨盒"), Category.OFFICE),
)


def settled(sources: dict[str, dict[str, str]]) -> tuple[dict[str, str], tuple[str, ...]]:
    """What is taken of several sources, by field, and the fields on which they disagree."""
    ranked = [sources[name] for name in TRUSTED if name in sources]
    taken: dict[str, str] = {}
    differing = []
    for name in (*FIELDS, "kind", "goods"):
        said = [source[name] for source in ranked if source.get(name)]
        if said:
            taken[name] = said[0]
        if name in FIELDS and len({_folded(one) for one in said}) > 1:
            differing.append(name)
    if "total" not in taken and {"amount", "tax"} <= taken.keys():
        taken["total"] = f"{Decimal(taken['amount']) + Decimal(taken['tax']):.2f}"
    return taken, tuple(differing)


def _folded(text: str) -> str:
    return "".join(mark for mark in unicodedata.normalize("NFKC", text).casefold() if mark.isalnum() or mark == ".")


def full_number(taken: dict[str, str]) -> str:
    """An invoice's number as a line names it: of the older ones the code before the number, 20 figures or so in all."""
    return f"{taken.get('code', '')}{taken.get('number', '')}"[:40]


def guessed(taken: dict[str, str]) -> Category:
    """What kind of expense it probably is, by what was bought and from whom."""
    said = f"{taken.get('goods', '')} {taken.get('seller', '')}"
    if taken.get("kind") in (InvoiceKind.TRAIN, InvoiceKind.FLIGHT):
        return Category.TRAVEL
    return next((category for marks, category in GUESSES if any(mark in said for mark in marks)), Category.OTHER)
