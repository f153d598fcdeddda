"""The review inbox of department manager and assistant, and the decision about one customer (A4.2)."""

from flask import abort, flash, render_template
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import selectinload

import clock
from access import requires, visible_or_404
from blueprints.customers import blueprint
from blueprints.customers.forms import REVIEWED, ReviewForm
from blueprints.customers.page import WHOLE
from blueprints.doors import attempt, go, refused
from extensions import db
from models import Customer
from operations.customers import may_review
from operations.reviews import approve, send_back
from policy.entry import ReviewDecision
from policy.permissions import Permission
from policy.registration import registration_problems
from queries.customers import last_review, reviewable, similar_companies
from scopes import scope_of

MOST = 100


@blueprint.get("/customers/reviews")
@requires(Permission.REVIEW_CUSTOMERS)
def reviews():
    """What waits for this person's decision, the longest waiting first."""
    waiting = list(db.session.scalars(reviewable(scope_of(current_user)).limit(MOST)))
    return render_template("customers/reviews.html", waiting=waiting, today=clock.today())


@blueprint.get("/customers/<int:customer_id>/review")
@requires(Permission.REVIEW_CUSTOMERS)
def review(customer_id):
    """The record with everything that the decision rests on."""
    customer = _reviewed(customer_id)
    return render_template("customers/review.html", **_context(customer, ReviewForm(obj=customer)))


@blueprint.post("/customers/<int:customer_id>/review")
@requires(Permission.REVIEW_CUSTOMERS)
def decide(customer_id):
    """Approve it, or return it with reasons per field."""
    form, _customer = ReviewForm(), _reviewed(customer_id)
    if not form.validate() or attempt(form, lambda: _decide(customer_id, form)) is None:
        return refused("customers/_review.html", "customers/review.html", **_context(_reviewed(customer_id), form))
    approved = form.decision.data is ReviewDecision.APPROVED
    flash(_("Approved: the customer counts from now on.") if approved else _("Returned with your reasons."), "success")
    return go("/customers/reviews")


def _reviewed(customer_id: int) -> Customer:
    customer = visible_or_404(Customer, customer_id, *WHOLE, selectinload(Customer.contacts))
    if not may_review(customer, current_user):
        abort(403)
    return customer


def _decide(customer_id: int, form: ReviewForm) -> Customer:
    if form.decision.data is ReviewDecision.APPROVED:
        return approve(customer_id, form.version.data, current_user, form.note.data)
    return send_back(customer_id, form.version.data, current_user, form.note.data, form.reasons())


def _context(customer: Customer, form: ReviewForm) -> dict:
    alike = similar_companies(current_user, customer.name, customer.id)
    return {
        "customer": customer,
        "form": form,
        "alike": list(registration_problems([], alike)),
        "fields": REVIEWED,
        "before": last_review(customer.id),
        "today": clock.today(),
    }
