"""One advance: paid out by hand, given back, called off; what it was set off against."""

from collections.abc import Callable

from flask import render_template
from sqlalchemy.orm import joinedload

import clock
from access import requires, visible_or_404
from blueprints.doors import answer, attempt, me, new_key, refused
from blueprints.fields import EditForm
from blueprints.trips import blueprint
from blueprints.trips.forms import CallOffForm, GiveBackForm, PayOutForm
from models import ExpenseAdvance
from operations import advances as verbs
from policy.advances import cancel_problems, give_back_problems, pay_out_problems
from policy.permissions import Permission
from queries.advances import settlements_of


@blueprint.get("/advances/<int:advance_id>")
@requires(Permission.CLAIM_EXPENSES)
def advance(advance_id: int):
    """The advance with what was settled of it, and what may be done."""
    return render_template("trips/advance.html", **_context(_advance_or_404(advance_id)))


@blueprint.post("/advances/<int:advance_id>/payout")
@requires(Permission.PAY_EXPENSES)
def pay_out(advance_id: int):
    """Record by hand that it was paid."""
    form = PayOutForm()
    how = {"version": form.version.data, "form_key": form.form_key.data or ""}
    return _do(
        advance_id,
        "pay",
        form,
        lambda: verbs.pay_out(advance_id, me(), form.paid_on.data, form.reference.data or "", **how),
    )


@blueprint.post("/advances/<int:advance_id>/return")
@requires(Permission.PAY_EXPENSES)
def give_back(advance_id: int):
    """Record that money came back."""
    form = GiveBackForm()
    how = {"version": form.version.data, "form_key": form.form_key.data or ""}
    return _do(
        advance_id,
        "back",
        form,
        lambda: verbs.give_back(advance_id, me(), form.amount.data, form.on.data, form.note.data or "", **how),
    )


@blueprint.post("/advances/<int:advance_id>/cancellation")
@requires(Permission.PAY_EXPENSES)
def call_off(advance_id: int):
    """Do not pay it out."""
    form = CallOffForm()
    return _do(
        advance_id,
        "off",
        form,
        lambda: verbs.cancel(advance_id, me(), form.reason.data or "", version=form.version.data),
    )


def _do(advance_id: int, name: str, form: EditForm, deed: Callable):
    """Carry a deed out; the page again with what was typed where it was refused."""
    _advance_or_404(advance_id)
    problems = []
    if form.validate() and attempt(form, deed, problems.extend) is not None:
        page = f"/trips/advances/{advance_id}"
        return answer("trips/_advance.html", page, **_context(_advance_or_404(advance_id)))
    context = _context(_advance_or_404(advance_id), problems_found=problems)
    context["forms"][name] = form
    return refused("trips/_advance.html", "trips/advance.html", **context)


def _advance_or_404(advance_id: int) -> ExpenseAdvance:
    whole = (joinedload(ExpenseAdvance.person), joinedload(ExpenseAdvance.unit), joinedload(ExpenseAdvance.trip))
    return visible_or_404(ExpenseAdvance, advance_id, *whole)


def _context(advance: ExpenseAdvance, **more) -> dict:
    facts = verbs.facts_of(advance, me())
    today, version = clock.today(), advance.version
    offered = {
        "pay": (pay_out_problems, PayOutForm(formdata=None, version=version, paid_on=today)),
        "back": (give_back_problems, GiveBackForm(formdata=None, version=version, on=today)),
        "off": (cancel_problems, CallOffForm(formdata=None, version=version)),
    }
    forms = {name: form for name, (problems, form) in offered.items() if not any(True for _ in problems(facts))}
    if facts.batched:
        forms.pop("pay", None)
    for form in forms.values():
        if "form_key" in form:
            form.form_key.data = new_key()
    return {"advance": advance, "left": facts.left, "forms": forms, "settled": settlements_of(advance.id), **more}
