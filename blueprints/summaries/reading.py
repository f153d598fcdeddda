"""Reading a summary: its page, remarks, and the mark that it was read; in place on the team's page as well."""

from flask import abort, render_template

from access import requires
from blueprints.doors import answer, attempt, me, refused
from blueprints.navigation import here, way_back
from blueprints.summaries import blueprint
from blueprints.summaries.forms import ReadingForm, RemarkForm
from models import WorkSummary
from operations import summaries
from policy.permissions import Permission
from queries.summaries import late, neighbours, shown
from queries.summary_drafts import GROUPS, count_of, typed

SHOWN = {"groups": GROUPS, "count_of": count_of, "typed": typed, "late": late, "refusals": {}, "back": here}
"""What the card of a summary needs beside the summary."""


@blueprint.get("/<int:summary_id>")
@requires(Permission.USE)
def show(summary_id):
    """One summary, with the ones before and after it in the team's day."""
    return render_template("summaries/show.html", **_page(_found(summary_id)))


def _found(summary_id: int) -> WorkSummary:
    return shown(me(), summary_id) or abort(404)


def _page(row: WorkSummary) -> dict:
    before, after = (None, None) if row.user_id == me().id else neighbours(me(), row)
    return {"summary": row, "earlier": before, "later": after, **SHOWN}


@blueprint.post("/<int:summary_id>/remarks")
@requires(Permission.USE)
def remark(summary_id):
    """Say something about it."""
    _found(summary_id)
    form = RemarkForm()
    if form.validate() and attempt(form, lambda: summaries.remark(summary_id, form.words.data or "", me())):
        return _answered(summary_id, form)
    return _refused(summary_id, form)


@blueprint.post("/<int:summary_id>/reading")
@requires(Permission.USE)
def mark_read(summary_id):
    """It was read."""
    _found(summary_id)
    form = ReadingForm()
    if form.validate() and attempt(form, lambda: summaries.mark_read(summary_id, me())):
        return _answered(summary_id, form)
    return _refused(summary_id, form)


def _answered(summary_id: int, form):
    back = way_back(form.next.data) if form.next.data else f"/summaries/{summary_id}"
    given = SHOWN | {"back": lambda: back}
    return answer("summaries/_card.html", f"{back}#summary-{summary_id}", summary=_found(summary_id), **given)


def _refused(summary_id: int, form):
    row = _found(summary_id)
    given = _page(row) | {"refusals": {summary_id: form}, "back": lambda: form.next.data or ""}
    return refused("summaries/_card.html", "summaries/show.html", **given)
