"""What the customer said to a quote, and its next version (A9.1)."""

from flask import flash
from flask_babel import gettext as _

from access import requires
from blueprints.doors import attempt, go, me, refused
from blueprints.quotes import blueprint
from blueprints.quotes.answer_forms import AcceptForm, DeclineForm, RevisionForm
from blueprints.quotes.showing import quote_or_404, quote_shown, worked_on
from operations import quote_answers
from policy.permissions import Permission


@blueprint.post("/<int:quote_id>/acceptance")
@requires(Permission.WRITE_QUOTES)
def accept(quote_id: int):
    """The customer accepted."""
    worked_on(quote_id)
    form = AcceptForm()
    if form.validate() and attempt(form, lambda: quote_answers.accept(quote_id, form.version.data, form.said(), me())):
        flash(_("Accepted. Draw up the contract next."), "success")
        return go(f"/quotes/{quote_id}")
    return _back(quote_id, form, accepting=form)


@blueprint.post("/<int:quote_id>/refusal")
@requires(Permission.WRITE_QUOTES)
def decline(quote_id: int):
    """The customer declined, for a reason."""
    worked_on(quote_id)
    form = DeclineForm()
    if form.validate() and attempt(form, lambda: quote_answers.decline(quote_id, form.version.data, form.said(), me())):
        flash(_("It is recorded that the customer declined."), "success")
        return go(f"/quotes/{quote_id}")
    return _back(quote_id, form, declining=form)


@blueprint.post("/<int:quote_id>/revision")
@requires(Permission.WRITE_QUOTES)
def revise(quote_id: int):
    """Begin the next version."""
    worked_on(quote_id)
    form = RevisionForm()
    made = None
    if form.validate():
        version, key = form.version.data, form.form_key.data
        made = attempt(form, lambda: quote_answers.revise(quote_id, version, me(), key))
    if made is not None:
        flash(_("A new version was begun; the one before stays as it was."), "success")
        return go(f"/quotes/{made.id}/edit")
    return _back(quote_id, form)


def _back(quote_id: int, form, **forms):
    """The page again, with what was refused and what was typed."""
    quote = quote_or_404(quote_id)
    return refused("quotes/_quote.html", "quotes/show.html", **(quote_shown(quote, form.problems) | forms))
