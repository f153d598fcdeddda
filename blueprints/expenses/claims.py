"""One claim: begun, shown, changed, submitted, taken back, removed."""

from urllib.parse import urlencode

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _

import clock
from access import requires
from blueprints.doors import SAVED, answer, attempt, go, me, refused
from blueprints.expenses import blueprint
from blueprints.expenses.forms import DeedForm, EditClaimForm, NewClaimForm
from blueprints.expenses.showing import claim_context, claim_or_404, own_or_404
from operations import expenses
from policy.permissions import Permission
from policy.problems import Kind, Problem
from policy.words import N_

UNREADABLE = Problem(
    "", Kind.BLOCKS, N_("That request could not be read"), N_("Load the page again and send the form once more.")
)


def page_of(claim_id: int) -> str:
    """The page of a claim."""
    return f"/expenses/{claim_id}"


@blueprint.get("/new")
@requires(Permission.CLAIM_EXPENSES)
def new():
    """A form for this month so far."""
    today = clock.today()
    form = NewClaimForm(formdata=None, period_from=today.replace(day=1), period_to=today)
    return render_template("expenses/claims/new.html", form=form, began_with=_began_with())


@blueprint.post("/new")
@requires(Permission.CLAIM_EXPENSES)
def create():
    """Begin it and go on with its first line."""
    form = NewClaimForm()
    if form.validate_on_submit():
        claim = attempt(form, lambda: expenses.create(me(), form.values(), form_key=form.form_key.data))
        if claim is not None:
            return go(f"{page_of(claim.id)}/lines/new{_began_with()}")
    return refused("expenses/claims/_form.html", "expenses/claims/new.html", form=form, began_with=_began_with())


def _began_with() -> str:
    """The customer or activity from whose page one came, for the first line; the line form looks them up."""
    known = {name: request.args.get(name, "") for name in ("customer_id", "activity_id")}
    named = {name: value for name, value in known.items() if value.isascii() and value.isdigit()}
    return f"?{urlencode(named)}" if named else ""


@blueprint.get("/<int:claim_id>")
@requires(Permission.CLAIM_EXPENSES)
def show(claim_id: int):
    """The claim with its lines, what the policy says of each, and where it stands."""
    return render_template("expenses/claims/show.html", **claim_context(claim_or_404(claim_id)))


@blueprint.get("/<int:claim_id>/edit")
@requires(Permission.CLAIM_EXPENSES)
def edit(claim_id: int):
    """Purpose and period."""
    claim = own_or_404(claim_id)
    return render_template("expenses/claims/edit.html", form=EditClaimForm(formdata=None, obj=claim), claim=claim)


@blueprint.post("/<int:claim_id>/edit")
@requires(Permission.CLAIM_EXPENSES)
def update(claim_id: int):
    """Keep purpose and period."""
    claim, form = own_or_404(claim_id), EditClaimForm()
    if form.validate_on_submit() and attempt(
        form, lambda: expenses.change(claim_id, me(), form.values(), version=form.version.data)
    ):
        return go(page_of(claim_id))
    claim = claim_or_404(claim_id)
    return refused("expenses/claims/_form.html", "expenses/claims/edit.html", form=form, claim=claim)


@blueprint.post("/<int:claim_id>/submission")
@requires(Permission.CLAIM_EXPENSES)
def submit(claim_id: int):
    """Hand it in; with blockers it stays as it is, and each line says what to mend."""
    own_or_404(claim_id)
    return decided(claim_id, lambda form: expenses.submit(claim_id, me(), version=form.version.data), _("Submitted."))


@blueprint.post("/<int:claim_id>/withdrawal")
@requires(Permission.CLAIM_EXPENSES)
def withdraw(claim_id: int):
    """Take it back to mend it."""
    own_or_404(claim_id)
    done = _("Taken back. Mend it and submit it again.")
    return decided(claim_id, lambda form: expenses.withdraw(claim_id, me(), version=form.version.data), done)


@blueprint.post("/<int:claim_id>/removal")
@requires(Permission.CLAIM_EXPENSES)
def remove(claim_id: int):
    """Remove a draft."""
    own_or_404(claim_id)
    form, problems = DeedForm(), []
    if not form.validate():
        problems.append(UNREADABLE)
    else:
        gone = attempt(form, lambda: [expenses.remove(claim_id, me(), version=form.version.data)], problems.extend)
        if gone is not None:
            flash(_("The draft was removed."), "success")
            return redirect("/expenses", SAVED)
    return _refusal(claim_id, problems)


def decided(claim_id: int, deed, done: str, page: str | None = None):
    """Carry out a deed on a claim that the reader sees, by a form with the version shown; the claim, or what is wrong."""
    claim_or_404(claim_id)
    form, problems = DeedForm(), []
    claim = attempt(form, lambda: deed(form), problems.extend) if form.validate() else problems.append(UNREADABLE)
    if claim is None:
        return _refusal(claim_id, problems, form.note.data or "")
    changed = claim.status.value == "returned" and claim.decisions and claim.decisions[-1].decision == "lines_changed"
    flash(
        _("Its lines changed after they were submitted: it went back to its claimant.") if changed else done,
        "warning" if changed else "success",
    )
    return answer("expenses/claims/_claim.html", page or page_of(claim_id), **claim_context(claim_or_404(claim_id)))


def _refusal(claim_id: int, problems: list, note: str = ""):
    context = claim_context(claim_or_404(claim_id), problems_found=problems, note=note)
    return refused("expenses/claims/_claim.html", "expenses/claims/show.html", **context)
