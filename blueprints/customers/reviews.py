"""The known addresses of reviewing new customers (A4.2): the decision is made on the page of its approval."""

from flask import abort, redirect
from flask_login import current_user

from access import requires, visible_or_404
from blueprints.customers import blueprint
from models import Customer
from operations.approvals import pending
from operations.customers import may_review
from policy.approvals import ApprovalKind
from policy.permissions import Permission


@blueprint.get("/customers/reviews")
@requires(Permission.REVIEW_CUSTOMERS)
def reviews():
    """What waits for this person's decision."""
    return redirect(f"/approvals?kind={ApprovalKind.CUSTOMER}")


@blueprint.get("/customers/<int:customer_id>/review")
@requires(Permission.REVIEW_CUSTOMERS)
def review(customer_id):
    """The record with everything that the decision rests on; when nothing waits any more, the customer."""
    customer = visible_or_404(Customer, customer_id)
    if not may_review(customer, current_user):
        abort(403)
    found = pending(ApprovalKind.CUSTOMER, customer_id)
    return redirect(f"/approvals/{found.id}" if found else f"/customers/{customer_id}")
