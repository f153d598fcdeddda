"""What customer service completes for won customers (A4.5), and the record of changes."""

from flask import render_template
from flask_login import current_user

from access import requires, visible_or_404
from blueprints.customers import blueprint
from blueprints.customers.forms import ProfileForm
from blueprints.customers.page import WHOLE
from blueprints.doors import attempt, go, refused, shown
from blueprints.history import readable
from models import Customer
from operations.customers import complete_profile
from policy.permissions import Permission
from queries.customer_page import changes_of
from queries.customers import ownerships


@blueprint.get("/customers/<int:customer_id>/completion")
@requires(Permission.COMPLETE_PROFILES)
def completion(customer_id):
    """The form of company profile and process data."""
    customer = visible_or_404(Customer, customer_id, *WHOLE)
    return render_template("customers/completion.html", customer=customer, form=ProfileForm(obj=customer))


@blueprint.post("/customers/<int:customer_id>/completion")
@requires(Permission.COMPLETE_PROFILES)
def complete(customer_id):
    """Keep them; won customers only."""
    visible_or_404(Customer, customer_id)
    form = ProfileForm()
    values = form.values("profile", "process_data")
    done = form.validate() and attempt(
        form, lambda: complete_profile(customer_id, form.version.data, values, current_user)
    )
    if not done:
        customer = visible_or_404(Customer, customer_id, *WHOLE)
        return refused("customers/_completion.html", "customers/completion.html", customer=customer, form=form)
    return go(f"/customers/{customer_id}")


@blueprint.get("/customers/<int:customer_id>/history")
@requires(Permission.VIEW_CUSTOMERS)
def history(customer_id):
    """Who owned it, and who changed what, as far as the reader may see it (A8.1, A13)."""
    customer = visible_or_404(Customer, customer_id)
    lines = readable([(entry, entry.by.name if entry.by else "") for entry in changes_of(customer, current_user)])
    context = {"customer": customer, "lines": lines, "ownerships": ownerships(customer_id)}
    return shown("customers/_history.html", "customers/history.html", **context)
