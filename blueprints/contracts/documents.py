"""The contract on paper: a PDF of its standard text, with "draft" across it until it is approved."""

from flask import flash
from flask_babel import gettext as _

from access import requires
from blueprints.contracts import blueprint
from blueprints.contracts.contracts import contract_or_404
from blueprints.contracts.paper import contract_pdf
from blueprints.doors import go
from blueprints.papers import served
from policy.contract_text import fill, missing
from policy.permissions import Permission


@blueprint.get("/<int:contract_id>/document.pdf")
@requires(Permission.VIEW_CONTRACTS)
def document(contract_id):
    """The PDF; an uploaded text is among the attachments."""
    contract = contract_or_404(contract_id)
    if not contract.template_id or not contract.document_sha256 or missing(contract.template.body, contract.fields):
        flash(_("There is no text yet: choose a standard one, or upload another."), "warning")
        return go(f"/contracts/{contract_id}")
    text = fill(contract.template.body, contract.fields)
    return served(contract_pdf(contract, text), contract.number)
