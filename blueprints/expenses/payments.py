"""The payment of an approved claim: recorded once."""

from flask import flash
from flask_babel import gettext as _

from access import requires
from blueprints.doors import answer, attempt, me, refused
from blueprints.expenses import blueprint
from blueprints.expenses.claims import page_of
from blueprints.expenses.forms import PaymentForm
from blueprints.expenses.showing import claim_context, claim_or_404
from operations import expense_payments
from policy.expenses import ClaimStatus
from policy.permissions import Permission


@blueprint.post("/<int:claim_id>/payment")
@requires(Permission.PAY_EXPENSES)
def pay(claim_id: int):
    """Record that the accepted amount was paid."""
    claim_or_404(claim_id)
    form = PaymentForm()
    if form.validate_on_submit():
        how = {"version": form.version.data, "form_key": form.form_key.data}
        day, reference = form.paid_on.data, form.reference.data or ""
        claim = attempt(form, lambda: expense_payments.pay(claim_id, me(), day, reference, **how))
        if claim is not None:
            paid = claim.status is ClaimStatus.PAID
            flash(
                _("Paid.") if paid else _("Its lines changed after they were submitted: it went back to its claimant.")
            )
            return answer("expenses/claims/_claim.html", page_of(claim_id), **claim_context(claim_or_404(claim_id)))
    context = claim_context(claim_or_404(claim_id), problems_found=form.problems) | {"payment_form": form}
    return refused("expenses/claims/_claim.html", "expenses/claims/show.html", **context)
