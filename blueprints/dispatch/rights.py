"""Rights to leads: who may receive them, who may not, who comes first; by whom, why, from when and until when."""

from flask import abort, flash, render_template
from flask_babel import gettext as _
from flask_login import current_user

from access import requires, visible_or_404
from blueprints import arguments
from blueprints.dispatch import blueprint
from blueprints.dispatch.forms import EndForm, RightForm
from blueprints.doors import attempt, go, refused, shown
from models import LeadRight, User
from operations import lead_rights as verbs
from policy.dispatch import RightKind
from policy.permissions import Permission
from queries.lead_rights import deciding_about, own_records, records, right_of, standing_of
from queries.pages import capped_count, keyset


@blueprint.get("/leads/rights")
@requires(Permission.SET_LEAD_RIGHTS)
def rights():
    """Every record of the people about whom the reader decides; of one person with how they stand today."""
    return shown("dispatch/_rights.html", "dispatch/rights.html", **_list())


def _list() -> dict:
    person_id, kind = arguments.number("person"), arguments.word("kind", RightKind)
    rows = records(current_user, person_id, kind)
    cursors = {"after": arguments.text("after", 600), "before": arguments.text("before", 600)}
    page = keyset(rows, LeadRight.at, LeadRight.id, **cursors)
    people = deciding_about(current_user)
    person = next((one for one in people if one.id == person_id), None)
    return {
        "page": page,
        "total": capped_count(rows),
        "people": people,
        "person": person,
        "standing": standing_of(person.id) if person else None,
        "kind": kind,
        "kinds": list(RightKind),
        "newer": page.newer and arguments.here_with(before=page.newer),
        "older": page.older and arguments.here_with(after=page.older),
        "found": [],
    }


@blueprint.get("/leads/rights/mine")
@requires(Permission.USE)
def my_rights():
    """What was decided about the reader's own right to leads, and how it stands."""
    return render_template(
        "dispatch/my_rights.html", rows=own_records(current_user), standing=standing_of(current_user.id)
    )


@blueprint.route("/leads/rights/new", methods=["GET", "POST"])
@requires(Permission.SET_LEAD_RIGHTS)
def new_right():
    """Grant, suspend, or put first."""
    form = RightForm().offer(deciding_about(current_user))
    if not form.is_submitted():
        form.user_id.data = arguments.number("person")
        form.kind.data = arguments.word("kind", RightKind) or RightKind.SUSPENDED
        return render_template("dispatch/right.html", form=form)
    if form.validate() and (row := attempt(form, lambda: _decide(form))) is not None:
        flash(_("Recorded; the person has been told."), "success")
        return go(f"/leads/rights?person={row.user_id}")
    return refused("dispatch/_right.html", "dispatch/right.html", form=form)


def _decide(form: RightForm) -> LeadRight:
    person = visible_or_404(User, form.user_id.data or 0)
    values = form.values("kind", "from_on", "until_on", "clause", "reason")
    return verbs.decide(person, by=current_user, form_key=form.form_key.data, **values)


@blueprint.post("/leads/rights/<int:right_id>/end")
@requires(Permission.SET_LEAD_RIGHTS)
def end_right(right_id: int):
    """A record holds no longer, from today on."""
    row = right_of(right_id, current_user) or abort(404)
    form, found = EndForm(), []
    if form.validate() and attempt(None, lambda: verbs.end(right_id, current_user, form.reason.data), found.extend):
        flash(_("Ended; the person has been told."), "success")
        return go(f"/leads/rights?person={row.user_id}")
    context = _list() | {"found": found, "errors": form.errors}
    return refused("dispatch/rights.html", "dispatch/rights.html", **context)
