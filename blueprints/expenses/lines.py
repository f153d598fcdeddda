"""The lines of a claim: entered with the policy speaking while one types, changed, removed."""

from flask import abort, flash, render_template, request
from flask_babel import gettext as _

import clock
from access import requires, visible
from blueprints.doors import answer, attempt, go, me, refused, shown
from blueprints.expenses import blueprint
from blueprints.expenses.claims import page_of
from blueprints.expenses.forms import DeedForm, EditLineForm, LineFields, NewLineForm
from blueprints.expenses.showing import claim_context, claim_or_404, own_or_404
from blueprints.expenses.typing import line_context
from extensions import db
from models import ExpenseClaim, ExpenseLine
from operations import expense_lines, transaction
from operations.invoice_files import look, put
from policy.expenses import Category
from policy.permissions import Permission
from queries.expenses import WITH_EVIDENCE


@blueprint.get("/<int:claim_id>/lines/new")
@requires(Permission.CLAIM_EXPENSES)
def new_line(claim_id: int):
    """An empty line; ``customer_id``, ``activity_id`` and ``category`` may be preset by the link."""
    claim = own_or_404(claim_id)
    form = NewLineForm(formdata=None, spent_on=min(clock.today(), claim.period_to), category=Category.TRAVEL)
    chosen = request.args.get("category")
    if chosen in set(Category):
        form.category.data = Category(chosen)
    form.apply_preset()
    for field in (form.customer_id, form.activity_id):
        field.process_formdata([request.args.get(field.name, "")])
    return render_template("expenses/lines/new.html", pristine=True, **line_context(claim, form))


@blueprint.post("/<int:claim_id>/lines/new")
@requires(Permission.CLAIM_EXPENSES)
def create_line(claim_id: int):
    """Keep the line, with or without blockers; then the claim, or the next line."""
    claim, form = own_or_404(claim_id), NewLineForm()
    form.apply_preset()
    if "look" in request.form:
        return refused_line(claim, form, "new", looked=True)
    if form.validate_on_submit():
        line = attempt(form, lambda: _add(claim_id, form))
        if line is not None:
            flash(_("The line was kept."), "success")
            more = "another" in request.form
            return go(f"{page_of(claim_id)}/lines/new" if more else f"{page_of(claim_id)}#line-{line.id}")
    return refused_line(own_or_404(claim_id), form, "new")


@blueprint.get("/<int:claim_id>/lines/<int:line_id>/edit")
@requires(Permission.CLAIM_EXPENSES)
def edit_line(claim_id: int, line_id: int):
    """A line as it stands, with its findings."""
    claim, line = line_or_404(claim_id, line_id)
    form = EditLineForm(formdata=None, obj=line)
    form.preset_for.data = line.category.value
    return render_template("expenses/lines/edit.html", **line_context(claim, form, line))


@blueprint.post("/<int:claim_id>/lines/<int:line_id>/edit")
@requires(Permission.CLAIM_EXPENSES)
def update_line(claim_id: int, line_id: int):
    """Keep what changed."""
    claim, line = line_or_404(claim_id, line_id)
    form = EditLineForm()
    form.apply_preset()
    if "look" in request.form:
        return refused_line(claim, form, "edit", line, looked=True)
    if form.validate_on_submit():
        how = {"take_over": form.take_over.data, "version": form.version.data}
        kept = attempt(form, lambda: expense_lines.change(line_id, me(), form.line(), **how))
        if kept is not None:
            flash(_("The line was kept."), "success")
            return go(f"{page_of(claim_id)}#line-{line_id}")
    claim, line = line_or_404(claim_id, line_id)
    return refused_line(claim, form, "edit", line)


@blueprint.post("/<int:claim_id>/lines/check")
@requires(Permission.CLAIM_EXPENSES)
def check_line(claim_id: int):
    """What the policy says of the line as it is typed; nothing is written. ``links`` renews what can be chosen, too."""
    claim, form = own_or_404(claim_id), LineFields()
    form.apply_preset()
    line_id = request.args.get("line", type=int)
    line = line_or_404(claim_id, line_id)[1] if line_id else None
    context = line_context(claim, form, line, helpful=True)
    return render_template("expenses/lines/_checked.html", links="links" in request.args, **context)


@blueprint.post("/<int:claim_id>/lines/<int:line_id>/removal")
@requires(Permission.CLAIM_EXPENSES)
def remove_line(claim_id: int, line_id: int):
    """Take the line out of the claim."""
    line_or_404(claim_id, line_id)
    form, problems = DeedForm(), []
    version = form.version.data
    if attempt(form, lambda: expense_lines.remove(line_id, me(), version=version), problems.extend):
        return answer("expenses/claims/_claim.html", page_of(claim_id), **claim_context(claim_or_404(claim_id)))
    context = claim_context(claim_or_404(claim_id), problems_found=problems)
    return refused("expenses/claims/_claim.html", "expenses/claims/show.html", **context)


def refused_line(claim: ExpenseClaim, form: LineFields, page: str, line: ExpenseLine | None = None, looked=False):
    """The form with what was typed and what the policy says; ``looked`` when that was all that was asked for."""
    context = line_context(claim, form, line)
    if looked:
        return shown("expenses/lines/_form.html", f"expenses/lines/{page}.html", **context)
    return refused("expenses/lines/_form.html", f"expenses/lines/{page}.html", **context)


def _add(claim_id: int, form: NewLineForm) -> ExpenseLine:
    """The line and its files, all or nothing; what invoices say is read before anything is locked."""
    files = [look(file) for file in form.file.data or () if file]
    with transaction():
        how = {"take_over": form.take_over.data, "form_key": form.form_key.data}
        line = expense_lines.add(claim_id, me(), form.line(), **how)
        for file, reading in files:
            put(line, file, reading, me())
    return line


def line_or_404(claim_id: int, line_id: int) -> tuple[ExpenseClaim, ExpenseLine]:
    """A line of the reader's own claim with what it rests on."""
    claim = own_or_404(claim_id)
    seen = visible(ExpenseLine).where(ExpenseLine.id == line_id, ExpenseLine.claim_id == claim_id)
    line = db.session.scalar(seen.options(*WITH_EVIDENCE))
    if line is None:
        abort(404)
    return claim, line
