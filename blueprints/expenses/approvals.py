"""The manager's approval of a claim, or its return with a reason."""

from flask_babel import gettext as _

from access import requires
from blueprints.doors import me
from blueprints.expenses import blueprint
from blueprints.expenses.claims import decided
from operations import expense_approvals
from policy.permissions import Permission


@blueprint.post("/<int:claim_id>/approval")
@requires(Permission.APPROVE_EXPENSES)
def approve(claim_id: int):
    """Approve it; finance checks it next."""

    def deed(form):
        return expense_approvals.approve(claim_id, me(), version=form.version.data, note=form.note.data or "")

    return decided(claim_id, deed, _("Approved. Finance checks it next."))


@blueprint.post("/<int:claim_id>/return")
@requires(Permission.APPROVE_EXPENSES)
def send_back(claim_id: int):
    """Return it to its claimant, saying why."""

    def deed(form):
        return expense_approvals.send_back(claim_id, me(), form.note.data or "", version=form.version.data)

    return decided(claim_id, deed, _("Returned to its claimant."))
