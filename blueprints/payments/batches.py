"""Batches: put together from what waits, exported, paid, cancelled, sent back in part."""

from collections.abc import Callable

from flask import flash
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload
from wtforms import SelectField

import clock
from access import requires, visible_or_404
from blueprints import arguments
from blueprints.doors import answer, attempt, go, me, refused, shown
from blueprints.fields import DayField, EditForm, Form, IdsField, NewForm, TextField
from blueprints.payments import blueprint, company
from models import PaymentBatch
from operations import payment_batches as verbs
from policy.paying import PayState, may
from policy.permissions import Permission
from queries import payment_batches as known
from queries.pages import keyset


class BatchForm(NewForm):
    """What goes into a batch, and the account from which it is paid."""

    payer_id = SelectField(_l("Paid from"), coerce=int)
    claim_ids = IdsField(_l("Claims"))
    advance_ids = IdsField(_l("Advances"))


class PaidForm(EditForm):
    paid_on = DayField(_l("Paid on"))
    reference = TextField(_l("Reference"), most=100, required=False)


class CancelForm(EditForm):
    cancel_reason = TextField(_l("Reason"), most=200, required=False)


class LeaveOutForm(Form):
    reason = TextField(_l("Reason"), most=200, required=False)


class ReturnForm(Form):
    returned_on = DayField(_l("Came back on"))
    return_reason = TextField(_l("Reason"), most=200, required=False)


@blueprint.get("")
@requires(Permission.PAY_EXPENSES)
def index():
    """The batches of a company, the latest first."""
    company_id, units = company.chosen()
    cursors = {"after": arguments.text("after", 600), "before": arguments.text("before", 600)}
    page = keyset(known.batches(me(), company_id), PaymentBatch.id, PaymentBatch.id, **cursors)
    context = company.context("batches", company_id) | {
        "page": page,
        "waiting": known.waiting(me(), units),
        "newer": page.newer and arguments.here_with(before=page.newer),
        "older": page.older and arguments.here_with(after=page.older),
    }
    return shown("payments/_list.html", "payments/index.html", **context)


def _offered(form: BatchForm | None = None) -> dict:
    company_id, units = company.chosen()
    payers = known.payers(company_id)
    form = form or BatchForm(formdata=None)
    form.payer_id.choices = [(one.id, f"{one.bank} {one.account_number[-4:]} · {one.holder}") for one in payers]
    claims, advances = known.due_claims(me(), units), known.due_advances(me(), units)
    if not form.is_submitted():
        form.claim_ids.data = [one.row.id for one in claims if one.account or not one.amount]
        form.advance_ids.data = [one.row.id for one in advances if one.account]
    offered = {"form": form, "claims": claims, "advances": advances, "payers": payers}
    return company.context("new", company_id) | offered | {"most": known.MOST_OFFERED}


@blueprint.get("/new")
@requires(Permission.PAY_EXPENSES)
def new():
    """What waits to be paid, ticked where the person can be paid."""
    return shown("payments/_new.html", "payments/new.html", **_offered())


@blueprint.post("/new")
@requires(Permission.PAY_EXPENSES)
def make():
    """Put a batch together."""
    form = BatchForm()
    context = _offered(form)
    chosen = form.claim_ids, form.advance_ids
    how = {"form_key": form.form_key.data or ""}
    done = form.validate() and attempt(
        form, lambda: verbs.make(me(), form.payer_id.data, *(field.data for field in chosen), **how)
    )
    if done:
        batch, left = done
        for problem in left:
            flash(_(problem.message, **problem.params), "warning")
        return go(f"/payments/{batch.id}")
    return refused("payments/_new.html", "payments/new.html", **context)


def batch_or_404(batch_id: int) -> PaymentBatch:
    """A batch that one may know of, with its accounts and people."""
    whole = (PaymentBatch.payer, PaymentBatch.company, PaymentBatch.created_by, PaymentBatch.paid_by)
    return visible_or_404(PaymentBatch, batch_id, *(joinedload(one) for one in whole))


