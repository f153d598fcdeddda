"""The contract on paper: a PDF of its standard text, with "draft" across it until it is approved."""

from flask import flash, make_response
from flask_babel import gettext as _

from access import requires
from blueprints.contracts import blueprint
from blueprints.contracts.contracts import contract_or_404
from blueprints.contracts.paper import contract_pdf
from blueprints.doors import go
from policy.contract_text import fill, missing
from policy.permissions import Permission

HEADERS = {
    "Content-Type": "application/pdf",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
}


@blueprint.get("/<int:contract_id>/document.pdf")
@requires(Permission.VIEW_CONTRACTS)
def document(contract_id):
    """The PDF; an uploaded text is among the attachments."""
    contract = contract_or_404(contract_id)
    if not contract.template_id or not contract.document_sha256 or missing(contract.template.body, contract.fields):
        flash(_("There is no text yet: choose a standard one, or upload another."), "warning")
        return go(f"/contracts/{contract_id}")
    name = f'attachment; filename="{contract.number}.pdf"'
    text = fill(contract.template.body, contract.fields)
    return make_response(contract_pdf(contract, text), 200, {**HEADERS, "Content-Disposition": name})
