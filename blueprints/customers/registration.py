"""The proof of who recorded a customer and its opportunities first (A8.1): what was entered then, and what stands now."""

from flask import render_template
from flask_babel import gettext as _

import clock
from access import requires, visible, visible_or_404
from blueprints.customers import blueprint
from blueprints.history import compared
from extensions import db
from models import Customer, Opportunity
from operations.registration import entry_of
from policy.industries import LABELS
from policy.permissions import Permission
from queries.registration import proof_of, proofs_below


@blueprint.get("/customers/<int:customer_id>/registration")
@requires(Permission.VIEW_CUSTOMERS)
def registration(customer_id):
    """For whoever may see the customer; of its opportunities those that the reader may see."""
    customer = visible_or_404(Customer, customer_id)
    proof = proof_of(customer_id)
    seen = set(
        db.session.scalars(
            visible(Opportunity).where(Opportunity.customer_id == customer_id).with_only_columns(Opportunity.id)
        )
    )
    below = [(row, one) for row, one in proofs_below(customer_id) if one.id in seen]
    return render_template(
        "customers/registration.html",
        customer=customer,
        proof=proof,
        fields=_compared(proof.entered, entry_of(customer)) if proof and proof.entered else [],
        below=[(row, one, _compared(row.entered, entry_of(one)) if row.entered else []) for row, one in below],
        today=clock.today(),
    )


def _compared(entered: dict, now: dict) -> list[tuple[str, str, str]]:
    return compared(_worded(entered), _worded(now))


def _worded(values: dict) -> dict:
    code = values.get("industry")
    return {**values, "industry": _(LABELS[code])} if code in LABELS else values
