"""Questions about lines: the claimant answers, finance withdraws what nobody has to answer any more (A3.4)."""

from flask import abort, flash
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from access import requires, visible
from blueprints.doors import attempt, go, me, refused
from blueprints.expenses import blueprint
from blueprints.expenses.claims import page_of
from blueprints.expenses.showing import claim_context, claim_or_404, own_or_404
from blueprints.fields import Form, LongTextField
from extensions import db
from models import LineQuestion
from operations import line_questions
from policy.permissions import Permission


class AnswerForm(Form):
    """What the claimant answers."""

    answer = LongTextField(_l("Answer"), most=line_questions.LONGEST)


@blueprint.post("/<int:claim_id>/questions/<int:question_id>")
@requires(Permission.CLAIM_EXPENSES)
def answer_question(claim_id: int, question_id: int):
    """Answer what finance asked about one's own claim."""
    own_or_404(claim_id)
    _question_or_404(claim_id, question_id)
    form, found = AnswerForm(), []
    if form.validate() and attempt(form, lambda: line_questions.answer(question_id, me(), form.answer.data or "")):
        flash(_("Answered. Finance goes on with it."), "success")
        return go(page_of(claim_id))
    found.extend(form.problems)
    typed = {question_id: form.answer.data or ""}
    context = claim_context(claim_or_404(claim_id), problems_found=found, answers=typed)
    return refused("expenses/claims/_claim.html", "expenses/claims/show.html", **context)


@blueprint.post("/desk/<int:claim_id>/questions/<int:question_id>/withdrawal")
@requires(Permission.CHECK_EXPENSES)
def withdraw_question(claim_id: int, question_id: int):
    """Nobody has to answer it any more."""
    claim_or_404(claim_id)
    _question_or_404(claim_id, question_id)
    found: list = []
    if not attempt(None, lambda: line_questions.withdraw(question_id, me()), found.extend):
        flash(_("This question was answered or withdrawn already."), "warning")
    return go(f"/expenses/desk/{claim_id}")


def _question_or_404(claim_id: int, question_id: int) -> LineQuestion:
    asked = visible(LineQuestion).where(LineQuestion.id == question_id, LineQuestion.claim_id == claim_id)
    return db.session.scalar(asked) or abort(404)
