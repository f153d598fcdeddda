"""What a file is, told by its content and never by its name. Pure, standard library only."""

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

OFFICE = "application/vnd.openxmlformats-officedocument."
HEAD = 4096
MOST_TEXT_CHECKED = 1_000_000


@dataclass(frozen=True)
class FileType:
    """A kind of file that is accepted: how it is served, and the endings that its name may have."""

    content_type: str
    endings: tuple[str, ...]


PDF = FileType("application/pdf", (".pdf",))
PNG = FileType("image/png", (".png",))
JPEG = FileType("image/jpeg", (".jpg", ".jpeg"))
WEBP = FileType("image/webp", (".webp",))
HEIC = FileType("image/heic", (".heic", ".heif"))
OFD = FileType("application/ofd", (".ofd",))
DOCX = FileType(f"{OFFICE}wordprocessingml.document", (".docx",))
XLSX = FileType(f"{OFFICE}spreadsheetml.sheet", (".xlsx",))
PPTX = FileType(f"{OFFICE}presentationml.presentation", (".pptx",))
TEXT = FileType("text/plain", (".txt", ".csv", ".md", ".log"))
INVOICE = FileType("application/xml", (".xml",))
ACCEPTED = (PDF, OFD, INVOICE, PNG, JPEG, WEBP, HEIC, DOCX, XLSX, PPTX, TEXT)

HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}
INSIDE = (("OFD.xml", OFD), ("word/document.xml", DOCX), ("xl/workbook.xml", XLSX), ("ppt/presentation.xml", PPTX))
MOST_ENTRIES = 20_000
INVOICE_ROOT = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*)?<(?:\w+:)?EInvoice[\s>]")
"""The XML of a digital invoice; no other XML is taken, and no document type stands before it."""


def of(path: Path) -> FileType | None:
    """What the file at ``path`` is; None for what is not accepted (programs, web pages, macros, archives)."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        return HEIC
    if head.startswith(b"PK\x03\x04"):
        return _inside(path)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") and INVOICE_ROOT.search(head):
        return INVOICE
    return TEXT if _is_text(path) else None


def _inside(path: Path) -> FileType | None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist()[:MOST_ENTRIES])
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    if any(name.endswith("vbaProject.bin") for name in names):
        return None
    return next((kind for name, kind in INSIDE if name in names), None)


def _is_text(path: Path) -> bool:
    """Text that no browser could take for a page, in UTF-8 or GB 18030."""
    with path.open("rb") as file:
        content = file.read(MOST_TEXT_CHECKED)
    if any((byte < 32 and byte not in b"\t\n\r\x0c") or byte == 127 for byte in content):
        return False
    if content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"<", b"#!", b"%!")):
        return False
    return any(_decodes(content, encoding) for encoding in ("utf-8", "gb18030"))


def _decodes(content: bytes, encoding: str) -> bool:
    for cut in range(4):
        try:
            content[: len(content) - cut].decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
