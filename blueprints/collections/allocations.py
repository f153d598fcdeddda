"""Where a collection goes: allocated, taken back, refunded; and what was recorded wrongly, withdrawn (A9.4)."""

from functools import partial

from flask import flash
from flask_babel import gettext as _

from access import requires, visible_or_404
from blueprints.collections import blueprint
from blueprints.collections.collections import allocation_form, collection_or_404, page_of
from blueprints.collections.forms import RefundForm, RefundWithdrawalForm, WithdrawalForm
from blueprints.doors import attempt, go, me, refused
from models import Allocation, Refund
from operations import collections
from policy.permissions import Permission


@blueprint.post("/<int:collection_id>/allocations")
@requires(Permission.KEEP_RECEIVABLES)
def allocate(collection_id):
    """Set what is left against invoices and milestones."""
    form, done = allocation_form(collection_or_404(collection_id)), None
    if form.validate() and not form.names_what_is_settled():
        done = attempt(form, lambda: collections.allocate(collection_id, form.version.data, form.parts(), me()))
    return _answered(collection_id, done, _("Allocated."), allocation_form=form)


@blueprint.post("/<int:collection_id>/allocations/<int:allocation_id>/reversal")
@requires(Permission.KEEP_RECEIVABLES)
def take_back(collection_id, allocation_id):
    """Take one allocation back by its opposite."""
    collection_or_404(collection_id)
    visible_or_404(Allocation, allocation_id)
    problems = []
    done = attempt(None, lambda: collections.take_back(collection_id, allocation_id, me()), problems.extend)
    return _answered(collection_id, done, _("Taken back: the amount is free again."), problems_found=problems)


@blueprint.post("/<int:collection_id>/refunds")
@requires(Permission.KEEP_RECEIVABLES)
def refund(collection_id):
    """Record that money went back to the payer."""
    collection_or_404(collection_id)
    form, done = RefundForm(), None
    if form.validate():
        said = form.amount.data, form.refunded_on.data, form.reference.data, form.reason.data
        done = attempt(form, lambda: collections.refund(collection_id, *said, me(), form_key=form.form_key.data))
    return _answered(collection_id, done, _("The refund is recorded."), refund_form=form)


@blueprint.post("/<int:collection_id>/withdrawal")
@requires(Permission.KEEP_RECEIVABLES)
def withdraw(collection_id):
    """Withdraw a collection that was recorded wrongly: it stays to be read, and counts for nothing."""
    collection_or_404(collection_id)
    form, done = WithdrawalForm(), None
    if form.validate():
        said = form.version.data, form.reason.data
        done = attempt(form, lambda: collections.withdraw(collection_id, *said, me()))
    return _answered(
        collection_id,
        done,
        _("Withdrawn: it counts for nothing, and its bank reference can be recorded again."),
        withdrawal_form=form,
    )


@blueprint.post("/<int:collection_id>/refunds/<int:refund_id>/withdrawal")
@requires(Permission.KEEP_RECEIVABLES)
def withdraw_refund(collection_id, refund_id):
    """Withdraw a refund that was recorded wrongly."""
    collection_or_404(collection_id)
    visible_or_404(Refund, refund_id)
    form, problems, done = RefundWithdrawalForm(), [], None
    if form.validate():
        deed = partial(collections.withdraw_refund, collection_id, refund_id, form.reason.data, me())
        done = attempt(None, deed, problems.extend)
    return _answered(
        collection_id,
        done,
        _("The refund is withdrawn: the amount is free again."),
        refund_withdrawal=(refund_id, form),
        problems_found=problems,
    )


def _answered(collection_id: int, done: object | None, said: str, **forms):
    """Back to the collection with what was ``said``; what was not done comes back with its forms, as they were typed."""
    if done is not None:
        flash(said, "success")
        return go(f"/collections/{collection_id}")
    context = page_of(collection_or_404(collection_id), **forms)
    return refused("collections/_collection.html", "collections/show.html", **context)
