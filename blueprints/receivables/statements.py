"""The monthly statements (A9.4): the list, and one with its lines and what was corrected of it."""

from flask_login import current_user

from access import requires, visible_or_404
from blueprints import arguments
from blueprints.doors import shown
from blueprints.receivables import blueprint
from blueprints.receivables.files import files_of
from models import Statement
from policy.permissions import Permission
from policy.receivables import Ageing
from queries import statement_pages as pages


@blueprint.get("/statements")
@requires(Permission.VIEW_RECEIVABLES)
def months():
    """All statements."""
    return shown("receivables/statements/_list.html", "receivables/statements/index.html", rows=pages.statements())


@blueprint.get("/statements/<int:statement_id>")
@requires(Permission.VIEW_RECEIVABLES)
def statement(statement_id):
    """One statement: while it is drawn, how far it is; then its sums, its lines, and what was corrected."""
    row = visible_or_404(Statement, statement_id)
    if row.frozen_at is None:
        return shown("receivables/statements/_drawing.html", "receivables/statements/drawing.html", statement=row)
    later = pages.next_after(row)
    tab = arguments.choice("tab", ("all", "earlier", "since") if later is None else ("all", "earlier"), "all")
    page = pages.lines(current_user, row, tab, arguments.text("after", 600), arguments.text("before", 600))
    return shown(
        "receivables/statements/_statement.html",
        "receivables/statements/show.html",
        tab=tab,
        later=later,
        rows=page.rows,
        total=pages.together(pages.by_unit(current_user, row)),
        corrections=pages.corrected_since(row, page.rows) if later is None else {},
        ages=list(Ageing),
        newer=page.newer and arguments.here_with(before=page.newer),
        older=page.older and arguments.here_with(after=page.older),
        **files_of(row),
    )
