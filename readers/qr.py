"""The QR code of an invoice, in a photograph or on a rendered page."""

import re

import zxingcpp
from PIL import Image

from readers.values import clean

KINDS = {
    "01": "paper",
    "04": "paper",
    "08": "electronic_special",
    "10": "electronic_general",
    "20": "electronic_special",
    "31": "digital_special",
    "32": "digital_general",
}
"""The second field says what sort of invoice it is."""
DIGITAL = ("31", "32")
SHAPE = re.compile(r"0\d,(\d\d),(\d{0,12}),(\d{8}|\d{20}),([\d.]*),(\d{8}),([0-9A-Za-z]*),.*", re.ASCII)


def read(image: Image.Image) -> dict[str, str]:
    """What the code says: of digital invoices the total, of older ones the amount without tax."""
    for code in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode):
        if found := said(code.text):
            return found
    return {}


def said(text: str) -> dict[str, str]:
    """The fields of the code's text; empty for the code of something else."""
    match = SHAPE.fullmatch(text.strip())
    if not match:
        return {}
    sort, code, number, money, day, check = match.groups()
    found = {"kind": KINDS.get(sort, "other"), "code": code, "number": number, "check_code": check}
    found["issued_on"] = f"{day[:4]}-{day[4:6]}-{day[6:]}"
    found["total" if sort in DIGITAL else "amount"] = money
    return clean(found)
