"""The claim on paper: a PDF with its evidence, for the archive."""

from flask import make_response

from access import requires
from blueprints.expenses import blueprint
from blueprints.expenses.paper import claim_pdf
from blueprints.expenses.showing import claim_or_404
from policy.permissions import Permission
from queries.evidence import snapshots_of
from queries.expenses import WITH_FILES, lines_of

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
    lines = lines_of(claim.id, WITH_FILES)
    name = f'attachment; filename="{claim.number}.pdf"'
    return make_response(claim_pdf(claim, lines, snapshots_of(claim)), 200, {**HEADERS, "Content-Disposition": name})
