"""The proof of who recorded a customer and its opportunities first (A8.1): what was entered then, and what stands now."""

from flask import render_template
from flask_login import current_user

import clock
from access import requires, visible_or_404
from blueprints.customers import blueprint
from blueprints.history import compared
from models import Customer
from operations.registration import entry_of
from policy.permissions import Permission
from queries.registration import proof_of, proofs_below


@blueprint.get("/customers/<int:customer_id>/registration")
@requires(Permission.VIEW_CUSTOMERS)
def registration(customer_id):
    """For whoever may see the customer; of its opportunities those that the reader may see."""
    customer = visible_or_404(Customer, customer_id)
    proof = proof_of(customer_id)
    below = proofs_below(customer_id, current_user)
    return render_template(
        "customers/registration.html",
        customer=customer,
        proof=proof,
        fields=compared(proof.entered, entry_of(customer)) if proof and proof.entered else [],
        below=[(row, one, compared(row.entered, entry_of(one)) if row.entered else []) for row, one in below],
        today=clock.today(),
    )
