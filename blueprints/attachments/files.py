"""Adding, downloading and removing files. A file is seen by whoever sees what it belongs to."""

from flask import Response, abort, flash, request, send_file
from flask_babel import gettext as _
from flask_login import current_user

from access import requires, visible_or_404
from blueprints.attachments import blueprint
from blueprints.attachments.forms import AttachForm
from blueprints.doors import answer, attempt, go, refused
from blueprints.navigation import way_back
from models import ATTACHABLE, Attachment, ExpenseLine
from operations import attachments, locked, transaction
from operations.invoice_files import look, put
from policy.permissions import Permission
from policy.problems import Kind, Problem
from policy.words import N_
from queries.attachments import OWNERS, may_attach, owner_of, owner_row, shelf
from queries.opportunities import stage, stages
from readers import running as readers

SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"
PICTURED = frozenset({"application/pdf", "image/png", "image/jpeg", "image/webp"})
NO_FILE = Problem("", Kind.BLOCKS, N_("No file was chosen."), N_("Choose one and send it again."), "file", "no_file")


@blueprint.get("/<int:attachment_id>")
@requires(Permission.USE)
def download(attachment_id: int):
    """The file, always as a download: no browser shows or runs it under our name."""
    attachment = visible_or_404(Attachment, attachment_id)
    path = attachments.path_of(attachment)
    if not path.is_file():
        flash(
            _("This file is not in its place any more. Tell the administrator: number %(id)s.", id=attachment_id),
            "danger",
        )
        return go(page_of(*_owner(attachment)))
    response = send_file(
        path, mimetype=attachment.content_type, as_attachment=True, download_name=attachment.filename, conditional=False
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@blueprint.get("/<int:attachment_id>/picture")
@requires(Permission.USE)
def picture(attachment_id: int):
    """A photograph, or the first page of a PDF, as a picture that was made anew: nothing of the file itself is shown. What
    has none is downloaded."""
    attachment = visible_or_404(Attachment, attachment_id)
    path = attachments.path_of(attachment)
    if attachment.content_type not in PICTURED or not path.is_file():
        return go(f"/attachments/{attachment_id}")
    if request.if_none_match.contains(attachment.sha256):
        return Response(status=304)
    made = readers.picture(path.read_bytes())
    if made is None:
        return go(f"/attachments/{attachment_id}")
    response = Response(made, mimetype="image/jpeg")
    response.set_etag(attachment.sha256)
    response.headers["Cache-Control"] = "private, max-age=86400"
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


@blueprint.post("")
@requires(Permission.USE)
def create():
    """Add the files to the one thing that the form names; all of them or none."""
    form, by = AttachForm(), current_user._get_current_object()
    owner = owner_row(by, {name: form[name].data for name in ATTACHABLE})
    if owner is None:
        abort(404)
    if not may_attach(by, owner):
        abort(403)
    column, row_id = owner_of(owner), owner.id
    if form.validate_on_submit():
        kept = attempt(form, lambda: _store(form, by, column, row_id))
        if kept:
            return _answer(form, column, row_id)
    return _refusal(form.problems or [NO_FILE], column, row_id)


@blueprint.post("/<int:attachment_id>/removal")
@requires(Permission.USE)
def remove(attachment_id: int):
    """Take the file off its owner; it stays on record."""
    attachment, by = visible_or_404(Attachment, attachment_id), current_user._get_current_object()
    column, row_id = _owner(attachment)
    if not may_attach(by, visible_or_404(OWNERS[column], row_id)):
        abort(403)
    problems: list[Problem] = []
    if attempt(None, lambda: attachments.remove(attachment_id, by), problems.extend):
        return _answer(None, column, row_id)
    return _refusal(problems, column, row_id)


def _owner(attachment: Attachment) -> tuple[str, int]:
    return next((name, value) for name in ATTACHABLE if (value := getattr(attachment, name)))


def _store(form: AttachForm, by, column: str, row_id: int) -> list[Attachment]:
    chosen = stage(form.stage_id.data) if column == "opportunity_id" else None
    if column == "expense_line_id":
        return _store_invoices(form, by, row_id)
    how = {"note": form.note.data or "", "stage_id": chosen.id if chosen else None, column: row_id}
    with transaction():
        return [attachments.store(file, by, **how) for file in form.file.data or () if file]


def _store_invoices(form: AttachForm, by, line_id: int) -> list[Attachment]:
    """What the files of an expense say is read before anything is locked."""
    files = [look(file) for file in form.file.data or () if file]
    with transaction():
        line = locked(ExpenseLine, line_id)
        return [put(line, file, reading, by) for file, reading in files]


def _shelf(column: str, row_id: int) -> dict:
    return {"shelf": shelf(current_user, visible_or_404(OWNERS[column], row_id)), **stages_for(column)}


def stages_for(column: str) -> dict:
    """The stages that a file of an opportunity may belong to (A6.6)."""
    return {"stage_choices": [row for row in stages() if row.active]} if column == "opportunity_id" else {}


def _answer(form: AttachForm | None, column: str, row_id: int):
    page = way_back(form.next.data) if form and form.next.data else page_of(column, row_id)
    return answer("attachments/_list.html", page, **_shelf(column, row_id))


def _refusal(problems: list[Problem], column: str, row_id: int):
    shown = _shelf(column, row_id) | {"attachment_problems": problems}
    return refused("attachments/_list.html", "attachments/refused.html", **shown)


def page_of(column: str, row_id: int) -> str:
    """The page that shows an owner's files."""
    if column == "expense_line_id":
        return f"/expenses/{visible_or_404(OWNERS[column], row_id).claim_id}"
    if column == "conflict_party_id":
        return f"/conflicts/{visible_or_404(OWNERS[column], row_id).conflict_id}"
    return f"/{OWNERS[column].__tablename__}/{row_id}"
