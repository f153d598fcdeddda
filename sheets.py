"""Tables that people upload: XLSX or CSV, read row by row as text; nothing in them is computed, and no bomb goes off."""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

MOST_BYTES = 5 * 1024**2
MOST_UNPACKED = 40 * 1024**2
MOST_ENTRIES = 1000
MOST_ROWS = 5000
MOST_COLUMNS = 40
MOST_CHARACTERS = 1000
NUMBER = re.compile(r"[¥￥]?(-?)(\d{1,3}(?:,\d{3})+|\d{1,14})(?:\.(\d{1,12}))?(%?)元?", re.ASCII)


class Unreadable(Exception):
    """The file is no table that can be taken; ``code`` says why: empty, large, kind, broken, rows, text."""

    def __init__(self, code: str):
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Cell:
    """One cell as text. A formula is never taken for its text."""

    text: str = ""
    formula: bool = False


@dataclass(frozen=True)
class Row:
    """One row, counted as the sheet counts them from 1."""

    number: int
    cells: tuple[Cell, ...]


def read(content: bytes) -> list[Row]:
    """The rows of the first sheet that are not empty. Raises ``Unreadable``."""
    if not content.strip():
        raise Unreadable("empty")
    if len(content) > MOST_BYTES:
        raise Unreadable("large")
    rows = []
    for row in _xlsx(content) if content.startswith(b"PK\x03\x04") else _csv(content):
        if any(cell.text or cell.formula for cell in row.cells):
            rows.append(row)
        if row.number > MOST_ROWS:
            raise Unreadable("rows")
    if not rows:
        raise Unreadable("empty")
    return rows


def _xlsx(content: bytes) -> Iterator[Row]:
    """Sizes are asked of the archive before anything is unpacked; the sheet's own dimension is not believed."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
        if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise Unreadable("large")
        if not any(entry.filename == "xl/workbook.xml" for entry in entries):
            raise Unreadable("kind")
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        if not book.worksheets:
            raise Unreadable("empty")
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS), 1):
            yield Row(number, tuple(_cell(cell.value, cell.data_type == "f") for cell in cells))
    except Unreadable:
        raise
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, OSError, EOFError) as error:
        raise Unreadable("broken") from error
    except Exception as error:  # noqa: BLE001  the parsers below raise whatever a malformed file makes them raise
        raise Unreadable("broken") from error


def _cell(value, formula: bool) -> Cell:
    if value is None:
        return Cell()
    if isinstance(value, bool):
        return Cell("1" if value else "0")
    if isinstance(value, float):
        # A price of 8.3 is kept as 8.300000000000001 by some programs: what is beyond the ninth place is noise.
        value = f"{round(value, 9):f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else str(value)
    return _clean(str(value), formula)


def _clean(text: str, formula: bool = False) -> Cell:
    plain = "".join(c if c.isprintable() else " " for c in text[:MOST_CHARACTERS])
    plain = " ".join(plain.split())
    return Cell(plain, formula or plain[:1] in ("=", "＝"))


def _csv(content: bytes) -> Iterator[Row]:
    """UTF-8 or GB 18030, separated by comma, semicolon or tab."""
    if any(byte < 32 and byte not in b"\t\n\r\x0c" for byte in content[:4096]):
        raise Unreadable("kind")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        break
    else:
        raise Unreadable("text")
    head = text.split("\n", 1)[0]
    separator = max(",;\t", key=head.count)
    try:
        for number, values in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), 1):
            yield Row(number, tuple(_clean(value) for value in values[:MOST_COLUMNS]))
            if number > MOST_ROWS:
                return
    except csv.Error as error:
        raise Unreadable("broken") from error


def number(text: str) -> Decimal | None:
    """``1,234.50``, ``¥1234.5``, full-width digits, ``13%`` as 0.13; None for what is none. Never an exponent."""
    plain = (text if text.isascii() else unicodedata.normalize("NFKC", text)).replace(" ", "")
    match = NUMBER.fullmatch(plain) if len(plain) <= 40 else None
    if match is None:
        return None
    sign, whole, fraction, percent = match.groups()
    value = Decimal(f"{sign}{whole.replace(',', '')}.{fraction or 0}")
    return value / 100 if percent else value
