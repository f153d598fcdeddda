"""The claim on paper: a PDF with its evidence, for the archive."""

from access import requires
from blueprints.expenses import blueprint
from blueprints.expenses.paper import claim_pdf
from blueprints.expenses.showing import claim_or_404
from blueprints.papers import served
from policy.permissions import Permission
from queries.evidence import snapshots_of
from queries.expenses import WITH_FILES, lines_of


@blueprint.get("/<int:claim_id>/document.pdf")
@requires(Permission.CLAIM_EXPENSES)
def document(claim_id: int):
    """The PDF in the reader's language."""
    claim = claim_or_404(claim_id)
    lines = lines_of(claim.id, WITH_FILES)
    return served(claim_pdf(claim, lines, snapshots_of(claim)), claim.number)
