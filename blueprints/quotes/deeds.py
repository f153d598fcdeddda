"""The way of a quote: submitted, taken back, cancelled (A9.1)."""

from flask import flash
from flask_babel import gettext as _

from access import requires
from blueprints.doors import attempt, go, me, refused
from blueprints.quotes import blueprint
from blueprints.quotes.forms import DeedForm
from blueprints.quotes.showing import quote_or_404, quote_shown, worked_on
from operations import quotes
from policy.permissions import Permission


@blueprint.post("/<int:quote_id>/submission")
@requires(Permission.WRITE_QUOTES)
def submit(quote_id: int):
    """Ask for the approval."""
    return _deed(
        quote_id, lambda form: quotes.submit(quote_id, form.version.data, me(), form.note.data or ""), _("Submitted.")
    )


@blueprint.post("/<int:quote_id>/withdrawal")
@requires(Permission.WRITE_QUOTES)
def take_back(quote_id: int):
    """Take it back before it is decided."""
    return _deed(quote_id, lambda form: quotes.take_back(quote_id, me()), _("Taken back. Mend it and submit it again."))


@blueprint.post("/<int:quote_id>/cancellation")
@requires(Permission.WRITE_QUOTES)
def cancel(quote_id: int):
    """Give it up."""
    return _deed(
        quote_id, lambda form: quotes.cancel(quote_id, form.version.data, me(), form.note.data or ""), _("Cancelled.")
    )


def _deed(quote_id: int, verb, done: str):
    worked_on(quote_id)
    form, problems = DeedForm(), []
    if form.validate() and attempt(form, lambda: verb(form), problems.extend):
        flash(done, "success")
        return go(f"/quotes/{quote_id}")
    context = quote_shown(quote_or_404(quote_id), problems)
    return refused("quotes/_quote.html", "quotes/show.html", **context)
