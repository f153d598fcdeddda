"""Small tables as a spreadsheet: numbers as numbers, everything else as text that no program takes for a formula."""

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask import Response, send_file
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_CHARACTERS = 32_000
LONGEST_TITLE = 31
FORBIDDEN = str.maketrans(dict.fromkeys(r"[]:*?/\\", " "))


@dataclass(frozen=True)
class Table:
    """One sheet: its title, the heads of its columns, its rows."""

    title: str
    heads: Sequence[str]
    rows: Iterable[Sequence]


def workbook(tables: Iterable[Table]) -> bytes:
    """The file with one sheet for each table."""
    book = Workbook(write_only=True)
    for table in tables:
        sheet = book.create_sheet(table.title.translate(FORBIDDEN)[:LONGEST_TITLE])
        sheet.freeze_panes = "A2"
        for place in range(len(table.heads)):
            sheet.column_dimensions[get_column_letter(place + 1)].width = 24 if place < 2 else 16
        sheet.append([_cell(sheet, head, bold=True) for head in table.heads])
        for row in table.rows:
            sheet.append([_cell(sheet, value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet, value, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet)
    if isinstance(value, int | Decimal | dt.date) and not isinstance(value, bool):
        cell.value = value
    else:
        # openpyxl takes what begins with = for a formula, and refuses control characters.
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(value or ""))[:MOST_CHARACTERS]
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell


def handed_out(content: bytes, name: str) -> Response:
    """The file as a download."""
    return send_file(io.BytesIO(content), SHEET, as_attachment=True, download_name=f"{name}.xlsx", etag=False)
