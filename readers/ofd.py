"""OFD: an archive whose original data, custom data and text are read; nothing inside it is opened as an archive again.

The library that is kept up for it draws pages, brings an AGPL library along and unpacks without limits; so the parts that
speak of the invoice are read as the standard (GB/T 33190) names them.
"""

import io
import zipfile
from collections.abc import Iterator

from readers.limits import MOST_ENTRIES, MOST_PAGES, MOST_TEXT, MOST_UNPACKED, Unreadable
from readers.text import read as read_text
from readers.values import clean
from readers.xml import local, root_of
from readers.xml import read as read_xml

NAMES = {
    "发票代码": "code",
    "发票号码": "number",
    "开票日期": "issued_on",
    "校验码": "check_code",
    "合计金额": "amount",
    "合计税额": "tax",
    "价税合计": "total",
    "购买方名称": "buyer",
    "购买方纳税人识别号": "buyer_tax_number",
    "销售方名称": "seller",
    "销售方纳税人识别号": "seller_tax_number",
}


def read(content: bytes) -> dict[str, str]:
    """What the invoice says: of its original data first, then of its custom data, then of its text. Raises ``Unreadable``."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = _entries(archive)
            found: dict[str, str] = {}
            for said in (_original(archive, entries), _custom(archive, entries), _shown(archive, entries)):
                found = said | found
            return found
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        encrypted = isinstance(error, RuntimeError) and "password" in str(error)
        raise Unreadable("encrypted" if encrypted else "broken") from error


def _entries(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Unreadable("large")
    return {entry.filename: entry for entry in entries}


def _part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """An entry, as far as it says it goes: an archive that lies about its sizes is left unread."""
    with archive.open(entry) as part:
        content = part.read(MOST_UNPACKED + 1)
    if len(content) > min(entry.file_size, MOST_UNPACKED):
        raise Unreadable("hostile")
    return content


def _original(archive, entries) -> dict[str, str]:
    for name, entry in entries.items():
        if name.casefold().endswith("original_invoice.xml"):
            return read_xml(_part(archive, entry))
    return {}


def _custom(archive, entries) -> dict[str, str]:
    if "OFD.xml" not in entries:
        raise Unreadable("broken")
    found: dict[str, str] = {}
    for element in root_of(_part(archive, entries["OFD.xml"])).iter():
        field = NAMES.get(element.get("Name", "")) if local(element) == "customdata" else None
        if field and element.text:
            found[field] = element.text
    return clean(found)


def _shown(archive, entries) -> dict[str, str]:
    pages = sorted(name for name in entries if name.endswith("Content.xml"))[:MOST_PAGES]
    return read_text("\n".join(line for name in pages for line in _lines(_part(archive, entries[name])))[:MOST_TEXT])


def _lines(content: bytes) -> Iterator[str]:
    for element in root_of(content).iter():
        if local(element) == "textcode" and element.text:
            yield element.text
