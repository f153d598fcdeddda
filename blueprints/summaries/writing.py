"""Writing a summary: drafted by the product, kept as long as one likes, submitted once."""

import datetime as dt

from flask import abort, flash, render_template, request
from flask_babel import gettext as _

import clock
from access import requires
from blueprints import arguments
from blueprints.doors import attempt, go, me, refused
from blueprints.summaries import blueprint
from blueprints.summaries.forms import EditSummaryForm, NewSummaryForm
from models import WorkSummary
from operations import summaries
from policy.permissions import Permission
from policy.summaries import SummaryKind, next_stretch, stretch
from queries.summaries import shown, standing
from queries.summary_drafts import GROUPS, drafted, typed

SUBMIT = "submit_now"


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.USE)
def new():
    """One's summary of a day or a week; where there is one already, that one."""
    kind = arguments.word("kind", SummaryKind) or SummaryKind.DAILY
    day = arguments.day("day") or clock.today()
    if request.method == "GET" and (row := standing(me().id, kind, stretch(kind, day)[0])):
        return go(f"/summaries/{row.id}" if row.submitted_at else f"/summaries/{row.id}/edit")
    form = NewSummaryForm()
    if form.is_submitted():
        if form.validate() and (row := attempt(form, lambda: _begin(form, kind, day))) is not None:
            return _done(row)
        return refused("summaries/_form.html", "summaries/form.html", **_given(form, kind, day))
    return render_template("summaries/form.html", **_given(form, kind, day))


def _begin(form: NewSummaryForm, kind: SummaryKind, day: dt.date) -> WorkSummary:
    said = form.words.data or "", form.plan.data or "", SUBMIT in request.form
    return summaries.begin(me(), kind, day, *said, form_key=form.form_key.data)


@blueprint.route("/<int:summary_id>/edit", methods=["GET", "POST"])
@requires(Permission.USE)
def edit(summary_id):
    """Go on with one's own draft."""
    row = shown(me(), summary_id) or abort(404)
    if row.user_id != me().id:
        abort(403)
    if row.submitted_at is not None and request.method == "GET":
        return go(f"/summaries/{summary_id}")
    kind, first_on = row.kind, row.first_on
    form = EditSummaryForm(obj=row)
    if form.is_submitted():
        if form.validate() and (row := attempt(form, lambda: _change(form, summary_id))) is not None:
            return _done(row)
        given = _given(form, kind, first_on) | {"summary_id": summary_id}
        return refused("summaries/_form.html", "summaries/form.html", **given)
    return render_template("summaries/form.html", **_given(form, kind, first_on), summary_id=summary_id)


def _change(form: EditSummaryForm, summary_id: int) -> WorkSummary:
    said = form.words.data or "", form.plan.data or "", SUBMIT in request.form
    return summaries.change(summary_id, form.version.data, *said, me())


def _done(row: WorkSummary):
    if row.submitted_at is None:
        flash(_("Kept as a draft: nobody else sees it."), "success")
        return go(f"/summaries/{row.id}/edit")
    flash(_("Submitted."), "success")
    return go(f"/summaries/{row.id}")


def _given(form, kind: SummaryKind, day: dt.date) -> dict:
    first_on, last_on = stretch(kind, day)
    return {
        "form": form,
        "kind": kind,
        "first_on": first_on,
        "last_on": last_on,
        "ahead": next_stretch(kind, first_on),
        "draft": typed(drafted(me().id, kind, day)),
        "groups": GROUPS,
        "summary_id": None,
    }
