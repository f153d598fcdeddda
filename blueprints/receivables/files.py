"""A frozen statement as spreadsheet or on paper: asked for, drawn by a worker while a bar shows how far, handed out (A9.4)."""

import hashlib
import io

from flask import Response, abort, redirect, send_file
from flask_babel import force_locale, get_locale
from flask_login import current_user

from access import requires, visible_or_404
from blueprints.doors import SAVED, by_htmx, shown
from blueprints.fields import Form, WordField
from blueprints.papers import served
from blueprints.receivables import blueprint
from blueprints.receivables.paper import statement_pdf
from blueprints.receivables.sheets import statement_sheet
from extensions import db
from models import Statement, StatementFile, Unit
from operations import statement_files
from operations.attachments import kept
from policy.permissions import Permission
from policy.receivables import PaperKind
from queries import statement_pages
from scopes import scope_of

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ON_PAPER = 300
"""So many contracts are printed; the spreadsheet has them all."""


class FileForm(Form):
    """Asks for a statement as a file."""

    kind = WordField("", PaperKind)


def files_of(statement: Statement) -> dict:
    """What stands of the files of a statement, as the part of its page needs it."""
    found = statement_pages.files(current_user, statement, str(get_locale()))
    drawing = any(row.drawn_at is None and not row.error for row in found.values())
    return {"statement": statement, "kinds": list(PaperKind), "files": found, "drawing": drawing}


@blueprint.get("/statements/<int:statement_id>/files")
@requires(Permission.VIEW_RECEIVABLES)
def files(statement_id):
    """How far the files are."""
    statement = visible_or_404(Statement, statement_id)
    where = f"/receivables/statements/{statement_id}"
    if not by_htmx():
        return redirect(where, SAVED)
    return shown("receivables/statements/_files.html", "receivables/statements/_files.html", **files_of(statement))


@blueprint.post("/statements/<int:statement_id>/files")
@requires(Permission.VIEW_RECEIVABLES)
def ask_for_file(statement_id):
    """Have a file drawn that is not there yet."""
    statement, form = visible_or_404(Statement, statement_id), FileForm()
    if statement.frozen_at is None or not form.validate():
        abort(422)
    me = current_user._get_current_object()
    statement_files.ask(statement_id, form.kind.data, str(get_locale()), me)
    if not by_htmx():
        return redirect(f"/receivables/statements/{statement_id}#files", SAVED)
    statement = visible_or_404(Statement, statement_id)
    return shown("receivables/statements/_files.html", "receivables/statements/_files.html", **files_of(statement))


@blueprint.get("/statements/<int:statement_id>.xlsx")
@requires(Permission.VIEW_RECEIVABLES)
def sheet(statement_id):
    """Every line that the reader may see, as a spreadsheet."""
    statement, content = _handed_out(statement_id, PaperKind.SHEET)
    name = f"receivables-{statement.period}.xlsx"
    return send_file(io.BytesIO(content), SHEET, as_attachment=True, download_name=name, etag=False)


@blueprint.get("/statements/<int:statement_id>.pdf")
@requires(Permission.VIEW_RECEIVABLES)
def paper(statement_id) -> Response:
    """The sums, and the contracts with the largest open amounts, on paper."""
    statement, content = _handed_out(statement_id, PaperKind.PAPER)
    return served(content, f"receivables-{statement.period}")


def _handed_out(statement_id: int, kind: PaperKind) -> tuple[Statement, bytes]:
    """What was drawn; to the page of the statement, where it can be asked for, when there is nothing yet."""
    statement = visible_or_404(Statement, statement_id)
    row = statement_pages.files(current_user, statement, str(get_locale())).get(kind)
    if row is None or row.drawn_at is None:
        abort(redirect(f"/receivables/statements/{statement_id}#files", SAVED))
    content = kept(row.storage_key)
    if content is None or hashlib.sha256(content).hexdigest() != row.sha256:
        abort(404)
    return statement, content


def draw(file_id: int) -> bool:
    """Draw a file that was asked for, unless it is drawn or in other hands; False then. For the worker."""
    row = statement_files.take(file_id)
    if row is None:
        return False
    try:
        with force_locale(row.language):
            statement_files.finish(file_id, _drawn(row))
    except Exception as error:
        statement_files.fail(file_id, f"{type(error).__name__}: {error}")
        raise
    return True


def _drawn(row: StatementFile) -> bytes:
    user, statement = row.asked_by, row.statement
    if statement_pages.reach(user) != row.reach:
        raise PermissionError("who asked for it sees something else by now")
    units = statement_pages.by_unit(user, statement)
    if row.kind is PaperKind.PAPER:
        lines = statement_pages.largest(user, statement, MOST_ON_PAPER)
        return statement_pdf(statement, units, lines, db.session.get_one(Unit, scope_of(user).home))
    file_id, portions = row.id, statement_pages.export_rows(user, statement)
    return statement_sheet(statement, units, portions, lambda done: statement_files.beat(file_id, done))
