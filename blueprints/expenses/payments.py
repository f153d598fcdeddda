"""The payment of an approved claim: recorded once, and sent back by the bank."""

from flask import flash
from flask_babel import gettext as _

from access import requires
from blueprints.doors import answer, attempt, me, refused
from blueprints.expenses import blueprint
from blueprints.expenses.claims import page_of
from blueprints.expenses.forms import PaymentForm, PaymentReturnForm
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


@blueprint.post("/<int:claim_id>/payment/return")
@requires(Permission.PAY_EXPENSES)
def payment_returned(claim_id: int):
    """Record that the bank sent the payment back: the claim waits for another one."""
    claim_or_404(claim_id)
    form = PaymentReturnForm()
    day, reason = form.returned_on.data, form.return_reason.data or ""
    if form.validate() and attempt(
        form, lambda: expense_payments.sent_back(claim_id, me(), day, reason, version=form.version.data)
    ):
        flash(_("Recorded. The claim waits for another payment."))
        return answer("expenses/claims/_claim.html", page_of(claim_id), **claim_context(claim_or_404(claim_id)))
    context = claim_context(claim_or_404(claim_id), problems_found=form.problems) | {"return_form": form}
    return refused("expenses/claims/_claim.html", "expenses/claims/show.html", **context)