def _context(batch: PaymentBatch, **more) -> dict:
    lines = known.lines_of(batch.id)
    version, today = batch.version, clock.today()
    deeds = {deed for deed in ("export", "leave_out", "cancel", "pay", "return") if may(_facts(deed, batch, lines))}
    forms = {
        "paid": PaidForm(formdata=None, version=version, paid_on=today),
        "cancel": CancelForm(formdata=None, version=version),
        "leave_out": LeaveOutForm(formdata=None),
        "return": ReturnForm(formdata=None, returned_on=today),
    }
    counted = sum(1 for one in known.to_bank(lines))
    base = {"batch": batch, "lines": lines, "deeds": deeds, "forms": forms, "counted": counted, "words": PayState}
    return base | company.context("batches", batch.company_id) | more


def _facts(deed: str, batch: PaymentBatch, lines: list):
    return verbs.facts(deed, batch, me(), lines)


@blueprint.get("/<int:batch_id>")
@requires(Permission.PAY_EXPENSES)
def show(batch_id: int):
    """A batch with its payments, and what may be done."""
    return shown("payments/_batch.html", "payments/show.html", **_context(batch_or_404(batch_id)))


def _do(batch_id: int, name: str, form: Form, deed: Callable, said: str):
    batch_or_404(batch_id)
    found: list = []
    if form.validate() and attempt(form, deed, found.extend) is not None:
        flash(said, "success")
        page = f"/payments/{batch_id}"
        return answer("payments/_batch.html", page, **_context(batch_or_404(batch_id)))
    context = _context(batch_or_404(batch_id), problems_found=found)
    context["forms"][name] = form
    return refused("payments/_batch.html", "payments/show.html", **context)


@blueprint.post("/<int:batch_id>/export")
@requires(Permission.PAY_EXPENSES)
def export(batch_id: int):
    """Fix what the bank is given."""
    form = EditForm()
    return _do(
        batch_id,
        "export",
        form,
        lambda: verbs.export(batch_id, me(), version=form.version.data),
        _("Exported. Fetch the file for the bank."),
    )


@blueprint.post("/<int:batch_id>/paid")
@requires(Permission.PAY_EXPENSES)
def paid(batch_id: int):
    """Record that the bank paid it."""
    form = PaidForm()
    how = {"version": form.version.data}
    return _do(
        batch_id,
        "paid",
        form,
        lambda: verbs.paid(batch_id, me(), form.paid_on.data, form.reference.data or "", **how),
        _("Recorded as paid."),
    )


@blueprint.post("/<int:batch_id>/cancellation")
@requires(Permission.PAY_EXPENSES)
def cancel(batch_id: int):
    """Do not pay it."""
    form = CancelForm()
    return _do(
        batch_id,
        "cancel",
        form,
        lambda: verbs.cancel(batch_id, me(), form.cancel_reason.data or "", version=form.version.data),
        _("Cancelled. What was in it waits for another batch."),
    )


@blueprint.post("/<int:batch_id>/lines/<int:batch_line_id>/leave-out")
@requires(Permission.PAY_EXPENSES)
def leave_out(batch_id: int, batch_line_id: int):
    """Take one payment out."""
    form = LeaveOutForm()
    return _do(
        batch_id,
        "leave_out",
        form,
        lambda: verbs.leave_out(batch_id, batch_line_id, me(), form.reason.data or ""),
        _("Left out. It waits for another batch."),
    )


@blueprint.post("/<int:batch_id>/lines/<int:batch_line_id>/return")
@requires(Permission.PAY_EXPENSES)
def come_back(batch_id: int, batch_line_id: int):
    """The bank sent one payment back."""
    form = ReturnForm()
    return _do(
        batch_id,
        "return",
        form,
        lambda: verbs.returned(batch_id, batch_line_id, me(), form.returned_on.data, form.return_reason.data or ""),
        _("Recorded. It waits for another payment."),
    )
