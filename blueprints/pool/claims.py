"""Claiming a customer from the pool: one wins, the others hear who it was."""

from flask import abort, flash, make_response, render_template
from flask_babel import gettext as _
from flask_login import current_user

from access import requires
from blueprints.doors import attempt, by_htmx, go
from blueprints.pool import blueprint
from blueprints.pool.lists import page_context
from operations.pool import claim
from policy.permissions import Permission
from queries.pool import claimable

CONFLICT, REFUSED = 409, 422


@blueprint.post("/<int:customer_id>/claim")
@requires(Permission.CLAIM_FROM_POOL)
def claim_it(customer_id):
    """The claimer's now, or a refusal that says why: 409 when somebody was faster, 422 when the policy refuses."""
    customer = claimable(current_user, customer_id)
    if customer is None:
        abort(404)
    found = []
    if attempt(None, lambda: claim(customer_id, current_user), found.extend) is not None:
        return _won(customer_id)
    status = CONFLICT if any(problem.code == "just_claimed" for problem in found) else REFUSED
    customer = claimable(current_user, customer_id)
    if by_htmx():
        return make_response(render_template("pool/_refused_row.html", customer=customer, found=found), status)
    return make_response(render_template("pool/index.html", found=found, about=customer, **page_context()), status)


def _won(customer_id: int):
    customer = claimable(current_user, customer_id)
    if by_htmx():
        return render_template("pool/_claimed_row.html", customer=customer)
    flash(_("The customer is yours now. Get in contact: the clock has started."), "success")
    return go(f"/customers/{customer_id}")
