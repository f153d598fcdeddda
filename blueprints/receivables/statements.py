"""The monthly statements (A9.4): the list, one with its lines and corrections, as spreadsheet and on paper."""

from flask import send_file
from flask_login import current_user
from werkzeug.exceptions import NotFound

from access import requires, visible_or_404
from blueprints import arguments
from blueprints.doors import shown
from blueprints.papers import served
from blueprints.receivables import blueprint
from blueprints.receivables.paper import statement_pdf
from models import Statement
from policy.permissions import Permission
from policy.receivables import Ageing
from queries import statements

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ON_PAPER = 300
"""So many contracts are printed; the spreadsheet has them all."""


@blueprint.get("/statements")
@requires(Permission.VIEW_RECEIVABLES)
def months():
    """All statements."""
    return shown("receivables/statements/_list.html", "receivables/statements/index.html", rows=statements.statements())


@blueprint.get("/statements/<int:statement_id>")
@requires(Permission.VIEW_RECEIVABLES)
def statement(statement_id):
    """One statement: how far it is, its sums, its lines, and what was corrected since."""
    row = visible_or_404(Statement, statement_id)
    tab = arguments.choice("tab", ("all", "corrected"), "all")
    cursors = arguments.text("after", 600), arguments.text("before", 600)
    page = statements.lines(current_user, row, tab == "corrected", *cursors)
    return shown(
        "receivables/statements/_statement.html",
        "receivables/statements/show.html",
        statement=row,
        tab=tab,
        rows=page.rows,
        total=statements.totals(current_user, row),
        corrections=statements.corrections(row, page.rows),
        ages=list(Ageing),
        newer=page.newer and arguments.here_with(before=page.newer),
        older=page.older and arguments.here_with(after=page.older),
    )


def _frozen(statement_id: int) -> Statement:
    row = visible_or_404(Statement, statement_id)
    if row.frozen_at is None:
        raise NotFound
    return row


@blueprint.get("/statements/<int:statement_id>.xlsx")
@requires(Permission.VIEW_RECEIVABLES)
def sheet(statement_id):
    """Every line that the reader may see, as a spreadsheet."""
    from blueprints.receivables.sheets import statement_sheet  # openpyxl: 20 MB that only who exports needs

    row = _frozen(statement_id)
    corrected = statements.all_corrections(current_user, row)
    file = statement_sheet(row, statements.export_rows(current_user, row), corrected)
    return send_file(file, SHEET, as_attachment=True, download_name=f"receivables-{row.period}.xlsx")


@blueprint.get("/statements/<int:statement_id>.pdf")
@requires(Permission.VIEW_RECEIVABLES)
def paper(statement_id):
    """The sums, and the contracts with the largest open amounts, on paper."""
    row = _frozen(statement_id)
    lines = statements.largest(current_user, row, MOST_ON_PAPER)
    total = statements.totals(current_user, row)
    body = statement_pdf(row, statements.by_unit(current_user, row), lines, total)
    return served(body, f"receivables-{row.period}")
