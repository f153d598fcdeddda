"""The words printed on an invoice, of digital invoices, of the older electronic ones, and of railway tickets."""

import re
import unicodedata

from readers.values import clean

MONEY = r"[¥￥]\s*(-?[\d,]+\.\d{2})"
TAX_NUMBER = re.compile(r"(?<![0-9A-Z])(?=[0-9A-Z]*\d)([0-9A-HJ-NPQRTUWXY]{18}|\d{15}|\d{20})(?![0-9A-Z])", re.ASCII)
LABELLED = {
    "number": re.compile(r"发票号码\s*:?\s*(\d{20}|\d{8})(?!\d)"),
    "code": re.compile(r"发票代码\s*:?\s*(\d{12}|\d{10})(?!\d)"),
    "issued_on": re.compile(
        r"(?:开票日期|填开日期)\s*:?\s*(20\d{2}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日?|20\d{2}-\d{1,2}-\d{1,2})"
    ),
    "check_code": re.compile(r"校\s*验\s*码\s*:?\s*((?:\d\s*){20})"),
    "total": re.compile(rf"(?:小写\s*\)?|票\s*价\s*:?|价税合计[^¥￥]{{0,40}})\s*{MONEY}"),
    "goods": re.compile(r"(\*[^*\s]{2,20}\*[^\s]{1,40})"),
}
NAME = re.compile(r"名\s*称\s*:?\s*([^\s:]{4,60})")
CREDIT = re.compile(r"(?:纳税人识别号|统一社会信用代码)[^:]{0,20}:\s*([0-9A-Z]{15,20})")
COMPANY = re.compile(
    r"^\s*(?:名\s*称\s*:?\s*)?(\S{2,50}(?:公司|酒店|宾馆|饭店|中心|事务所|商行|店|厂))\s*$", re.MULTILINE
)
SUMS = re.compile(rf"合\s*计\s*{MONEY}\s*{MONEY}")
TICKET = "铁路电子客票"


def read(text: str) -> dict[str, str]:
    """What the printed words say, by field; empty where they are no invoice's."""
    text = unicodedata.normalize("NFKC", text).replace("¥", "￥")
    if not ("发票" in text or TICKET in text):
        return {}
    found = {name: match.group(1) for name, shape in LABELLED.items() if (match := shape.search(text))}
    if "number" not in found and (match := re.search(r"(?<!\d)(\d{20})(?!\d)", text)):
        found["number"] = match.group(1)
    if "issued_on" not in found and (match := re.search(r"20\d{2}年\d{1,2}月\d{1,2}日", text)):
        found["issued_on"] = match.group()
    found |= _parties(text, found.get("number", "")) | _sums(text, found)
    return clean(found | {"kind": _kind(text, found)})


def _parties(text: str, number: str) -> dict[str, str]:
    """Whose invoice it is: the buyer stands before the seller."""
    names = NAME.findall(text)
    if len(names) < 2:
        names = COMPANY.findall(text)
    numbers = CREDIT.findall(text)
    if len(numbers) < 2:
        numbers = [one for one in TAX_NUMBER.findall(text) if one != number and not (len(one) == 20 and one.isdigit())]
    found = dict(zip(("buyer", "seller"), names, strict=False))
    return found | dict(zip(("buyer_tax_number", "seller_tax_number"), numbers, strict=False))


def _sums(text: str, found: dict[str, str]) -> dict[str, str]:
    if match := SUMS.search(text):
        return {"amount": match.group(1), "tax": match.group(2)}
    if "total" in found:
        return {}
    amounts = sorted({float(one.replace(",", "")) for one in re.findall(MONEY.replace("¥", ""), text)})
    return {"total": f"{amounts[-1]:.2f}"} if amounts else {}


def _kind(text: str, found: dict[str, str]) -> str:
    if TICKET in text:
        return "train"
    special = "专用发票" in text
    if len(found.get("number", "")) == 20 or "电子发票(" in text:
        return "digital_special" if special else "digital_general"
    return "electronic_special" if special else "electronic_general"
