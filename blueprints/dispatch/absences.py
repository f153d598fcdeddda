"""Absences: everybody enters their own, who leads enters those of the own units."""

from flask import abort, flash, render_template
from flask_babel import gettext as _
from flask_login import current_user

from access import requires, visible_or_404
from blueprints import arguments
from blueprints.dispatch import blueprint
from blueprints.dispatch.forms import AbsenceForm, VersionForm
from blueprints.doors import attempt, go, refused, shown
from models import Absence, User
from operations import absences as verbs
from policy.permissions import Permission
from queries import absences as known
from queries.pages import capped_count, keyset


@blueprint.get("/absences")
@requires(Permission.USE)
def absences():
    """Who is away now and soon, or was: oneself, and the people of the units one leads."""
    return shown("dispatch/_absences.html", "dispatch/absences.html", **_list())


def _list() -> dict:
    person_id, past = arguments.number("person"), arguments.choice("show", ("past",)) == "past"
    rows = known.absences(current_user, person_id, past)
    cursors = {"after": arguments.text("after", 600), "before": arguments.text("before", 600)}
    page = keyset(rows, Absence.from_on, Absence.id, descending=past, **cursors)
    return {
        "page": page,
        "total": capped_count(rows),
        "people": known.arranging_for(current_user),
        "person_id": person_id,
        "past": past,
        "newer": page.newer and arguments.here_with(before=page.newer),
        "older": page.older and arguments.here_with(after=page.older),
        "found": [],
    }


@blueprint.route("/absences/new", methods=["GET", "POST"])
@requires(Permission.USE)
def new_absence():
    """Enter days away."""
    form = AbsenceForm().offer(known.arranging_for(current_user))
    if not form.is_submitted():
        form.user_id.data = arguments.number("person") or current_user.id
        return render_template("dispatch/absence.html", form=form)
    if form.validate() and attempt(form, lambda: _enter(form)) is not None:
        flash(_("Entered."), "success")
        return go("/absences")
    return refused("dispatch/_absence.html", "dispatch/absence.html", form=form)


def _enter(form: AbsenceForm) -> Absence:
    person = visible_or_404(User, form.user_id.data or current_user.id)
    values = form.values("kind", "from_on", "until_on", "place", "note")
    return verbs.enter(person, by=current_user, form_key=form.form_key.data, **values)


@blueprint.post("/absences/<int:absence_id>/cancel")
@requires(Permission.USE)
def cancel_absence(absence_id: int):
    """Take an absence back."""
    known.absence_of(absence_id, current_user) or abort(404)
    form, found = VersionForm(), []
    if form.validate() and attempt(
        None, lambda: verbs.cancel(absence_id, form.version.data, current_user), found.extend
    ):
        flash(_("Cancelled."), "success")
        return go("/absences")
    return refused("dispatch/absences.html", "dispatch/absences.html", **_list() | {"found": found})
