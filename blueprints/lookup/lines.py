"""Next in line: waiting for a name that is taken, and giving up waiting (A8.1)."""

from flask import abort, flash, make_response, render_template
from flask_babel import gettext as _
from flask_login import current_user

from access import requires
from blueprints.doors import REFUSED, attempt, go
from blueprints.lookup import blueprint
from blueprints.lookup.forms import LineForm, LookUpForm
from blueprints.lookup.questions import around
from extensions import db
from models import NextInLine
from operations.next_in_line import leave_line, stand_in_line
from policy.permissions import Permission


@blueprint.post("/line")
@requires(Permission.ENTER_CUSTOMERS)
def stand():
    """Be told when the name is free."""
    form, by = LineForm(), current_user._get_current_object()
    if form.validate() and attempt(form, lambda: stand_in_line(by, form.name.data, form.credit_code.data)):
        flash(_("You are in line: you are told when the name is free, and it is kept for you a while."), "success")
        return go("/lookup#line")
    shown = LookUpForm(formdata=None, term=form.name.data or "")
    shown.problems = form.problems
    if not form.problems:
        shown.term.errors = [error for errors in form.errors.values() for error in errors]
    return make_response(render_template("lookup/index.html", hits=None, **around(shown)), REFUSED)


@blueprint.post("/line/<int:wish_id>/end")
@requires(Permission.ENTER_CUSTOMERS)
def leave(wish_id):
    """Wait no longer; a name that was kept goes to the next."""
    row = db.session.get(NextInLine, wish_id)
    if row is None or row.user_id != current_user.id:
        abort(404)
    leave_line(wish_id, current_user._get_current_object())
    flash(_("You no longer wait for “%(name)s”.", name=row.name), "success")
    return go("/lookup")
