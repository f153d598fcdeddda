"""The statement as a spreadsheet."""

import dataclasses
from collections.abc import Callable, Iterable, Iterator

from flask_babel import gettext as _

from blueprints.workbooks import Table, workbook
from models import Statement
from policy.receivables import Ageing
from queries.statement_pages import UnitSum, together


def statement_sheet(
    statement: Statement, units: list[UnitSum], portions: Iterable[list], beat: Callable[[int], None]
) -> bytes:
    """The workbook: sums per department, the frozen lines, and what of them corrects the statement before.

    ``portions`` are the rows of ``queries.statement_pages.export_rows``; ``beat`` is told how many are written.
    """
    ages = [_(age.label) for age in Ageing]
    sums = [_("Contract amount"), _("Invoiced"), _("Collected"), _("Prepaid"), _("Outstanding"), *ages]
    who = [_("Customer"), _("Contract"), _("Salesperson"), _("Department")]
    late: list[tuple] = []
    named = [*units, dataclasses.replace(together(units), unit=_("Total"))]
    later = [*who, _("Open the month before"), _("Invoiced"), _("Collected"), _("Outstanding")]
    return workbook(
        [
            Table(
                _("Per department"),
                [_("Department"), *sums, _("Corrections to earlier months")],
                [(one.unit, *one.amounts.values()) for one in named],
            ),
            Table(statement.period, [*who, *sums, _("Open the month before")], _lines(portions, late, beat)),
            Table(_("Corrections to earlier months"), later, late),
        ]
    )


def _lines(portions: Iterable[list], late: list[tuple], beat: Callable[[int], None]) -> Iterator[tuple]:
    """The frozen lines; what of them corrects the statement before is put aside into ``late`` on the way."""
    done = 0
    for rows in portions:
        yield from (row[1:-3] for row in rows)
        late += [(*row[1:5], *row[-4:]) for row in rows if any(row[-3:])]
        done += len(rows)
        beat(done)
