"""The claim on paper: a PDF with its evidence, for the archive."""

from flask import make_response

from access import Permission, requires
from blueprints.expenses import blueprint
from blueprints.expenses.paper import claim_pdf
from blueprints.expenses.showing import claim_or_404
from queries.evidence import attachments_of, snapshots_of
from queries.expenses import lines_of

HEADERS = {
    "Content-Type": "application/pdf",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
}


@blueprint.get("/<int:claim_id>/document.pdf")
@requires(Permission.CLAIM_EXPENSES)
def document(claim_id: int):
    """The PDF in the reader's language."""
    claim = claim_or_404(claim_id)
    lines = lines_of(claim.id)
    files = {}
    for file in attachments_of(line.id for line in lines):
        files.setdefault(file.expense_line_id, []).append(file)
    name = f'attachment; filename="{claim.number}.pdf"'
    return make_response(
        claim_pdf(claim, lines, snapshots_of(claim), files), 200, {**HEADERS, "Content-Disposition": name}
    )
