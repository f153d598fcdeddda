"""XML of a digital invoice, and the original data that an OFD carries: told by the names of their elements."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from readers.limits import MOST_UNPACKED, Unreadable
from readers.values import clean

TAGS = {
    "invoicenumber": "number",
    "invoiceno": "number",
    "eiid": "number",
    "invoicecode": "code",
    "issuetime": "issued_on",
    "issuedate": "issued_on",
    "sellername": "seller",
    "selleridnum": "seller_tax_number",
    "sellertaxid": "seller_tax_number",
    "buyername": "buyer",
    "buyeridnum": "buyer_tax_number",
    "buyertaxid": "buyer_tax_number",
    "totalamwithouttax": "amount",
    "taxexclusivetotalamount": "amount",
    "totaltaxam": "tax",
    "taxtotalamount": "tax",
    "totaltax-includedamount": "total",
    "taxinclusivetotalamount": "total",
    "invoicecheckcode": "check_code",
    "itemname": "goods",
    "item": "goods",
}
"""What an element says, by its name without namespace in small letters."""
SPECIAL = {"01": "digital_special", "02": "digital_general"}


def root_of(content: bytes) -> Element:
    """The document without entities, outside references and document types. Raises ``Unreadable``."""
    if len(content) > MOST_UNPACKED:
        raise Unreadable("large")
    try:
        return fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise Unreadable("hostile") from error
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        raise Unreadable("broken") from error


def local(element: Element) -> str:
    """An element's name without its namespace, in small letters."""
    return element.tag.rpartition("}")[2].casefold() if isinstance(element.tag, str) else ""


def read(content: bytes) -> dict[str, str]:
    """What the document says of an invoice, by field; empty where it is none."""
    found: dict[str, str] = {}
    for name, value in _said(root_of(content)):
        found.setdefault(name, value)
    return clean(found)


def _said(root: Element) -> Iterator[tuple[str, str]]:
    for element in root.iter():
        tag, value = local(element), (element.text or "").strip()
        if tag == "generalorspecialvat":
            code = next((child.text or "" for child in element if local(child) == "labelcode"), "").strip()
            if code in SPECIAL:
                yield "kind", SPECIAL[code]
        elif value and tag in TAGS:
            yield TAGS[tag], value
