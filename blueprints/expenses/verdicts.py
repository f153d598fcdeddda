"""Finance's word on one line: accepted, cut or rejected, each with the evidence as it was seen."""

from flask import abort

from access import requires, visible
from blueprints.doors import answer, attempt, me, refused
from blueprints.expenses import blueprint
from blueprints.expenses.desk import case_context
from blueprints.expenses.forms import VerdictForm
from blueprints.expenses.showing import claim_or_404
from extensions import db
from models import ExpenseLine
from operations import expense_checks, expense_undoing, line_questions, reason_phrases
from policy.expenses import Verdict
from policy.permissions import Permission
from queries.expenses import lines_of


@blueprint.post("/desk/<int:claim_id>/lines/<int:line_id>/acceptance")
@requires(Permission.CHECK_EXPENSES)
def accept(claim_id: int, line_id: int):
    """Accept it in full."""
    return _judge(claim_id, line_id, lambda form: expense_checks.accept(line_id, me(), version=form.version.data))


@blueprint.post("/desk/<int:claim_id>/lines/<int:line_id>/cut")
@requires(Permission.CHECK_EXPENSES)
def cut(claim_id: int, line_id: int):
    """Accept less than was claimed."""

    def deed(form: VerdictForm):
        amount, reason = form.accepted_amount.data or 0, form.verdict_reason.data or ""
        return _with_phrase(form, expense_checks.cut(line_id, me(), amount, reason, version=form.version.data))

    return _judge(claim_id, line_id, deed)


@blueprint.post("/desk/<int:claim_id>/lines/<int:line_id>/rejection")
@requires(Permission.CHECK_EXPENSES)
def reject(claim_id: int, line_id: int):
    """Accept nothing of it."""

    def deed(form: VerdictForm):
        reason = form.verdict_reason.data or ""
        return _with_phrase(form, expense_checks.reject(line_id, me(), reason, version=form.version.data))

    return _judge(claim_id, line_id, deed)


@blueprint.post("/desk/<int:claim_id>/lines/<int:line_id>/undoing")
@requires(Permission.CHECK_EXPENSES)
def undo(claim_id: int, line_id: int):
    """Open a decided line again."""
    return _judge(claim_id, line_id, lambda form: expense_undoing.undo(line_id, me(), version=form.version.data), True)


@blueprint.post("/desk/<int:claim_id>/lines/<int:line_id>/question")
@requires(Permission.CHECK_EXPENSES)
def ask(claim_id: int, line_id: int):
    """Ask the claimant, and go on."""
    return _judge(claim_id, line_id, lambda form: line_questions.ask(line_id, me(), form.question.data or ""))


def _judge(claim_id: int, line_id: int, deed, stay: bool = False):
    """Carry out the verdict, then show the next open line; refused: the same line with what is wrong."""
    claim_or_404(claim_id)
    known = visible(ExpenseLine).where(ExpenseLine.id == line_id, ExpenseLine.claim_id == claim_id)
    if db.session.scalar(known) is None:
        abort(404)
    form = VerdictForm()
    if not form.validate() or attempt(form, lambda: deed(form)) is None:
        context = case_context(claim_or_404(claim_id), line_id, form, problems_found=form.problems)
        return refused("expenses/desk/_case.html", "expenses/desk/case.html", **context)
    following = line_id if stay else _next_open(claim_id, line_id)
    page = f"/expenses/desk/{claim_id}?line={following}"
    return answer("expenses/desk/_case.html", page, **case_context(claim_or_404(claim_id), following))


def _with_phrase(form: VerdictForm, line: ExpenseLine) -> ExpenseLine:
    """The line that was decided; its reason is kept as a phrase where that was asked for, and counted."""
    if form.keep.data:
        reason_phrases.keep(me(), form.verdict_reason.data)
    reason_phrases.used(me(), form.verdict_reason.data)
    return line


def _next_open(claim_id: int, line_id: int) -> int:
    """The next line that is open after this one, else the first that is; this one when none is left."""
    ids = [line.id for line in lines_of(claim_id) if line.verdict is Verdict.OPEN]
    return next((id_ for id_ in ids if id_ > line_id), ids[0] if ids else line_id)
