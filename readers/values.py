"""Values as they are written on invoices, in one way of writing."""

import re
import unicodedata

AMOUNTS = ("amount", "tax", "total")
LONGEST = {"number": 40, "code": 20, "check_code": 40, "seller_tax_number": 30, "buyer_tax_number": 30}
DAY = re.compile(r"(20\d{2})\s*[-/.年]?\s*(\d{1,2})\s*[-/.月]?\s*(\d{1,2})", re.ASCII)
NUMBER = re.compile(r"-?\d{1,12}(?:\.\d{1,6})?", re.ASCII)


def clean(found: dict[str, str]) -> dict[str, str]:
    """Days as ``2026-11-24``, amounts with two decimals, numbers without blanks; what is none of these is left out."""
    return {name: value for name, typed in found.items() if (value := _value(name, typed))}


def _value(name: str, typed: str) -> str:
    plain = " ".join(unicodedata.normalize("NFKC", typed).split())
    plain = "".join(mark for mark in plain if mark.isprintable())
    if name == "issued_on":
        return day(plain)
    if name in AMOUNTS:
        return amount(plain)
    if name in LONGEST:
        return re.sub(r"[^0-9A-Za-z]", "", plain)[: LONGEST[name]]
    return plain[:200]


def day(text: str) -> str:
    """A day in ISO, empty for none."""
    match = DAY.search(text)
    if not match:
        return ""
    year, month, date = (int(part) for part in match.groups())
    return f"{year}-{month:02}-{date:02}" if 1 <= month <= 12 and 1 <= date <= 31 else ""


def amount(text: str) -> str:
    """An amount with two decimals, empty for none."""
    match = NUMBER.fullmatch(text.replace(",", "").strip("¥￥ 元"))
    return f"{float(match.group()):.2f}" if match else ""
