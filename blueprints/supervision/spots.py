"""Spot checks: the list, a new one, what was drawn, and the proof that nobody chose it."""

from flask import Response, flash, render_template
from flask_babel import gettext as _
from sqlalchemy.orm import undefer

from access import can, requires, visible_or_404
from blueprints import arguments
from blueprints.doors import attempt, go, me, refused, shown
from blueprints.supervision import blueprint
from blueprints.supervision.forms import SignForm, SpotForm
from blueprints.supervision.showing import judged_here
from models import Finding, SpotCheck, Unit, User
from operations import spot_checks as verbs
from policy.permissions import Permission
from policy.sampling import Subject, canonical
from queries import check_sheets
from queries import spot_checks as known
from queries.findings import of_check
from queries.lists import units_of
from queries.pages import capped_count, keyset

P = Permission


@blueprint.get("/supervision/spots")
@requires(P.VIEW_SUPERVISION)
def spots():
    """The spot checks in the units one leads, the latest first."""
    unit_id, open_only = arguments.number("unit"), arguments.choice("state", ("open",)) == "open"
    rows = known.spot_checks(me(), unit_id, open_only)
    page = keyset(
        rows, SpotCheck.id, SpotCheck.id, after=arguments.text("after", 600), before=arguments.text("before", 600)
    )
    context = {
        "page": page,
        "total": capped_count(rows),
        "tallies": check_sheets.tallies(Finding.spot_check_id, [row.id for row in page.rows]),
        "subjects": Subject,
        "units": units_of(me()),
        "unit_id": unit_id,
        "open_only": open_only,
        "newer": page.newer and arguments.here_with(before=page.newer),
        "older": page.older and arguments.here_with(after=page.older),
    }
    return shown("supervision/_spots.html", "supervision/spots.html", **context)


@blueprint.route("/supervision/spots/new", methods=["GET", "POST"])
@requires(P.CHECK_SPOTS)
def new_spot():
    """Say what is drawn from; the seed was fixed, and its hash shown, before."""
    form = SpotForm().offer(known.units_for(me()), known.people_for(me()))
    if not form.is_submitted():
        form.unit_id.data = arguments.number("unit")
        return _new(render_template, form, "supervision/spot_new.html")
    if form.validate() and (check := attempt(form, lambda: _draw(form))) is not None:
        flash(_("Drawn."), "success")
        return go(f"/supervision/spots/{check.id}")
    return _new(refused, form, "supervision/_spot_form.html", "supervision/spot_new.html")


def _new(show, form: SpotForm, *templates: str):
    """The form with the commitment of its own key: a key that was not ours shows a commitment that draws nothing."""
    form.commitment.raw_data = None
    form.commitment.data = verbs.commitment_for(form.form_key.data or "", me())
    return show(*templates, form=form)


def _draw(form: SpotForm) -> SpotCheck:
    unit = visible_or_404(Unit, form.unit_id.data or 0)
    person = visible_or_404(User, form.user_id.data) if form.user_id.data else None
    values = form.values("subject", "from_on", "until_on", "size")
    wish = verbs.Wish(unit=unit, person=person, **values)
    return verbs.draw(wish, me(), form.form_key.data, form.commitment.data or "")


@blueprint.get("/supervision/spots/<int:spot_check_id>")
@requires(P.VIEW_SUPERVISION)
def spot(spot_check_id: int):
    """What was drawn, to be judged; then what became of it."""
    context = _spot(spot_check_id, SignForm(formdata=None))
    return shown("supervision/_list.html", "supervision/spot.html", **context)


def _spot(spot_check_id: int, form: SignForm) -> dict:
    check = visible_or_404(SpotCheck, spot_check_id, *known.LISTED)
    rows = of_check(Finding.spot_check_id, check.id)
    cursors = {"after": arguments.text("after", 600), "before": arguments.text("before", 600)}
    page = keyset(rows, Finding.id, Finding.id, **cursors, descending=False)
    if form.version.data is None:
        form.version.data = check.version
    return {
        "check": check,
        "subject": Subject(check.subject),
        "page": page,
        "tally": check_sheets.tallies(Finding.spot_check_id, [check.id]).get(check.id, check_sheets.Tally()),
        "form": form,
        "checks": can(P.CHECK_SPOTS),
        "which": known.of_the_day(check),
        "newer": page.newer and arguments.here_with(before=page.newer),
        "older": page.older and arguments.here_with(after=page.older),
        **judged_here(page.rows),
    }


@blueprint.post("/supervision/spots/<int:spot_check_id>/close")
@requires(P.CHECK_SPOTS)
def close_spot(spot_check_id: int):
    """Close the spot check: what was judged holds from now on."""
    visible_or_404(SpotCheck, spot_check_id, *known.LISTED)
    form = SignForm()

    def deed():
        return verbs.close(spot_check_id, form.version.data, form.note.data, me())

    if form.validate() and attempt(form, deed) is not None:
        flash(_("Closed: what was judged holds, and whom it concerns has been told."), "success")
        return go(f"/supervision/spots/{spot_check_id}")
    return refused("supervision/_sign.html", "supervision/spot.html", **_spot(spot_check_id, form))


@blueprint.get("/supervision/spots/<int:spot_check_id>/proof")
@requires(P.VIEW_SUPERVISION)
def proof(spot_check_id: int):
    """Draw the same sample again, and show how to do so by hand."""
    check = visible_or_404(SpotCheck, spot_check_id, undefer(SpotCheck.frame))
    found = known.proof_of(check)
    return render_template("supervision/proof.html", check=check, proof=found, which=known.of_the_day(check))


@blueprint.get("/supervision/spots/<int:spot_check_id>/frame.json")
@requires(P.VIEW_SUPERVISION)
def frame(spot_check_id: int):
    """What was drawn from, exactly as it was hashed."""
    check = visible_or_404(SpotCheck, spot_check_id, undefer(SpotCheck.frame))
    named = f'attachment; filename="spot-check-{check.id}.json"'
    return Response(canonical(check.frame), mimetype="application/json", headers={"Content-Disposition": named})
