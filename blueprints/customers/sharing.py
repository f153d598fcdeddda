"""Following a customer together, and giving it to another owner (A8)."""

from flask import abort, flash, render_template
from flask_babel import gettext as _
from flask_login import current_user

import clock
from access import can, requires, visible, visible_or_404
from blueprints.customers import blueprint
from blueprints.customers.forms import ShareForm, StateForm, TransferForm
from blueprints.customers.page import WHOLE, manages
from blueprints.doors import attempt, go, refused
from extensions import db
from models import Conflict, Customer, CustomerShare, User
from operations.sharing import end_share, share, transfer
from policy.credit import credits
from policy.permissions import Permission
from policy.sharing import OWNING
from queries.conflicts import running_on
from queries.customers import running_shares
from queries.lists import colleagues
from scopes import scope_of


@blueprint.get("/customers/<int:customer_id>/team")
@requires(Permission.VIEW_CUSTOMERS)
def team(customer_id):
    """Who works on the customer; owner and manager add and end."""
    customer = visible_or_404(Customer, customer_id, *WHOLE)
    return render_template("customers/team.html", **_team(customer, ShareForm()))


def _decides(customer: Customer) -> bool:
    """Whether the reader says who works on it: the owner or a manager."""
    return can(Permission.RECORD_ACTIVITIES) and (customer.owner_id == current_user.id or manages(customer))


def _team(customer: Customer, form: ShareForm) -> dict:
    form.user_id.choices = colleagues(current_user, but=customer.owner_id)
    shares, end = running_shares(customer.id), StateForm(formdata=None)
    parts = credits(customer.owner_id, {share.user_id: share.percent for share in shares})
    context = {"customer": customer, "form": form, "shares": shares, "may_share": _decides(customer), "end": end}
    seen = visible(Conflict).where(Conflict.customer_id == customer.id, running_on(clock.today()))
    return context | {"credits": parts, "conflict": db.session.scalar(seen), "may_claim": _may_claim(customer)}


def _may_claim(customer: Customer) -> bool:
    """Whether the reader may open a conflict about it: who sells, and does not own it."""
    return can(Permission.OPEN_CONFLICTS) and customer.owner_id not in (None, current_user.id)


def _decided(customer_id: int) -> Customer:
    customer = visible_or_404(Customer, customer_id, *WHOLE)
    if not _decides(customer):
        abort(403)
    return customer


@blueprint.post("/customers/<int:customer_id>/team")
@requires(Permission.RECORD_ACTIVITIES)
def create_share(customer_id):
    """Add a colleague, with a reason (A8.2)."""
    form = ShareForm()
    context = _team(_decided(customer_id), form)
    if form.validate() and attempt(form, lambda: _share(customer_id, form)) is not None:
        flash(_("You now follow the customer together."), "success")
        return go(f"/customers/{customer_id}/team")
    if form.problems:
        context = _team(_decided(customer_id), form)
    return refused("customers/_team.html", "customers/team.html", **context)


def _share(customer_id: int, form: ShareForm) -> CustomerShare:
    how = {"form_key": form.form_key.data, "percent": form.percent.data or 0}
    return share(customer_id, _colleague(form.user_id.data), form.reason.data, current_user, **how)


def _colleague(user_id: int) -> User:
    return visible_or_404(User, user_id)


@blueprint.post("/customers/<int:customer_id>/team/<int:share_id>/end")
@requires(Permission.RECORD_ACTIVITIES)
def finish_share(customer_id, share_id):
    """End a colleague's part; the colleague may leave as well."""
    visible_or_404(Customer, customer_id)
    row = db.session.get(CustomerShare, share_id)
    if row is None or row.customer_id != customer_id:
        abort(404)
    leaving = row.user_id == current_user.id
    if not leaving:
        _decided(customer_id)
    problems = []
    if attempt(None, lambda: end_share(share_id, current_user), problems.extend) is None:
        form = ShareForm(formdata=None)
        form.show(problems)
        customer = visible_or_404(Customer, customer_id, *WHOLE)
        return refused("customers/_team.html", "customers/team.html", **_team(customer, form))
    flash(_("Ended."), "success")
    return go("/customers" if leaving else f"/customers/{customer_id}/team")


@blueprint.get("/customers/<int:customer_id>/transfer")
@requires(Permission.TRANSFER_CUSTOMERS)
def transfer_form(customer_id):
    """The form for giving the customer to another owner."""
    customer = _managed(customer_id)
    form = _owners(customer, TransferForm(obj=customer))
    return render_template("customers/transfer.html", customer=customer, form=form)


def _managed(customer_id: int) -> Customer:
    customer = visible_or_404(Customer, customer_id, *WHOLE)
    if not manages(customer):
        abort(403)
    return customer


def _owners(customer: Customer, form: TransferForm) -> TransferForm:
    units = scope_of(current_user).managed
    form.user_id.choices = colleagues(current_user, but=customer.owner_id, roles=OWNING, units=units)
    return form


@blueprint.post("/customers/<int:customer_id>/transfer")
@requires(Permission.TRANSFER_CUSTOMERS)
def transfer_customer(customer_id):
    """Give it to another owner, with a reason."""
    form = _owners(customer := _managed(customer_id), TransferForm())
    if form.validate() and attempt(form, lambda: _transfer(customer_id, form)) is not None:
        flash(_("Transferred."), "success")
        return go(f"/customers/{customer_id}")
    if form.problems:
        customer = _managed(customer_id)
        _owners(customer, form)
    return refused("customers/_transfer.html", "customers/transfer.html", customer=customer, form=form)


def _transfer(customer_id: int, form: TransferForm) -> Customer:
    to = db.session.scalars(visible(User).where(User.id == form.user_id.data)).one()
    return transfer(customer_id, form.version.data, to, form.reason.data, current_user)
