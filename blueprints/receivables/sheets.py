"""The statement as a spreadsheet: amounts as numbers, everything else as text that no program takes for a formula."""

import tempfile
from typing import IO

from flask_babel import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from models import Statement
from policy.receivables import Ageing
from queries.statements import COLUMNS, Correction

MOST_CHARACTERS = 32_000
"""A cell holds no more; what is longer would be cut without a word."""
AMOUNT = "#,##0.00"


def statement_sheet(statement: Statement, rows, corrected: list[tuple[str, str, Correction]]) -> IO[bytes]:
    """The workbook as an open temporary file: the frozen lines, and what was corrected since."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(statement.period)
    sheet.freeze_panes = "A2"
    ages = [_(age.label) for age in Ageing]
    heads = [_("Customer"), _("Contract"), _("Salesperson"), _("Department"), _("Contract amount"), _("Invoiced")]
    sheet.append([_head(sheet, text) for text in [*heads, _("Collected"), _("Prepaid"), _("Open"), *ages]])
    for row in rows:
        named = [_text(sheet, value) for value in row[:4]]
        sheet.append([*named, *(_amount(sheet, getattr(row, name)) for name in COLUMNS)])
    later = book.create_sheet(_("Corrections"))
    later_heads = _("Customer"), _("Contract"), _("Invoiced"), _("Collected"), _("Open")
    later.append([_head(later, text) for text in later_heads])
    for customer, number, by in corrected:
        later.append([_text(later, customer), _text(later, number), *(_amount(later, a) for a in _three(by))])
    file = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it
    book.save(file)
    file.seek(0)
    return file


def _three(by: Correction) -> tuple:
    return by.invoiced, by.collected, by.open


def _text(sheet, value: str) -> WriteOnlyCell:
    """Text that stays text: openpyxl takes what begins with = for a formula, and refuses control characters."""
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value or "")[:MOST_CHARACTERS])
    cell.data_type = "s"
    return cell


def _head(sheet, value: str) -> WriteOnlyCell:
    cell = _text(sheet, str(value))
    cell.font = Font(bold=True)
    return cell


def _amount(sheet, value) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = AMOUNT
    return cell
